"""What the screens of choices read. The number of queries never grows with the rows."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from artists.access import Actor, Permission, why_not
from artists.catalog.models import Asset, AssetKind, Embodiment, Holding, ReleaseTrack, Right
from consent.choices.answers import Answer
from consent.choices.models import Choice, Default, Pause, Standing
from consent.choices.state import State
from consent.uses import TRACK_USES, USES, Need, Use


@dataclass(frozen=True)
class Holder:
    """Another team that must say yes for a cell, and how it stands.

    `shown` says whether the team that looks may see the answer itself (it holds the same thing, or the song of it) or
    only that this holder keeps it shut.
    """

    team_id: int
    name: str
    answer: Answer | None
    paused: bool
    shown: bool

    @property
    def shuts(self) -> bool:
        """Whether this holder alone keeps the use shut."""
        return self.paused or (self.answer or Answer.OFF) is Answer.OFF

    @property
    def says(self) -> str:
        """How it stands, in words."""
        if self.paused:
            return "has paused everything"
        if not self.shown:
            return "has not opened it" if self.shuts else "has opened it"
        return {
            None: "has not answered",
            Answer.OFF: "says no",
            Answer.ASK: "wants to be asked",
            Answer.ON: "says yes",
        }[self.answer]


@dataclass(frozen=True)
class Cell:
    """A row and a use: what the team answers, and what it comes to with everybody else's answers.

    `mine` is whether the team holds anything that the use needs. `version` is what a press sends back, so that an old
    page is noticed. `stands` leaves out pauses, as `Standing` does. `unknown` says that nobody can say yes yet.
    """

    use: Use
    mine: bool
    state: State
    version: int
    stands: Answer
    others: tuple[Holder, ...] = ()
    unknown: str = ""
    set_at: datetime | None = None

    @property
    def waits(self) -> tuple[Holder, ...]:
        """Who keeps shut what this team opened; nobody where it opened nothing."""
        return tuple(one for one in self.others if one.shuts) if self.state.effective > Answer.OFF else ()

    @property
    def shut(self) -> bool:
        """Whether the team's own yes comes to nothing for now."""
        return bool(self.waits) or (self.state.effective > Answer.OFF and self.stands is Answer.OFF)

    @property
    def asks(self) -> bool:
        """Whether this team says yes, and another holder wants to be asked."""
        return not self.shut and self.stands is Answer.ASK and self.state.effective is Answer.ON

    @property
    def lock(self) -> str:
        """Why the team has no answer here; empty when it has one."""
        if self.mine:
            return ""
        names = sorted({one.name for one in self.others})
        if names:
            verb = "decides" if len(names) == 1 else "decide"
            return f"{_and(names)} {verb}: your team holds no right that this use needs."
        return self.unknown or "Nobody is known yet who could say yes to this use."


@dataclass(frozen=True)
class Row:
    """A track or a song with a cell for each use."""

    asset_id: UUID
    kind: str
    title: str
    artist: str
    release: str
    code: str
    tracks: int
    cells: tuple[Cell, ...]

    def cell(self, use: str) -> Cell:
        """The cell of one use."""
        return next(cell for cell in self.cells if cell.use.code == use)


@dataclass(frozen=True)
class DefaultCell:
    """How new releases start for one use. `applies` is false where this team's holdings never need it."""

    use: Use
    state: State
    version: int


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def rows(actor: Actor, ids: Sequence[UUID], uses: Sequence[str] = ()) -> list[Row]:
    """These tracks or songs as far as the actor may see them, in this order, with a cell for each use."""
    columns = [USES[code] for code in uses] or list(TRACK_USES)
    found = Asset.objects.visible_to(actor).filter(pk__in=list(ids)).select_related("artist").in_bulk()
    assets = [found[one] for one in ids if one in found]
    ground = _Ground.of(actor, assets, [use.code for use in columns])
    return [
        Row(
            asset_id=asset.pk,
            kind=asset.kind,
            title=str(asset),
            artist=asset.artist.name if asset.artist else "",
            release=ground.releases.get(asset.pk, ""),
            code=asset.isrc or asset.iswc,
            tracks=ground.tracks.get(asset.pk, 0),
            cells=tuple(ground.cell(asset, use) for use in columns),
        )
        for asset in assets
    ]


