"""What a yes would change, said before anybody presses it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from artists.access import Actor, TeamKind
from artists.catalog.models import Asset, AssetKind, Holding
from consent.choices import selectors as choices
from consent.choices.answers import Answer
from consent.choices.models import Standing
from consent.licences.terms import Scope, Terms
from consent.licences.wording import money, rate_in_words
from consent.requests.models import Request
from consent.uses import USES, Use


@dataclass(frozen=True)
class Effect:
    """One use of one asset: what stands now, and with every yes. `opens` is false where it stays shut all the same.

    `missing` says whose no keeps it shut, in words, as far as this team may know (rule 7); empty where it may not.
    """

    use: Use
    now: Answer
    opens: bool
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """One asset that is asked for. `ours` says whether the team holds a right in it, or in its song."""

    asset: Asset
    effects: tuple[Effect, ...]
    ours: bool

    @property
    def opens(self) -> bool:
        """Whether a yes opens it for every use asked."""
        return all(one.opens for one in self.effects)


@dataclass(frozen=True)
class Tally:
    """Of a catalogue that a licence names, how many of the team's tracks it opens at once (`on`), which still ask each
    time (`ask`), and which stay shut (`off`)."""

    use: Use
    on: int
    ask: int
    off: int


@dataclass(frozen=True)
class Effects:
    """Everything a yes would change."""

    parts: tuple[Part, ...]
    tallies: tuple[Tally, ...]
    artists: int
    pays: tuple[str, ...]
    minimum: str

    @property
    def open(self) -> int:
        """How many assets it opens for every use asked."""
        return sum(part.opens for part in self.parts)

    @property
    def shut(self) -> int:
        """How many stay shut for some use."""
        return len(self.parts) - self.open

    @property
    def tracks(self) -> int:
        """How many tracks of the team a licence is about."""
        return max((one.on + one.ask + one.off for one in self.tallies), default=0)


def effects_of(request: Request, actor: Actor) -> Effects:
    """What a yes to the round on the table would change. Its queries do not grow with the tracks."""
    terms = request.version.agreed
    parts: tuple[Part, ...] = ()
    tallies: tuple[Tally, ...] = ()
    if request.kind == Request.Kind.LICENCE:
        tallies, artists = _tallies(request, terms, actor)
    else:
        parts = _parts(terms, actor)
        artists = len({part.asset.artist_id for part in parts} - {None})
    return Effects(
        parts,
        tallies,
        artists,
        tuple(_pay(rate_in_words(rate, terms.currency), rate.use) for rate in terms.rates),
        money(terms.minimum, terms.currency) if terms.minimum else "",
    )


def _pay(said: str, use: str) -> str:
    return f"{said} ({USES[use].short})" if use else said


def _parts(terms: Terms, actor: Actor) -> tuple[Part, ...]:
    ids, uses = list(terms.catalogue.assets), [use for use in USES if use in terms.uses]
    assets = Asset.objects.filter(pk__in=ids).select_related("artist").in_bulk()
    stands = Standing.objects.filter(asset_id__in=ids, use__in=uses).values_list("asset_id", "use", "answer")
    answers = {(asset, use): Answer(answer) for asset, use, answer in stands}
    cells = _cells(actor, ids, uses)
    found = [assets[one] for one in ids if one in assets]
    found.sort(key=lambda asset: (asset.artist.name if asset.artist else "", asset.title))
    return tuple(
        Part(
            asset,
            tuple(_effect(asset.pk, use, answers, cells) for use in uses if asset.kind in USES[use].subjects),
            asset.pk in cells,
        )
        for asset in found
    )


def _cells(actor: Actor, ids: Sequence[UUID], uses: Sequence[str]) -> Mapping[UUID, choices.Row]:
    """The cells of what the team holds: they know, by rule 7, whose answer it may see."""
    if actor.team_kind is TeamKind.PARTNER:
        return {}
    return {row.asset_id: row for row in choices.rows(actor, ids, uses)}


def _effect(
    asset: UUID, code: str, answers: Mapping[tuple[UUID, str], Answer], cells: Mapping[UUID, choices.Row]
) -> Effect:
    now = answers.get((asset, code), Answer.OFF)
    row = cells.get(asset)
    shutting: tuple[str, ...] = ()
    paused = False
    if row is not None:
        cell = row.cell(code)
        shutting = tuple(f"{one.name} {one.says}" for one in cell.others if one.shuts)
        paused = any(one.paused for one in cell.others)
        if cell.mine and cell.state.effective is Answer.OFF:
            shutting = ("Your own answer is off", *shutting)
    return Effect(USES[code], now, now > Answer.OFF and not paused, shutting)


def _tallies(request: Request, terms: Terms, actor: Actor) -> tuple[tuple[Tally, ...], int]:
    """Three queries, however large the catalogue."""
    tracks = _named(request, terms, actor)
    uses = [use for use in USES if use in terms.uses]
    total = tracks.aggregate(number=Count("pk"), artists=Count("artist", distinct=True))
    stands = Standing.objects.filter(asset__in=tracks.values("pk"), use__in=uses, answer__gt=Answer.OFF)
    said: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for use, answer, number in stands.order_by().values_list("use", "answer").annotate(number=Count("pk")):
        said[use][answer] = number
    tallies = []
    for use in uses:
        on, ask = said[use][Answer.ON], said[use][Answer.ASK]
        tallies.append(Tally(USES[use], on, ask, total["number"] - on - ask))
    return tuple(tallies), total["artists"]


def _named(request: Request, terms: Terms, actor: Actor) -> "QuerySet[Asset]":
    """What of the licensors' catalogue the licence names and this team holds; all of it for the partner."""
    licensors = list(request.licence.parties.values_list("team_id", flat=True))
    teams = licensors if actor.team_kind is TeamKind.PARTNER else [actor.team_id]
    held = Holding.objects.filter(team_id__in=teams)
    own = Exists(held.filter(asset_id=OuterRef("pk")))
    song = Exists(held.filter(asset__embodied_by__recording_id=OuterRef("pk")))
    named = terms.catalogue
    found = Asset.objects.filter(own | song)
    if named.scope is Scope.ASSETS:
        found = Asset.objects.filter(own | song, pk__in=named.assets)
    else:
        found = found.filter(kind=AssetKind.RECORDING)
    if named.scope is Scope.ARTISTS:
        found = found.filter(artist_id__in=named.artists)
    return found.exclude(Q(pk__in=named.without_assets) | Q(artist_id__in=named.without_artists)).order_by()
