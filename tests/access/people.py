"""Everybody who might come to an address, and enough of a world that every address has something behind it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.test import Client
from django.utils import timezone

from artists.access import Role, TeamKind
from artists.accounts.models import User
from artists.catalog.identity.asking import identify
from artists.catalog.models import Artist, Asset, Delivery, Identification, Release
from artists.journal.models import Message
from artists.notices.about_teams import PEOPLE
from artists.notices.models import Notice
from artists.notices.telling import Told, Words, tell_now
from artists.teams.invitations import INVITATION_SEND, invite
from artists.teams.models import ApiClient, ClientKey, Invitation, Mandate, Membership, Team
from artists.teams.tokens import token_for
from artists.webhooks import events
from artists.webhooks.actions import Wanted, add_endpoint
from artists.webhooks.models import Endpoint, Event
from consent.choices.actions import Consent, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.models import PendingYes, TwoPeople
from consent.choices.state import State
from consent.requests.actions import Ask, ask_for_use
from consent.requests.models import Attachment, Request, Rule
from consent.requests.thread import Upload, post
from consent.uses import text_of
from portal.site.clients import credentials
from tests.cast import Cast, acting, cast, join, person, release, team, track
from tests.support.asking import rule
from tests.support.licences import terms

# The people of the matrix. The artist's team first, then who acts for it by mandate, then everybody outside.
TEAM = ("ayla", "marco", "ed", "ann", "vic")
MANDATED = ("mara",)
OUTSIDE = ("dana", "theo", "rin", "olu", "fay", "sol")
SIGNED_IN = (*TEAM, *MANDATED, *OUTSIDE)
EVERYBODY = ("nobody", *SIGNED_IN)


@dataclass
class World:
    """The cast, one person for each role, somebody who acts by mandate, and what the addresses speak of."""

    cast: Cast
    people: dict[str, User]
    management: Team
    mandate: Mandate
    own: Asset
    shared: Asset
    foreign: Asset
    album: Release
    batch: UUID
    invitation: Invitation
    token: str
    client: ApiClient
    key: ClientKey
    delivery: Delivery
    said: Identification
    linked: Identification
    notice: Notice
    request: Request
    file: Attachment
    hook: Endpoint
    rule: Rule
    held: PendingYes
    cookies: dict[str, dict[str, str]]

    def member(self, who: str) -> int:
        """The number of somebody's membership in the artist's team."""
        return Membership.objects.get(team=self.cast.artist, person=self.people[who]).pk


def world() -> World:
    """Make it: Ayla owns, Marco manages, Ed edits, Ann accounts, Vic views; Mara's company holds a mandate."""
    made = cast()
    now = timezone.now()
    people = _people(made)
    management = team(TeamKind.LABEL, "Tidewater Management", "tidewater", people["mara"])
    own = track("Saltglass", made.ayla_marsh, performer=made.artist, publishing=(made.artist,))
    shared = track(
        "Ferry Song", made.ayla_marsh, performer=made.artist, master=made.label, publishing=(made.publisher,)
    )
    invitation, token = _invited(made)
    sol = Artist.objects.create(name="Sol Strange", slug="sol-strange", team=made.other_artist, created_at=now)
    return World(
        cast=made,
        people=people,
        management=management,
        mandate=_mandate(made, management),
        own=own,
        shared=shared,
        album=release("Saltglass", made.ayla_marsh, [own, shared]),
        batch=_pressed(made, own),
        foreign=track("Elsewhere", sol, performer=made.other_artist),
        invitation=invitation,
        token=token,
        client=_client(made),
        key=_key(made),
        delivery=_delivered(made),
        said=_said(made),
        linked=_linked(made),
        notice=_told(made),
        request=(asked := _asked(made, own)),
        file=_wrote(made, asked),
        hook=_hook(made),
        rule=rule(made),
        held=_held(made, own),
        cookies={who: _signed_in(user) for who, user in people.items()},
    )


def _people(made: Cast) -> dict[str, User]:
    """Everybody by name, one of each role in the artist's team."""
    people = {name: person(f"{name}@demo.test", name.capitalize()) for name in ("ed", "ann", "vic", "mara")}
    people |= {name: getattr(made, name) for name in ("ayla", "marco", "dana", "theo", "rin", "olu", "fay")}
    people["sol"] = made.stranger
    join(people["ed"], made.artist, Role.EDITOR)
    join(people["ann"], made.artist, Role.ACCOUNTANT)
    join(people["vic"], made.artist, Role.VIEWER)
    return people