def siblings(actor: Actor, recording: UUID, *, limit: int = 50) -> list[UUID]:
    """Other tracks of the same songs that the actor may see: a press on one changes what the others show."""
    songs = Embodiment.objects.filter(recording_id=recording).values("composition_id")
    others = Embodiment.objects.filter(composition_id__in=songs).values("recording_id")
    found = Asset.objects.visible_to(actor).filter(pk__in=others).exclude(pk=recording).order_by("pk")
    return list(found.values_list("pk", flat=True)[:limit])


def defaults_of(actor: Actor) -> list[DefaultCell]:
    """How the team's new releases start, for each track use."""
    every = Default.objects.visible_to(actor)
    given = {default.use: default for default in every.in_force(now=timezone.now())}
    versions = dict(every.values_list("use", "version"))
    return [
        DefaultCell(
            use,
            State(given[use.code].given, given[use.code].limits) if use.code in given else State(),
            versions.get(use.code, 0),
        )
        for use in TRACK_USES
    ]


def open_pause(actor: Actor) -> Pause | None:
    """The team's pause, if it has paused everything, with who did it."""
    return Pause.objects.filter(team_id=actor.team_id, resumed_at__isnull=True).select_related("paused_by").first()


def why_not_answer(actor: Actor, use: str, *, kind: str = AssetKind.RECORDING, opens: bool = True) -> str:
    """Why the actor may not answer for `use` on what the team holds; empty when they may. `opens`: more than a no."""
    person = kind in (AssetKind.VOICE, AssetKind.LIKENESS)
    if sentence := why_not(actor, Permission.CHOOSE):
        return sentence
    if actor.role is None and actor.mandate_for(use, voice=person) is None:
        return f"Your mandate does not cover “{USES[use].label}”. The artist can answer, or widen it."
    return why_not(actor, Permission.CHOOSE_VOICE) if person and opens else ""


@dataclass(frozen=True)
class _Ground:
    """Everything the cells of some rows are made of, read at once."""

    team_id: int
    songs: Mapping[UUID, Sequence[UUID]]
    voices: Mapping[UUID, Sequence[UUID]]
    holders: Mapping[UUID, Mapping[int, str]]
    choices: Mapping[tuple[UUID, int, str], Choice]
    stands: Mapping[tuple[UUID, str], Answer]
    paused: frozenset[int]
    releases: Mapping[UUID, str]
    tracks: Mapping[UUID, int]
    performed: frozenset[UUID]

    @classmethod
    def of(cls, actor: Actor, assets: Collection[Asset], uses: Collection[str]) -> "_Ground":
        """Read it: eight queries, whatever the number of rows."""
        ids = [asset.pk for asset in assets]
        songs, voices = _songs(ids), _voices(ids, uses)
        parts = {*ids, *_flat(songs.values()), *_flat(voices.values())}
        holders: dict[UUID, dict[int, str]] = defaultdict(dict)
        held = Holding.objects.filter(asset_id__in=parts).order_by("team__name")
        performed = set()
        for asset, team, name, right in held.values_list("asset_id", "team_id", "team__name", "right"):
            holders[asset][team] = name
            if right == Right.PERFORMER:
                performed.add(asset)
        choices = Choice.objects.filter(asset_id__in=parts, use__in=uses)
        stands = Standing.objects.filter(asset_id__in=ids, use__in=uses).values_list("asset_id", "use", "answer")
        teams = {team for some in holders.values() for team in some}
        paused = Pause.objects.filter(team_id__in=teams, resumed_at__isnull=True).values_list("team_id", flat=True)
        return cls(
            actor.team_id,
            songs,
            voices,
            holders,
            {(choice.asset_id, choice.team_id, choice.use): choice for choice in choices},
            {(asset, use): Answer(answer) for asset, use, answer in stands},
            frozenset(paused),
            _releases(ids),
            _tracks(ids),
            frozenset(performed),
        )

    def cell(self, asset: Asset, use: Use) -> Cell:
        """Work out one cell."""
        parts, unknown = self._parts(asset, use)
        if asset.kind == AssetKind.RECORDING and asset.pk in parts and asset.pk not in self.performed:
            unknown = unknown or "Nobody speaks for the artist here yet, so the artist's yes is missing."
        if not unknown and not all(self.holders.get(part) for part in parts):
            unknown = "Nobody is known yet who holds the song behind this track, so nobody can say yes for it."
        # A voice is answered for on its own page: here it is one more yes that is needed, if it is the team's own.
        voices = set(self.voices.get(asset.pk, ()))
        mine = [part for part in parts if self.team_id in self.holders.get(part, {}) and part not in voices]
        own = [self.choices.get((part, self.team_id, use.code)) for part in mine]
        states = [State(choice.given, choice.limits) if choice else State() for choice in own]
        others = tuple(self._others(parts, use, voices))
        state = min(states, key=lambda one: (one.effective, not one.limits), default=State())
        stands = self.stands.get((asset.pk, use.code), Answer.OFF)
        if asset.kind == AssetKind.COMPOSITION:
            every = [state.effective] * bool(mine) + [one.answer or Answer.OFF for one in others]
            stands = min(every, default=Answer.OFF)
        return Cell(
            use,
            bool(mine),
            state,
            sum(choice.version for choice in own if choice),
            stands,
            others,
            unknown,
            max((choice.set_at for choice in own if choice), default=None),
        )

    def _parts(self, asset: Asset, use: Use) -> tuple[list[UUID], str]:
        if asset.kind == AssetKind.COMPOSITION:
            if Need.COMPOSITION in use.needs:
                return [asset.pk], ""
            return [], "This use needs the recording alone: who holds that decides."
        if asset.kind != AssetKind.RECORDING:
            return [asset.pk], ""
        parts = [asset.pk] if Need.RECORDING in use.needs else []
        unknown = ""
        for need, found, sentence in (
            (
                Need.COMPOSITION,
                self.songs,
                "The song behind this track is not known here, so nobody can say yes for it.",
            ),
            (Need.VOICE, self.voices, "The artist's voice is not on file here, so nobody can say yes for it."),
        ):
            if need in use.needs:
                parts += found.get(asset.pk, ())
                unknown = unknown if found.get(asset.pk) else sentence
        return parts, unknown

    def _others(self, parts: Sequence[UUID], use: Use, voices: Collection[UUID]) -> Iterable[Holder]:
        found: dict[int, Holder] = {}
        for part in parts:
            shown = self._sees(part)
            for team, name in self.holders.get(part, {}).items():
                if team == self.team_id and part in voices:
                    name = "Your own voice"
                elif team == self.team_id:
                    continue
                choice = self.choices.get((part, team, use.code))
                one = Holder(team, name, choice.given if choice else None, team in self.paused, shown)
                known = found.get(team)
                if known is None or (one.answer or 0, one.answer is not None) < (
                    known.answer or 0,
                    known.answer is not None,
                ):
                    found[team] = one
        return found.values()

    def _sees(self, part: UUID) -> bool:
        """Rule 7, as `ChoiceQuerySet.visible_to` has it: what the team holds, and the recordings of its songs."""
        own = (part, *self.songs.get(part, ()))
        return any(self.team_id in self.holders.get(asset, {}) for asset in own)


