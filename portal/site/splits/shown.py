"""Splits as pages draw them: sides in words, bars, tabs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlencode

from django.urls import reverse

from artists.access import TeamKind
from artists.catalog.models import AssetKind
from consent.splits.selectors import Counts, Group, Key, Part
from consent.splits.states import Side
from portal.site.scoping import TeamRequest

SIDES: Mapping[Side, tuple[str, str]] = MappingProxyType(
    {
        Side.RECORDING: ("Recording", "Money for the recording: performers and masters share it."),
        Side.SONG: ("Song", "Money for the song: its publishers share it."),
        Side.WHOLE: (
            "Recording and song together",
            "Money under licences that both the recording’s and the song’s holders signed: all of them share it.",
        ),
        Side.SELF: ("The artist’s own", "Money for a voice or a likeness."),
    }
)


@dataclass(frozen=True)
class Tab:
    """One tab, as `components/tabs.html` wants it."""

    label: str
    url: str
    current: bool
    count: int | None = None


@dataclass(frozen=True)
class Piece:
    """A part of a bar: where it begins and how wide it is, of 10,000; `tone` tells neighbours apart."""

    name: str
    basis_points: int
    x: int
    tone: str

    @property
    def width(self) -> int:
        """A little less than its part, so that neighbours stand apart."""
        return max(20, self.basis_points - 30)

    @property
    def percent(self) -> str:
        """As people read it."""
        return f"{self.basis_points / 100:g} %"


@dataclass(frozen=True)
class GroupRow:
    """A line of proposals that are answered at once."""

    group: Group
    bar: tuple[Piece, ...]
    side: str
    url: str
    ours: str


def side_of(slug: str) -> Side | None:
    """The side an address names."""
    return next((side for side in Side if side.value == slug), None)


def bar(parts: Sequence[Part], own: int) -> tuple[Piece, ...]:
    """The parts one after the other; the team's own stands out."""
    pieces, x, others = [], 0, 0
    for part in parts:
        tone = "own" if part.team.pk == own else f"t{others % 4}"
        others += part.team.pk != own
        pieces.append(Piece(part.team.name, part.basis_points, x, tone))
        x += part.basis_points
    return tuple(pieces)


def rows(request: TeamRequest, groups: Sequence[Group]) -> list[GroupRow]:
    """Groups with their addresses: of one proposal its page, of several the page where they are answered together."""
    own = request.team.pk
    return [
        GroupRow(
            one, bar(one.parts, own), SIDES[one.key.side][0],
            reverse("site:split", args=[request.team.slug, one.work, one.key.side.value]) if one.count == 1
            else f"{reverse('site:splits_group', args=[request.team.slug])}?{query(one.key)}",
            next((f"{part.basis_points / 100:g} %" for part in one.parts if part.team.pk == own), "0 %"),
        )
        for one in groups
    ]  # fmt: skip


def query(key: Key) -> str:
    """A group as the query of an address."""
    return urlencode(
        {"by": key.by, "side": key.side.value, "division": key.division, "on": key.effective_on.isoformat(),
         "reason": key.reason}
    )  # fmt: skip


def tabs(request: TeamRequest, show: str, counts: Counts) -> list[Tab]:
    """The lists a team has; an operator has disputes alone."""
    base = reverse("site:splits", args=[request.team.slug])
    named: list[tuple[str, str, int | None]] = [("disputed", "Disputed", counts.disputed), ("ended", "Settled", None)]
    if request.team.team_kind is not TeamKind.OPERATOR:
        named = [
            ("needs", "Needs you", counts.needs), ("waiting", "Waits for others", counts.waiting),
            ("none", "No split yet", None), ("agreed", "Agreed", None), ("refused", "Refused", None), *named[:1],
        ]  # fmt: skip
    return [Tab(label, f"{base}?show={name}", name == show, count) for name, label, count in named]


def kind_of(kind: str) -> str:
    """What people call the work."""
    return AssetKind(kind).label
