"""The home of an artist's team: what needs it, what AI may do with its music, how far it has got with setting up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import NoReverseMatch, reverse

from artists.access import Actor, Permission
from artists.catalog.models import Asset, AssetKind
from artists.teams.models import Invitation, Membership
from consent.choices import tallies
from consent.choices.answers import Answer
from consent.choices.models import Choice, Default, Standing
from consent.choices.tallies import Tally
from consent.uses import TRACK_USES, Use
from portal.site.drawing import MAP_COLUMNS, MapColumn

SHOWN = 5


@dataclass(frozen=True)
class Needed:
    """A track where everybody else said yes and only this team's answer is missing."""

    asset_id: UUID
    title: str
    artist: str
    uses: tuple[Use, ...]


@dataclass(frozen=True)
class Music:
    """The team's tracks in numbers. `unanswered` and `waiting` count tracks, for any of the six uses."""

    tracks: int
    unanswered: int
    waiting: int
    on: Mapping[str, int]
    needed: tuple[Needed, ...]
    needed_total: int
    columns: tuple[MapColumn, ...]


@dataclass(frozen=True)
class Step:
    """One step of setting up."""

    label: str
    help: str
    url: str
    done: bool


def music(actor: Actor) -> Music:
    """Seven queries, however many tracks."""
    found = tallies.by_artist(actor.team_id)
    tracks, unanswered, waiting = tallies.total(found)
    needed, total = tallies.only_ours_missing(actor.team_id, limit=SHOWN)
    return Music(tracks, unanswered, waiting, _sum(found), _needed(needed), total, _columns(actor))


def _sum(found: Sequence[Tally]) -> dict[str, int]:
    return {use.code: sum(tally.on[use.code] for tally in found) for use in TRACK_USES}


def _needed(found: Sequence[tuple[UUID, list[str]]]) -> tuple[Needed, ...]:
    assets = Asset.objects.select_related("artist").in_bulk([track for track, _ in found])
    return tuple(
        Needed(
            track,
            str(assets[track]),
            artist.name if (artist := assets[track].artist) else "",
            tuple(use for use in TRACK_USES if use.code in codes),
        )
        for track, codes in found
    )


def _columns(actor: Actor) -> tuple[MapColumn, ...]:
    """The most played tracks in the order they came in, with what stands for each use."""
    mine = Asset.objects.visible_to(actor).filter(kind=AssetKind.RECORDING)
    tracks = sorted(mine.order_by("-plays", "pk").values_list("pk", "title", "plays")[:MAP_COLUMNS])
    stands: dict[UUID, dict[str, str]] = {}
    rows = Standing.objects.filter(asset__in=[pk for pk, _, _ in tracks], use__in=[use.code for use in TRACK_USES])
    for asset, use, answer in rows.values_list("asset_id", "use", "answer"):
        stands.setdefault(asset, {})[use] = Answer(answer).word
    most = max((plays for _, _, plays in tracks), default=0)
    return tuple(
        MapColumn(plays / most if most else 0.5, stands.get(pk, {}), name=title) for pk, title, plays in tracks
    )


def steps(actor: Actor, slug: str, *, tracks: int, second_factor: bool) -> list[Step]:
    """Setting up, in any order. Empty once all is done, and for somebody who acts under a mandate."""
    if actor.role is None or not actor.has(Permission.EDIT_CATALOGUE):
        return []
    team = actor.team_id
    helped = Membership.objects.filter(team_id=team).count() > 1
    helped = helped or Invitation.objects.open().filter(team_id=team).exists()
    answered = Choice.objects.filter(team_id=team, answer__isnull=False, set_by__isnull=False).exists()
    found = [
        Step("Bring in your music", "From your distributor, or a spreadsheet", _url("catalogue", slug), tracks > 0),
        Step("Answer for a track", "Until you do, every use is off", _url("participation", slug), answered),
        Step(
            "Say how new releases start",
            "Off, until you say otherwise",
            _url("participation", slug),
            Default.objects.filter(team_id=team).exists(),
        ),
        Step("Add a second factor", "A passkey or an app; about two minutes", reverse("mfa_index"), second_factor),
        Step(
            "Invite who helps you", "A manager can answer for tracks, never for your voice", _url("team", slug), helped
        ),
    ]
    return [] if all(step.done for step in found) else found


def _url(name: str, slug: str) -> str:
    try:
        return reverse(f"site:{name}", args=[slug])
    except NoReverseMatch:  # until that screen has landed
        return ""
