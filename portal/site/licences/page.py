"""A licence's page put together: which round is read, what it opens, who signed, what may be done now.

A side of the licence reads every round. Whoever is only covered by it, and whoever acts under a mandate, reads what was
signed and nothing of what is on the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Prefetch
from django.http import Http404
from django.utils import timezone

from artists.access import Actor, Permission
from artists.teams.models import Team
from consent.licences import actions, favoured, selectors_reach, wording
from consent.licences.favoured import Cheaper
from consent.licences.models import Licence, Signature, Suspension, Version
from consent.licences.selectors_reach import Deal, Reach
from consent.licences.states import Phase, State
from consent.licences.terms import Basis, Rate, Terms
from consent.licences.wording import Clause, Names
from consent.requests.models import Request
from consent.sandbox.cards import Card, card_of
from consent.splits import suspended
from consent.splits.models import Dispute
from consent.uses import USES, Use
from portal.site.licences.lists import last_day_of, phase_of
from portal.site.licences.strip import Strip, strip
from portal.site.terms import show
from portal.site.terms.show import Difference


@dataclass(frozen=True)
class Fact:
    """One figure of the strip at the top."""

    label: str
    value: str


@dataclass(frozen=True)
class ReadClause:
    """A clause, and whether the round before said something else."""

    clause: Clause
    changed: bool


@dataclass(frozen=True)
class RateRow:
    """One rate; `before` where the round before had another; `open` tracks it is for."""

    use: Use | None
    rate: Rate
    words: str
    before: str
    open: int


@dataclass(frozen=True)
class Round:
    """A version in the list of versions."""

    version: Version
    state: str
    changed: int | None


class LicencePage:
    """What the page shows. Parts are read when a template asks for them; none of them grows with its rows."""

    def __init__(self, licence: Licence, actor: Actor, team: Team, asked: Mapping[str, str]) -> None:
        self.licence, self.actor, self.team, self.asked = licence, actor, team, asked
        self.now = timezone.now()
        self._check_round()

    def _check_round(self) -> None:
        for name in ("v", "from", "to"):
            wanted = self.asked.get(name)
            if wanted and not (wanted.isdecimal() and any(one.number == int(wanted) for one in self.versions)):
                raise Http404("This licence has no such version, or not for you.")

    @cached_property
    def sides(self) -> list[Team]:
        """The partner first, then who licenses."""
        return list(actions.sides(self.licence))

    @property
    def licensors(self) -> list[Team]:
        """Who licenses."""
        return self.sides[1:]

    @property
    def is_side(self) -> bool:
        """Whether the actor is a member of a side."""
        return self.actor.role is not None and self.team.pk in {side.pk for side in self.sides}

    @property
    def is_partner(self) -> bool:
        """Whether the partner reads."""
        return self.team.pk == self.licence.partner_id

    @property
    def is_draft(self) -> bool:
        """Whether nobody else has seen it yet."""
        return self.licence.state == State.DRAFT

    @cached_property
    def versions(self) -> list[Version]:
        """The rounds this actor may read, oldest first."""
        signed = Signature.objects.select_related("team", "signed_by").order_by("signed_at", "pk")
        found = self.licence.versions.select_related("proposed_for", "proposed_by").prefetch_related(
            Prefetch("signatures", signed)
        )
        every = list(found)
        if self.is_side:
            return every
        return [one for one in every if one.signatures.all() or one.pk == self.licence.in_force_id]

    @cached_property
    def request(self) -> Request | None:
        """The request by which a round is on the table now; None for who is no side."""
        if not self.is_side:
            return None
        return Request.objects.open(now=self.now).filter(licence=self.licence).select_related("version").first()

    @cached_property
    def version(self) -> Version | None:
        """The round that is read: the one asked for, the one on the table, the one in force, the last."""
        by_pk = {one.pk: one for one in self.versions}
        if self.asked.get("v"):
            return next(one for one in self.versions if one.number == int(self.asked["v"]))
        if self.request:
            return by_pk.get(self.request.version_id)
        return by_pk.get(self.licence.in_force_id or 0) or (self.versions[-1] if self.versions else None)

    @cached_property
    def terms(self) -> Terms:
        """What it says."""
        if self.version is not None:
            return self.version.agreed
        if self.licence.draft is not None and self.is_draft:
            return Terms.from_data(self.licence.draft)
        raise Http404("There is nothing to read here.")

    @cached_property
    def before(self) -> Version | None:
        """The round before the one that is read."""
        older = [one for one in self.versions if self.version and one.number < self.version.number]
        return older[-1] if older else None

    @cached_property
    def names(self) -> Names:
        """How everybody and everything is called."""
        if not self.versions:
            return self._draft_names
        return show.names_for(self.licence, *self.versions)

    @cached_property
    def _draft_names(self) -> Names:
        return show.names_of_terms(self.terms, self.licence.partner, self.licensors)

    @property
    def last_day(self) -> date | None:
        """The last day on which it opens anything."""
        return last_day_of(self.licence)

    @cached_property
    def phase(self) -> Phase:
        """Where it stands."""
        return phase_of(self.licence, now=self.now)

    @property
    def on_the_table(self) -> bool:
        """Whether the round that is read waits for answers."""
        return bool(self.request and self.version and self.request.version_id == self.version.pk)

    @property
    def runs(self) -> bool:
        """Whether there is something to stop."""
        over = self.licence.ends_at is not None and self.licence.ends_at <= self.now
        return self.licence.state in (State.SIGNED, State.SUSPENDED) and not over

    @property
    def has_accounts(self) -> bool:
        """Whether it pays sums of its own, and the reader may see money."""
        return self.terms.pools and self.in_force is not None and self.actor.has(Permission.SEE_MONEY)

    @property
    def text_matches(self) -> bool:
        """Whether the text is the one that was hashed: nothing else is signed."""
        return self.version is None or wording.sha256(self.version.text) == self.version.sha256

    @property
    def in_force(self) -> Version | None:
        """The version that counts, where there is one."""
        return next((one for one in self.versions if one.pk == self.licence.in_force_id), None)

    @property
    def facts(self) -> list[Fact]:
        """The figures that people look for first."""
        terms, money = self.terms, wording.money
        share = next((rate for rate in terms.rates if rate.basis is Basis.REVENUE_SHARE), None)
        facts = [Fact("Minimum a year", money(terms.minimum, terms.currency) if terms.minimum else "None")]
        if share:
            facts.append(Fact("Share of revenue", wording.rate_in_words(share, terms.currency).split(" of ")[0]))
        elif terms.rates:
            facts.append(Fact("Pays", wording.rate_in_words(terms.rates[0], terms.currency)))
        where = (
            f"{len(terms.territories)} countries" if len(terms.territories) > 3 else wording.where(terms.territories)
        )
        facts.append(Fact("Where", "Worldwide" if not terms.territories else where))
        facts.append(Fact("To stop", f"{terms.notice_days} days"))
        return facts

    @cached_property
    def reach(self) -> Reach:
        """What it opens, as the choices are now: of everything for a side, of her own for whom it covers."""
        return selectors_reach.reach(self.deal, at=self.now, only=None if self.is_side else self.team.pk)

    @property
    def deal(self) -> Deal:
        """What reach is worked out from."""
        return Deal(self.licence.partner_id, tuple(side.pk for side in self.licensors), self.terms)

    @cached_property
    def strip(self) -> Strip | None:
        """Its picture."""
        return strip(self.reach)

    @cached_property
    def clauses(self) -> list[ReadClause]:
        """The clauses beside what counts, marked where the round before said something else."""
        old = {one.title: one.full for one in wording.clauses(self.before.agreed, self.names)} if self.before else {}
        return [
            ReadClause(one, bool(self.before) and old.get(one.title) != one.full)
            for one in wording.clauses(self.terms, self.names)
        ]

    @cached_property
    def rates(self) -> list[RateRow]:
        """What it pays, beside the round before."""
        before = {(rate.use, rate.basis): rate for rate in self.before.agreed.rates} if self.before else {}
        opened = {use.code: tally.open for use, tally in self.reach.uses}
        rows = []
        for rate in self.terms.rates:
            old, words = before.get((rate.use, rate.basis)), wording.rate_in_words(rate, self.terms.currency)
            was = wording.rate_in_words(old, self.before.agreed.currency) if old and self.before else ""
            count = opened.get(rate.use, 0) if rate.use else self.reach.tracks.open
            rows.append(RateRow(USES.get(rate.use), rate, words, was if was != words else "", count))
        return rows

    @cached_property
    def difference(self) -> Difference | None:
        """Between the two rounds that the address names; else between the round that is read and the one before."""
        by_number = {one.number: one for one in self.versions}
        after = by_number[int(self.asked["to"])] if self.asked.get("to") else self.version
        older = [one for one in self.versions if after and one.number < after.number]
        before = by_number[int(self.asked["from"])] if self.asked.get("from") else (older[-1] if older else None)
        return show.difference(before, after, self.names) if before and after and before != after else None

    @cached_property
    def rounds(self) -> list[Round]:
        """Every version, newest first, with how many terms changed in it."""
        made: list[Round] = []
        before: Version | None = None
        for one in self.versions:
            changed = len(show.difference(before, one, self.names).changes) if before else None
            made.append(Round(one, self._state_of(one), changed))
            before = one
        return made[::-1]

    def _state_of(self, version: Version) -> str:
        if self.request and version.pk == self.request.version_id:
            return "on the table"
        if version.pk == self.licence.in_force_id:
            return "ended" if self.phase is Phase.ENDED else "in force" if self.runs else "signed"
        return "was in force" if version.signatures.all() else "set aside"

    @cached_property
    def suspensions(self) -> list[Suspension]:
        """Who has stopped it for now."""
        found = self.licence.suspensions.filter(resumed_at__isnull=True).select_related("team", "suspended_by")
        return list(found.order_by("suspended_at"))

    @property
    def suspended_by_us(self) -> bool:
        """Whether the team that reads can let it go on."""
        return self.is_side and any(one.team_id == self.team.pk for one in self.suspensions)

    @cached_property
    def disputes(self) -> list[Dispute]:
        """For which works payment is suspended in part, as far as the reader may know."""
        return list(suspended.under(self.licence, self.actor)[: suspended.SHOWN])

    @cached_property
    def cheaper(self) -> list[Cheaper]:
        """Where the round on the table, or the draft, pays our team less than another partner does."""
        if self.is_partner or not self.is_side or not (self.on_the_table or self.is_draft):
            return []
        return favoured.warnings(self.terms, self.team.pk, partner_id=self.licence.partner_id, at=self.now)

    @cached_property
    def card(self) -> Card | None:
        """How the partner keeps its word, for the other sides and whoever is covered."""
        return None if self.is_partner else card_of(self.licence.partner_id)

    @property
    def lowered(self) -> list[Cheaper]:
        """Other licences of ours that promise no less: what they pay falls with this signature."""
        return [one for one in self.cheaper if one.follows]