def _flat(many: Iterable[Sequence[UUID]]) -> Iterable[UUID]:
    return (one for some in many for one in some)


def _songs(ids: Collection[UUID]) -> Mapping[UUID, Sequence[UUID]]:
    found: dict[UUID, list[UUID]] = defaultdict(list)
    links = Embodiment.objects.filter(recording_id__in=ids).order_by("id")
    for recording, song in links.values_list("recording_id", "composition_id"):
        found[recording].append(song)
    return found


def _voices(ids: Collection[UUID], uses: Collection[str]) -> Mapping[UUID, Sequence[UUID]]:
    """The voices of the artists credited on each track, where a use needs one and every one of them is known."""
    if not any(Need.VOICE in USES[use].needs for use in uses):
        return {}
    found: dict[UUID, list[UUID | None]] = defaultdict(list)
    credits = Asset.objects.filter(pk__in=ids, credits__isnull=False).values_list("pk", "credits__artist_id")
    artists = {artist for _, artist in credits}
    voice = dict(Asset.objects.filter(kind=AssetKind.VOICE, artist_id__in=artists).values_list("artist_id", "pk"))
    for recording, artist in credits:
        found[recording].append(voice.get(artist))
    return {one: [v for v in some if v] for one, some in found.items() if all(some)}


def _releases(ids: Collection[UUID]) -> Mapping[UUID, str]:
    """The newest release of each track."""
    places = ReleaseTrack.objects.filter(recording_id__in=ids).order_by("release__released_on", "release_id")
    return dict(places.values_list("recording_id", "release__title"))


def _tracks(ids: Collection[UUID]) -> Mapping[UUID, int]:
    """How many tracks there are of each song."""
    found: dict[UUID, int] = defaultdict(int)
    for song in Embodiment.objects.filter(composition_id__in=ids).values_list("composition_id", flat=True):
        found[song] += 1
    return found
