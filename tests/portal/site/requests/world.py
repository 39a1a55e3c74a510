"""A request to three holders of one track, and how each of them comes to its pages."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from artists.access import TeamKind
from artists.accounts.models import User
from artists.catalog.models import Asset
from artists.teams.models import Mandate, Team
from consent.choices.actions import Consent, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.state import State
from consent.requests import votes
from consent.requests.actions import Ask, ask_for_use
from consent.requests.models import Request
from consent.uses import text_of
from tests.cast import Cast, acting, person, team, track
from tests.support.licences import terms
from tests.support.signing_in import signed_in

HOLDERS = ("artist", "label", "publisher")


@dataclass
class Asked:
    """The cast, a partner without licences, a track of three holders, and a request for remixes of it."""

    cast: Cast
    iri: User
    versao: Team
    song: Asset
    request: Request
    browsers: dict[str, Client] = field(default_factory=dict)

    def who(self, name: str) -> tuple[User, Team]:
        """Somebody and their team, by the team's part."""
        if name == "partner":
            return self.iri, self.versao
        people = {"artist": "ayla", "label": "dana", "publisher": "theo", "other_artist": "stranger"}
        return getattr(self.cast, people[name]), getattr(self.cast, name)

    def client(self, name: str) -> Client:
        """Their browser."""
        if name not in self.browsers:
            self.browsers[name] = signed_in(self.who(name)[0])
        return self.browsers[name]

    def url(self, name: str, view: str = "request", **more: Any) -> str:
        """An address of the request in their team."""
        return reverse(f"site:{view}", kwargs={"team_slug": self.who(name)[1].slug, "number": self.request.pk, **more})

    def inbox(self, name: str) -> str:
        """The address of their inbox."""
        return reverse("site:requests", args=[self.who(name)[1].slug])

    def page(self, name: str, url: str = "") -> str:
        """What they read there, with its spaces put together."""
        response = self.client(name).get(url or self.url(name))
        assert response.status_code == 200
        return " ".join(response.content.decode().split())

    def now(self) -> Request:
        """The request as it is."""
        return Request.objects.select_related("version", "partner", "licence").get(pk=self.request.pk)

    def says(self, name: str, *, yes: bool) -> Request:
        """A vote, past the pages."""
        user, of = self.who(name)
        one = self.now()
        votes.vote(one, yes=yes, seen_sha256=one.version.sha256, actor=acting(user, of))
        return self.now()

    def answers(self, name: str, said: str, **more: Any) -> Any:
        """A press on the page."""
        data = {"answer": said, "seen": self.now().version.sha256, **more}
        return self.client(name).post(self.url(name, "request_answer"), data)

    def opens(self, name: str, use: str, song: Asset | None = None) -> None:
        """They want to be asked."""
        user, of = self.who(name)
        consent = Consent(text_of(use).sha256, reviewed=True)
        about = song or self.song
        choose_for_tracks([about.pk], use, State(Answer.ASK), actor=acting(user, of), consent=consent)

    def another(self, title: str, **changed: Any) -> Request:
        """The same asked of another track of the same holders."""
        cast = self.cast
        song = track(title, cast.ayla_marsh, performer=cast.artist, master=cast.label, publishing=(cast.publisher,))
        for name in HOLDERS:
            self.opens(name, "remix", song)
        return ask(self.iri, self.versao, song, title, **changed)

    def asks(self, title: str, **changed: Any) -> Request:
        """The partner asks for something else of the same track."""
        return ask(self.iri, self.versao, self.song, title, **changed)

    def gives_mandate(self, holder: str, *uses: str) -> None:
        """The artist lets another team answer for these uses."""
        now = timezone.now()
        Mandate.objects.create(
            artist_team=self.cast.artist, holder_team=self.who(holder)[1], uses=list(uses or ["remix"]),
            until=now + timedelta(days=9), given_at=now,
        )  # fmt: skip

    def runs_out(self) -> None:
        """Its deadline has passed."""
        Request.objects.filter(pk=self.request.pk).update(deadline_at=timezone.now() - timedelta(seconds=1))


def asked(cast: Cast) -> Asked:
    """Make it."""
    iri = person("iri@demo.test", "Iri Prado")
    versao = team(TeamKind.PARTNER, "Versão Labs", "versao-labs", iri)
    song = track("Night Ferry", cast.ayla_marsh, performer=cast.artist, master=cast.label, publishing=(cast.publisher,))
    made = Asked(cast, iri, versao, song, Request())
    for name in HOLDERS:
        made.opens(name, "remix")
    made.request = ask(iri, versao, song)
    return made


def ask(user: User, partner: Team, song: Asset, title: str = "Slipstream radio", **changed: Any) -> Request:
    """Ask for remixes of it."""
    wanted = Ask(title, "Players make their own remix.", terms(assets=[song], **changed))
    return ask_for_use(wanted, actor=acting(user, partner))