def _mandate(made: Cast, management: Team) -> Mandate:
    """The artist lets a company answer for covers and remixes for a quarter."""
    now = timezone.now()
    return Mandate.objects.create(
        artist_team=made.artist,
        holder_team=management,
        uses=["cover", "remix"],
        until=now + timedelta(days=90),
        given_at=now,
        given_by=made.ayla,
    )


def _told(made: Cast) -> Notice:
    """Ayla was told that somebody joined."""
    words = Words("Vic joined Ayla Marsh as viewer")
    tell_now(Told(PEOPLE, "people:vic", people={made.ayla.pk: words}, place=("home", "")), key="vic")
    return Notice.objects.get(fold_key="people:vic")


def _asked(made: Cast, own: Asset) -> Request:
    """Halcyon Audio asks for a cover of the artist's own song, by its track."""
    ask = Ask("Covers for the radio", "Listeners sing it.", terms(["cover"], assets=[own]))
    return ask_for_use(ask, actor=acting(made.rin, made.partner))


def _wrote(made: Cast, asked: Request) -> Attachment:
    """The partner adds a file to what it says."""
    file = Upload("plan.txt", b"We mean well.")
    return post(asked, "Our plan.", "everyone", files=[file], actor=acting(made.rin, made.partner)).attachments.get()


def _pressed(made: Cast, own: Asset) -> UUID:
    """Ayla's yes to covers of her own track."""
    consent = Consent(text_of("cover").sha256)
    actor = acting(made.ayla, made.artist)
    batch = choose_for_tracks([own.pk], "cover", State(Answer.ON), actor=actor, consent=consent).batch
    assert batch is not None
    return batch


def _held(made: Cast, own: Asset) -> PendingYes:
    """Ayla's yes to training, pressed while the team wanted two people for it."""
    policy = TwoPeople.objects.create(team=made.artist, training=True, set_at=timezone.now())
    consent = Consent(text_of("train").sha256, reviewed=True)
    choose_for_tracks([own.pk], "train", State(Answer.ON), actor=acting(made.ayla, made.artist), consent=consent)
    policy.delete()
    return PendingYes.objects.get()


def _invited(made: Cast) -> tuple[Invitation, str]:
    """An open invitation of the artist's team to Fay, sent an hour ago, and its link's token."""
    invitation = invite(made.fay.email, Role.VIEWER, actor=acting(made.ayla, made.artist))
    nonce = Message.objects.filter(topic=INVITATION_SEND).latest("id").payload["nonce"]
    Invitation.objects.update(invited_at=timezone.now() - timedelta(hours=1))
    return invitation, token_for(invitation.pk, nonce).value


KEY = '{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}'  # of RFC 8037


def _client(made: Cast) -> ApiClient:
    """An API client of Halcyon Audio."""
    credentials.make("radio", actor=acting(made.rin, made.partner))
    return ApiClient.objects.get()


def _key(made: Cast) -> ClientKey:
    """The key of another client of Halcyon Audio's, which signs."""
    credentials.make("signer", keys=KEY, actor=acting(made.rin, made.partner))
    return ClientKey.objects.get()


def _hook(made: Cast) -> Endpoint:
    """A webhook of the artist's team, and an event that it was told in vain."""
    wanted = Wanted("Studio", "https://hooks.example.com/", ["choice.changed"])
    hook = add_endpoint(wanted, scheme="v1a", actor=acting(made.ayla, made.artist)).endpoint
    event = events.row(hook, events.TEST, {}, key="one", at=timezone.now())
    event.state, event.ended_at = Event.State.FAILED, timezone.now()
    event.save()
    return hook


def _delivered(made: Cast) -> Delivery:
    """A file of the artist's team, read and waiting for a yes."""
    return Delivery.objects.create(
        team=made.artist,
        file_name="saltglass.csv",
        sha256="0" * 64,
        content=b"",
        uploaded_at=timezone.now(),
        state=Delivery.State.PLANNED,
        plan={"counts": {}, "items": {}},
    )


def _said(made: Cast) -> Identification:
    """Sol says that an artist without a team is him."""
    marsh = Artist.objects.create(name="Marsh, A.", slug="marsh-a", created_at=timezone.now())
    return identify(marsh, actor=acting(made.stranger, made.other_artist), evidence="That is me.")


def _linked(made: Cast) -> Identification:
    """The artist's team was found to be the artist."""
    now = timezone.now()
    return Identification.objects.create(
        team=made.artist,
        artist=made.ayla_marsh,
        evidence="Us.",
        state="linked",
        asked_at=now,
        decided_at=now,
        moved={"own": True, "checked_before": ""},
    )


def _signed_in(user: User) -> dict[str, str]:
    """The cookies of somebody who signed in so long ago that nothing fresh is left of it."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return {name: cookie.value for name, cookie in client.cookies.items()}
