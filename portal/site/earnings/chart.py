"""The chart of a period, which is a table: bars of days above the columns of weeks they belong to. Pure geometry.

A slot is a day, or a month where the period is long. Bars and columns are runs of slots, and a column is as wide as its
slots, so that each bar stands above the column it is counted in. Sizes are SVG attributes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from consent.earnings.ledger import month_after
from consent.earnings.reading import LONGEST_BY_DAY, Piece
from consent.earnings.reading_periods import spoken
from consent.uses import USES, Use

HEIGHT = 240
SLOT = 20
_BY_DAY = 100  # days: up to here a bar is a day, and a column a week
_MANY_MONTHS = 36
_NARROW = 3  # slots
_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Block:
    """A part of a bar: in the hue of a use, or hatched for what is estimated."""

    css: str
    y: str
    height: str


@dataclass(frozen=True)
class Bar:
    """What was earned in some slots, one block on the other. `title` says it in words."""

    x: str
    width: str
    blocks: tuple[Block, ...]
    label: str
    amount: Decimal
    estimated: Decimal


@dataclass(frozen=True)
class Column:
    """A column of the table, `slots` wide."""

    label: str
    slots: int


@dataclass(frozen=True)
class Line:
    """A row of the table: a use (None for sums that no single use earned), and what it came to in each column."""

    use: Use | None
    css: str
    cells: tuple[tuple[Decimal | None, int], ...]
    total: Decimal


@dataclass(frozen=True)
class Chart:
    """All of it. `ticks` are amounts from the top down; `zero` is where nothing is."""

    width: int
    zero: str
    ticks: tuple[tuple[Decimal, str], ...]
    bars: tuple[Bar, ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    sums: Line
    estimated: Line
    by: str
    closes_at: str

    @property
    def slots(self) -> int:
        """How many slots wide it is."""
        return self.width // SLOT


def draw(pieces: Sequence[Piece], estimates: Mapping[date, Decimal], first: date, last: date, *, opens: date) -> Chart:
    """The chart of these days, both within. `opens` is the first day that no statement holds yet."""
    slots = list(_slots(first, last))
    by_day = (last - first).days < LONGEST_BY_DAY
    bars, columns = _grains(len(slots), by_day=by_day)
    amounts: dict[date, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for piece in pieces:
        if isinstance(piece.key, date):
            amounts[piece.key][piece.use] += piece.total.amount
    guessed: dict[date, Decimal] = defaultdict(Decimal)
    for day, amount in estimates.items():
        guessed[day if by_day else day.replace(day=1)] += amount
    runs = [(run, _sum(amounts, run), sum((guessed[slot] for slot in run), _NOTHING)) for run in _runs(slots, bars)]
    scale = _scale([(sums, guess) for _, sums, guess in runs])
    named = [(run, _label(run, by_day=by_day)) for run in _readable(_runs(slots, columns))]
    closes = next((at for at, slot in enumerate(slots) if slot >= opens), 0)
    return Chart(
        width=len(slots) * SLOT,
        zero=f"{scale.y(_NOTHING):.2f}",
        ticks=tuple((tick, f"{scale.y(tick):.2f}") for tick in scale.ticks),
        bars=tuple(_bars(slots, runs, scale, by_day=by_day)),
        columns=tuple(Column(label, len(run)) for run, label in named),
        lines=tuple(_lines(amounts, [run for run, _ in named])),
        sums=_line(None, [sum(_sum(amounts, run).values(), _NOTHING) for run, _ in named], [r for r, _ in named]),
        estimated=_line(None, [sum((guessed[s] for s in run), _NOTHING) for run, _ in named], [r for r, _ in named]),
        by="day" if bars is _each else "month" if not by_day else "week",
        closes_at=f"{closes * SLOT}" if closes > 0 else "",
    )


@dataclass(frozen=True)
class _Scale:
    top: Decimal
    bottom: Decimal
    ticks: tuple[Decimal, ...]

    def y(self, amount: Decimal) -> Decimal:
        """From the top down."""
        return (self.top - amount) * HEIGHT / (self.top - self.bottom)


def _scale(bars: Sequence[tuple[Mapping[str, Decimal], Decimal]]) -> _Scale:
    top = max((sum((a for a in sums.values() if a > 0), guess) for sums, guess in bars), default=_NOTHING)
    low = min((sum((a for a in sums.values() if a < 0), _NOTHING) for sums, _ in bars), default=_NOTHING)
    step = _round_up(max(top, -low, Decimal("0.04")) / 4)
    above = max((top / step).to_integral_value(ROUND_CEILING), Decimal(0 if low else 1))
    below = (-low / step).to_integral_value(ROUND_CEILING)
    ticks = tuple(step * count for count in range(int(above), -int(below) - 1, -1))
    return _Scale(step * above, -step * below, ticks)


def _round_up(amount: Decimal) -> Decimal:
    size = Decimal(1).scaleb(amount.adjusted())
    return next(size * nice for nice in (1, 2, Decimal("2.5"), 5, 10) if size * nice >= amount)


def _slots(first: date, last: date) -> Iterator[date]:
    if (last - first).days < LONGEST_BY_DAY:
        yield from (first + timedelta(days=day) for day in range((last - first).days + 1))
        return
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = month_after(month)


_Grain = Callable[[date], object]


def _each(slot: date) -> object:
    return slot


def _week(slot: date) -> object:
    return slot.isocalendar()[:2]


def _month(slot: date) -> object:
    return slot.year, slot.month


def _quarter(slot: date) -> object:
    return slot.year, (slot.month - 1) // 3


def _year(slot: date) -> object:
    return slot.year


def _grains(slots: int, *, by_day: bool) -> tuple[_Grain, _Grain]:
    if not by_day:
        return _each, _quarter if slots <= _MANY_MONTHS else _year
    return (_each, _week) if slots <= _BY_DAY else (_week, _month)


def _runs(slots: Sequence[date], grain: _Grain) -> list[list[date]]:
    runs: list[list[date]] = []
    for slot in slots:
        if runs and grain(runs[-1][-1]) == grain(slot):
            runs[-1].append(slot)
        else:
            runs.append([slot])
    return runs


def _readable(runs: list[list[date]]) -> list[list[date]]:
    """Columns wide enough to be read: a day or two of a week go with the week beside them."""
    found: list[list[date]] = []
    for run in runs:
        if found and min(len(run), len(found[-1])) < _NARROW and max(map(len, runs)) > _NARROW:
            found[-1] = [*found[-1], *run]
        else:
            found.append(run)
    return found


def _sum(amounts: Mapping[date, Mapping[str, Decimal]], run: Sequence[date]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for slot in run:
        for use, amount in amounts[slot].items():
            found[use] += amount
    return found


def _bars(
    slots: Sequence[date], runs: Sequence[tuple[Sequence[date], Mapping[str, Decimal], Decimal]], scale: _Scale,
    *, by_day: bool,
) -> Iterator[Bar]:  # fmt: skip
    place = 0
    for run, sums, guess in runs:
        if any(sums.values()) or guess:
            wide = len(run) * SLOT
            gap = wide * Decimal("0.08") if len(run) == 1 else Decimal(4)
            yield Bar(
                f"{place * SLOT + gap:.1f}", f"{wide - 2 * gap:.1f}", tuple(_blocks(sums, guess, scale)),
                _label(run, by_day=by_day), sum(sums.values(), _NOTHING), guess,
            )  # fmt: skip
        place += len(run)


def _blocks(sums: Mapping[str, Decimal], guess: Decimal, scale: _Scale) -> Iterator[Block]:
    up = down = _NOTHING
    for code in _order(sums):
        amount = sums[code]
        if amount > 0:
            yield _block(_css(code), up + amount, up, scale)
            up += amount
        elif amount < 0:
            yield _block(_css(code), down, down + amount, scale)
            down += amount
    if guess:
        yield _block("est", up + guess, up, scale)


def _block(css: str, top: Decimal, bottom: Decimal, scale: _Scale) -> Block:
    return Block(css, f"{scale.y(top):.2f}", f"{scale.y(bottom) - scale.y(top):.2f}")


def _lines(amounts: Mapping[date, Mapping[str, Decimal]], runs: Sequence[Sequence[date]]) -> Iterator[Line]:
    sums = [_sum(amounts, run) for run in runs]
    for code in reversed(_order({code for some in sums for code in some})):
        yield _line(code, [some.get(code, _NOTHING) for some in sums], runs)


def _line(code: str | None, amounts: Sequence[Decimal], runs: Sequence[Sequence[date]]) -> Line:
    cells = tuple((amount or None, len(run)) for amount, run in zip(amounts, runs, strict=True))
    return Line(USES.get(code or ""), _css(code or ""), cells, sum(amounts, _NOTHING))


def _order(codes: "Mapping[str, Decimal] | set[str]") -> list[str]:
    """As the vocabulary has them; sums that no single use earned come last, on top."""
    return [code for code in USES if code in codes] + [code for code in codes if code not in USES]


def _css(code: str) -> str:
    return f"use-{code}" if code in USES else "use-sum"


def _label(run: Sequence[date], *, by_day: bool) -> str:
    first, last = run[0], run[-1]
    if not by_day:
        return f"{first:%b %Y}" if len(run) == 1 else f"{first:%b} to {last:%b %Y}" if len(run) < 12 else f"{first:%Y}"
    whole = first.day == 1 and (last + timedelta(days=1)).day == 1 and first.month == last.month
    if whole or (last - first).days > 10:
        return f"{first:%b}"
    return short(first, last)


def short(first: date, last: date) -> str:
    """Days in little room: 5–11 Oct."""
    if first == last:
        return f"{first:%-d %b}"
    if first.month == last.month:
        return f"{first.day}–{last.day} {last:%b}"
    return spoken(first, last).replace(f" {last:%Y}", "").replace(" to ", "–")
