"""The people of the demonstration, by name, and a stranger to each: what tests speak of."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django.utils.text import slugify

from artists.access import Actor, Proof, Role, TeamKind
from artists.accounts.models import User
from artists.catalog.models import Artist, Asset, Credit, Embodiment, Holding, Release, ReleaseTrack
from artists.teams.actors import actor_for
from artists.teams.models import Membership, Team
from consent.choices import standing
from tests.support.licences import licensed_for_everything

PASSWORD = "soundcheck-demo"


@cache
def _hashed() -> str:
    """Argon2 is slow on purpose: once is enough."""
    return make_password(PASSWORD)


def person(email: str, name: str) -> User:
    """Somebody who signs in with the one password, address confirmed."""
    user = User.objects.create(email=email, name=name, password=_hashed())
    user.emailaddress_set.create(email=email, verified=True, primary=True)
    return user


def team(kind: TeamKind, name: str, slug: str, owner: User) -> Team:
    """A team with its owner."""
    made = Team.objects.create(kind=kind, name=name, slug=slug, created_at=timezone.now(), created_by=owner)
    join(owner, made, Role.OWNER)
    return made


def join(user: User, to: Team, role: Role) -> Membership:
    """Put somebody in a team."""
    return Membership.objects.create(team=to, person=user, role=role, joined_at=timezone.now())


def acting(user: User, for_team: Team, *, fresh: bool = True) -> Actor:
    """The person acting for the team, freshly signed in unless said otherwise."""
    now = timezone.now()
    actor = actor_for(user.pk, for_team, proof=Proof(fresh_at=now if fresh else now - timedelta(hours=2)))
    assert actor is not None, f"{user} cannot act for {for_team}"
    return actor


@dataclass
class Cast:
    """Everybody, their teams, and a small catalogue: see `tests/conftest.py`."""

    ayla: User
    marco: User
    dana: User
    theo: User
    rin: User
    olu: User
    fay: User
    stranger: User
    artist: Team
    label: Team
    publisher: Team
    partner: Team
    operator: Team
    other_artist: Team
    ayla_marsh: Artist
    voice: Asset
    likeness: Asset


def cast() -> Cast:
    """Make everybody. The partner is licensed for everything, so that a check tells of choices alone."""
    now = timezone.now()
    ayla, marco, dana, theo, rin, olu, fay, stranger = _people()
    artist, label, publisher, partner, operator, other = _teams(ayla, dana, theo, rin, olu, stranger)
    join(marco, artist, Role.MANAGER)
    ayla_marsh = Artist.objects.create(name="Ayla Marsh", slug="ayla-marsh", team=artist, created_at=now)
    voice, likeness = _of_herself(ayla_marsh, artist)
    licensed_for_everything(partner, [artist, label, publisher, other], [voice, likeness])
    return Cast(
        ayla=ayla, marco=marco, dana=dana, theo=theo, rin=rin, olu=olu, fay=fay, stranger=stranger, artist=artist,
        label=label, publisher=publisher, partner=partner, operator=operator, other_artist=other,
        ayla_marsh=ayla_marsh, voice=voice, likeness=likeness,
    )  # fmt: skip


# Nearly every test begins with the cast: it is made in as few statements as it can be.
def _people() -> list[User]:
    names = {
        "ayla": "Ayla Marsh", "marco": "Marco Reyes", "dana": "Dana Okoye", "theo": "Theo Lind", "rin": "Rin Sato",
        "olu": "Olu Adeyemi", "fay": "Fay Lund", "sol": "Sol Strange",
    }  # fmt: skip
    people = User.objects.bulk_create(
        [User(email=f"{at}@demo.test", name=name, password=_hashed()) for at, name in names.items()]
    )
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=one, email=one.email, verified=True, primary=True) for one in people]
    )
    return people


def _teams(*owners: User) -> list[Team]:
    now = timezone.now()
    named = [
        (TeamKind.ARTIST, "Ayla Marsh"), (TeamKind.LABEL, "Northlight Records"), (TeamKind.PUBLISHER, "Harbour Songs"),
        (TeamKind.PARTNER, "Halcyon Audio"), (TeamKind.OPERATOR, "Soundcheck"), (TeamKind.ARTIST, "Sol Strange"),
    ]  # fmt: skip
    teams = Team.objects.bulk_create(
        [
            Team(kind=kind, name=name, slug=slugify(name), created_at=now, created_by=owner)
            for (kind, name), owner in zip(named, owners, strict=True)
        ]
    )
    Membership.objects.bulk_create(
        [
            Membership(team=one, person=owner, role=Role.OWNER, joined_at=now)
            for one, owner in zip(teams, owners, strict=True)
        ]
    )
    return teams


def _of_herself(artist: Artist, by: Team) -> list[Asset]:
    """Her voice and her likeness."""
    now = timezone.now()
    made = Asset.objects.bulk_create(
        [
            Asset(kind=kind, title=f"{artist.name}'s {kind}", artist=artist, created_at=now)
            for kind in ("voice", "likeness")
        ]
    )
    Holding.objects.bulk_create(
        [Holding(asset=one, team=by, right="self", share_bp=10_000, created_at=now) for one in made]
    )
    work_out(*(one.pk for one in made))
    return made


def personal(kind: str, artist: Artist) -> Asset:
    """An artist's voice or likeness, held by the artist's own team."""
    made = Asset.objects.create(kind=kind, title=f"{artist.name}'s {kind}", artist=artist, created_at=timezone.now())
    hold(made, artist.team, "self")
    return made


def hold(asset: Asset, by: Team | None, right: str, share_bp: int | None = 10_000) -> Holding:
    """Give a team a right in an asset, and let the standing know."""
    assert by is not None
    holding = Holding.objects.create(asset=asset, team=by, right=right, share_bp=share_bp, created_at=timezone.now())
    work_out(asset.pk)
    return holding


def track(
    title: str, artist: Artist, *, performer: Team, master: Team | None = None, publishing: tuple[Team, ...] = ()
) -> Asset:
    """A recording of one new song: with its performer, and as said its master and its publishers."""
    now = timezone.now()
    recording = Asset.objects.create(kind="recording", title=title, artist=artist, created_at=now)
    Credit.objects.create(recording=recording, artist=artist, role="main")
    song = Asset.objects.create(kind="composition", title=title, created_at=now)
    Embodiment.objects.create(recording=recording, composition=song)
    hold(recording, performer, "performer", None)
    if master:
        hold(recording, master, "master")
    for publisher in publishing:
        hold(song, publisher, "publishing", 10_000 // len(publishing))
    work_out(recording.pk, song.pk)
    return recording


def song_of(recording: Asset) -> Asset:
    """The one song a track of the cast embodies."""
    return recording.compositions.get()


def release(title: str, artist: Artist, tracks: list[Asset], kind: str = "album") -> Release:
    """A release with these tracks in order."""
    made = Release.objects.create(kind=kind, title=title, artist=artist, created_at=timezone.now())
    for position, recording in enumerate(tracks, start=1):
        ReleaseTrack.objects.create(release=made, recording=recording, position=position)
    return made


def work_out(*assets: UUID) -> None:
    """Work out standings, as the outbox does after a change of the catalogue."""
    standing.refresh(standing.subjects_of(assets))
