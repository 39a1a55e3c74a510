"""The page on which a partner asks for a yes: what was typed, what was looked for, and what it comes to."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from artists.access import Actor
from artists.catalog.models import Artist
from artists.teams.models import Team
from consent.choices.public import artists_in_public
from consent.licences import steps, wording
from consent.licences.wording import Clause
from consent.requests.actions import MOST_ASSETS
from consent.uses import USES
from portal.site.asking.eligible import Looked, look
from portal.site.asking.forms import AskTerms, WhyForm
from portal.site.terms import listing

ARTISTS, TRACKS = 8, 100
KEPT_OUT = ("csrfmiddlewaretoken", "do", "show", "add", "add_rate")


@dataclass(frozen=True)
class Wish:
    """The two forms, and what the person looks for meanwhile."""

    why: WhyForm
    terms: AskTerms
    actor: Actor
    team: Team
    query: str = ""
    artist: Artist | None = None

    @classmethod
    def of(cls, sent: QueryDict | None, actor: Actor, team: Team) -> "Wish":
        """From a POST, or empty."""
        if sent is None:
            return cls(WhyForm(), AskTerms(), actor, team)
        data = with_added(sent)
        slug = data.get("show", data.get("artist", ""))[:200]
        artist = artists_in_public().filter(slug=slug).first() if slug and "\x00" not in slug else None
        query = data.get("q", "").replace("\x00", "")[:100].strip()
        return cls(WhyForm(data), AskTerms(data), actor, team, query, artist)

    def is_valid(self) -> bool:
        """Whether both forms can be meant; both are asked, so that all that is wrong is shown at once."""
        return all([self.why.is_valid(), self.terms.is_valid()])

    def unjudged(self) -> "Wish":
        """The same with nothing called wrong: for who only looks something up."""
        for form in (self.why, self.terms):
            form.is_valid()
            form.errors.clear()
        return self

    @property
    def uses(self) -> list[str]:
        """The uses ticked so far."""
        ticked = self.terms["uses"].value() or []
        return [code for code in USES if code in ticked]

    @property
    def looked(self) -> Looked:
        """What was chosen, and how it stands."""
        ids, unknown = listing.read_assets(self.terms["tracks"].value() or "")
        return look(ids[:MOST_ASSETS], unknown, self.uses, partner_id=self.actor.team_id)

    @property
    def artists(self) -> Sequence[Artist]:
        """The artists that the search finds."""
        return list(artists_in_public(self.query)[:ARTISTS]) if self.query else []

    @property
    def offered(self) -> Looked | None:
        """What the chosen artist has, and how that stands: tracks, then voice and likeness."""
        if self.artist is None:
            return None
        found = list(self.artist.assets.order_by("-plays", "title").values_list("pk", flat=True)[:TRACKS])
        return look(found, (), self.uses, partner_id=self.actor.team_id)

    @property
    def clauses(self) -> list[Clause]:
        """The terms in plain words; empty until they can be meant."""
        terms = getattr(self.terms, "terms", None)
        return wording.clauses(terms, steps.names_for(terms, self.team, [])) if terms else []


def with_added(sent: QueryDict) -> QueryDict:
    """The POST with the ticked tracks put beneath those that are named already."""
    name = "terms-tracks"
    picked = [one for one in sent.getlist("add") if len(one) <= 36]
    if sent.get("do") != "add" or not picked:
        return sent
    data = sent.copy()
    ids, _ = listing.read_assets("\n".join(picked))
    there, _ = listing.read_assets(data.get(name, ""))
    new = listing.asset_lines([one for one in ids if one not in there])
    data[name] = "\n".join(filter(None, [data.get(name, "").rstrip(), new]))
    return data


def kept(sent: QueryDict) -> list[tuple[str, str]]:
    """All that was typed, for the review to carry along unseen."""
    return [(name, value) for name, values in sent.lists() if name not in KEPT_OUT for value in values]
