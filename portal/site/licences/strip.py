"""The picture of what a licence opens: a block for each artist, a row for each use, filled as far as it is open."""

from collections.abc import Sequence
from dataclasses import dataclass

from consent.licences.selectors_reach import ArtistReach, Reach
from consent.uses import Use

BLOCKS, _GAP, _STEP, _HEIGHT = 8, 1.2, 31, 26


@dataclass(frozen=True)
class Bar:
    """One use of one artist: open from `start` to `open_end`, ask to `ask_end`, the rest shut. In per cent."""

    use: Use
    middle: int
    start: float
    open_end: float
    ask_end: float
    end: float


@dataclass(frozen=True)
class Block:
    """One artist's place: its bars, its name and its figures below, where there is room."""

    start: float
    width: float
    name: str
    says: str
    bars: tuple[Bar, ...]

    @property
    def has_room(self) -> bool:
        """Whether the name fits below."""
        return self.width >= 8


@dataclass(frozen=True)
class Strip:
    """The whole picture."""

    blocks: tuple[Block, ...]
    label: str
    rows: int

    @property
    def names_y(self) -> int:
        """Where the names stand."""
        return self.rows * _STEP + 18

    @property
    def figures_y(self) -> int:
        """Where the figures stand."""
        return self.rows * _STEP + 34

    @property
    def height(self) -> int:
        """In pixels."""
        return self.rows * _STEP + 42


def strip(found: Reach) -> Strip | None:
    """The picture of the artists with most tracks; None where nothing is covered."""
    artists = found.artists[:BLOCKS]
    total = sum(row.tracks.covered for row in artists)
    if not total or not found.uses:
        return None
    scale = (100 - _GAP * (len(artists) - 1)) / total
    blocks, start = [], 0.0
    for row in artists:
        width = row.tracks.covered * scale
        blocks.append(_block(row, start, width))
        start += width + _GAP
    said = ", ".join(f"{use.short} opens {tally.open:,}" for use, tally in found.uses)
    label = f"{found.tracks.covered:,} tracks. {said}. The table below has the numbers for each artist."
    return Strip(tuple(blocks), label, len(found.uses))


def _block(row: ArtistReach, start: float, width: float) -> Block:
    return Block(
        start=round(start, 2),
        width=round(width, 2),
        name=row.artist.name if row.artist else "Songs",
        says=f"{row.tracks.open:,} of {row.tracks.covered:,}",
        bars=tuple(_bars(row, start, width)),
    )


def _bars(row: ArtistReach, start: float, width: float) -> Sequence[Bar]:
    bars = []
    for place, (use, tally) in enumerate(row.cells):
        if not tally.covered:
            continue
        full = width * tally.covered / max(row.tracks.covered, 1)
        opened = start + full * tally.open / tally.covered
        asked = opened + full * tally.ask / tally.covered
        middle = place * _STEP + _HEIGHT // 2 + 2
        bars.append(Bar(use, middle, round(start, 2), round(opened, 2), round(asked, 2), round(start + full, 2)))
    return bars
