"""What the earnings page shows: the figure and its parts, the chart, and where it comes from."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from artists.access import Actor
from consent.choices.limits import territories
from consent.earnings import expected, reading, reading_advances, reading_experiences, reading_waiting
from consent.earnings.closing_calendar import closes_on
from consent.earnings.models import Statement
from consent.earnings.reading import Amounts, AssetRow, Piece
from consent.earnings.reading_periods import compared, spoken
from consent.earnings.reading_waiting import Held, Unsplit
from consent.payouts.calendar import next_payday
from consent.payouts.selectors import paid_months
from consent.uses import USES, Use
from portal.site.earnings.asking import Asked
from portal.site.earnings.chart import Chart, draw

_NOTHING = Decimal(0)
TOP = 10
SUMS_WORDS = "Sums no single use earned"


@dataclass(frozen=True)
class Parts:
    """Where an amount stands. All but `estimated` come to it. `paid` is on statements that a payout has carried out,
    `recouped` pays back an advance, which was paid before."""

    paid: Decimal
    coming: Decimal
    held: Decimal
    recouped: Decimal
    estimated: Decimal

    @property
    def bar(self) -> list[tuple[str, str, str]]:
        """Each part as a stretch of a bar a thousand wide: css, x, width."""
        names = ("paid", "coming", "held", "recouped", "estimated")
        some = [(name, getattr(self, name)) for name in names]
        whole = sum((max(amount, _NOTHING) for _, amount in some), _NOTHING)
        found, place = [], _NOTHING
        for css, amount in some:
            if amount > 0:
                wide = amount * 1000 / whole
                found.append((css, f"{place:.1f}", f"{max(wide - 2, Decimal(1)):.1f}"))
                place += wide
        return found


@dataclass(frozen=True)
class Change:
    """What an amount was before, and how far it is from it: in per cent, None where it was nothing."""

    before: Decimal
    percent: Decimal | None
    up: bool

    @property
    def size(self) -> Decimal | None:
        """The per cent without a sign, which an arrow says."""
        return abs(self.percent) if self.percent is not None else None

    @property
    def same(self) -> bool:
        """Whether it is nothing that a whole per cent would show."""
        return self.percent is not None and abs(self.percent) < Decimal("0.5")


@dataclass(frozen=True)
class From:
    """A row of where it comes from. `width` is its bar, of 120; `of_total` in per cent."""

    key: str
    name: str
    use: Use | None
    css: str
    total: Amounts
    estimated: Decimal
    closed_width: str
    width: str
    of_total: Decimal | None
    change: Change | None


class Overview:
    """One period of one team in one currency. What a fragment does not show is never asked of the database."""

    def __init__(self, actor: Actor, asked: Asked) -> None:
        self.actor, self.asked = actor, asked
        self.seen = asked.period.until(asked.today)
        self.against = compared(asked.period, asked.compare, today=asked.today)

    @cached_property
    def pieces(self) -> list[Piece]:
        """By day and use."""
        return reading.by_day(*self._days, opens=self.asked.known.opens)

    @property
    def _days(self) -> tuple[Actor, str, date, date]:
        return self.actor, self.asked.currency, self.asked.period.first, self.asked.period.last

    @cached_property
    def total(self) -> Amounts:
        """What was reported."""
        return _total(self.pieces)

    @cached_property
    def estimates(self) -> list[expected.Estimated]:
        """What is not reported yet. None of it is in the total."""
        first = max(self.asked.period.first, self.asked.known.opens)
        if first > self.seen.last:
            return []
        found = expected.estimated(self.actor, first, self.seen.last)
        return [one for one in found if one.currency == self.asked.currency and one.amount]

    @cached_property
    def held(self) -> list[Held]:
        """What disputes keep back."""
        return reading_waiting.held(*self._days, opens=self.asked.known.opens)

    @cached_property
    def unsplit(self) -> list[Unsplit]:
        """What waits for a split."""
        return reading_waiting.unsplit(self.actor)

    @cached_property
    def statements(self) -> list[Statement]:
        """Of the months of the period."""
        return reading_waiting.statements(*self._days)

    @cached_property
    def parts(self) -> Parts:
        """Where the total stands."""
        held = sum((one.amount for one in self.held), _NOTHING)
        kept = sum((some for one in self.held for month, some in one.of_months.items() if month in self.paid), _NOTHING)
        paid = sum((one.total.amount for one in self.pieces if _month(one) in self.paid), _NOTHING) - kept
        back = sum(self.recouped.values(), _NOTHING)
        paid -= sum((some for month, some in self.recouped.items() if month in self.paid), _NOTHING)
        guessed = sum((one.amount for one in self.estimates), _NOTHING)
        return Parts(paid, self.total.amount - paid - held - back, held, back, guessed)

    @cached_property
    def recouped(self) -> dict[date, Decimal]:
        """What pays back advances, by month; nothing where days say the period, for it is reckoned by whole months."""
        period = self.asked.period
        return reading_advances.recouped(self.actor, self.asked.currency, period.months) if period.whole_months else {}

    @cached_property
    def paid(self) -> frozenset[date]:
        """The months that are paid out, by their first days."""
        return paid_months(self.actor, self.asked.currency)

    @property
    def closed_unpaid(self) -> Decimal:
        """What of it is on statements and has not reached a bank, less what they hold."""
        closed = (some for month, some in self.recouped.items() if month < self.asked.known.opens)
        kept = sum((one.of_closed for one in self.held), _NOTHING)
        return self.total.closed - self.parts.paid - kept - sum(closed, _NOTHING)

    @property
    def payday(self) -> date:
        """When the next payouts go out."""
        return next_payday(self.asked.today)

    @cached_property
    def before(self) -> list[Piece]:
        """By partner and use, of the days it is compared with."""
        if self.against is None:
            return []
        return reading.by_partner(self.actor, self.asked.currency, *self.against, opens=self.asked.known.opens)

    @cached_property
    def change(self) -> Change | None:
        """How the total has changed."""
        return change_of(self.total.amount, _total(self.before).amount) if self.against else None

    @property
    def against_label(self) -> str:
        """The days it is compared with, in words."""
        return spoken(*self.against) if self.against else ""

    @property
    def closes(self) -> date:
        """The day on which the month that takes lines now closes, or the current one where none ever closed."""
        opens = self.asked.known.opens
        return closes_on(opens if opens.year > 1900 else self.asked.today.replace(day=1))

    @cached_property
    def chart(self) -> Chart:
        """The chart, which is a table."""
        guesses: dict[date, Decimal] = defaultdict(Decimal)
        for one in self.estimates:
            guesses[one.day] += one.amount
        return draw(self.pieces, guesses, self.seen.first, self.seen.last, opens=self.asked.known.opens)

    @cached_property
    def by_use(self) -> list[From]:
        """The uses, the most first."""
        guesses: dict[str, Decimal] = defaultdict(Decimal)
        for one in self.estimates:
            guesses[one.use] += one.amount
        names = {code: USES[code].label if code in USES else SUMS_WORDS for code in self._codes}
        return self._rows(_by(self.pieces, "use"), _by(self.before, "use"), guesses, names)

    @property
    def _codes(self) -> set[str]:
        return {piece.use for piece in self.pieces}

    @cached_property
    def by_partner(self) -> list[From]:
        """The partners, the most first."""
        pieces = reading.by_partner(*self._days, opens=self.asked.known.opens)
        guesses: dict[str, Decimal] = defaultdict(Decimal)
        for one in self.estimates:
            guesses[str(one.partner_id)] += one.amount
        keys = {int(piece.key) for piece in pieces if isinstance(piece.key, int)} | {int(key) for key in guesses}
        names = {str(pk): name for pk, name in reading.partners(list(keys)).items()}
        return self._rows(_by(pieces, "key"), _by(self.before, "key"), guesses, names, leading=_leading(pieces))

    @cached_property
    def tracks(self) -> list[AssetRow]:
        """The tracks that earned most; none where only days say the period."""
        if not self.asked.period.key:
            return []
        return reading.assets(self.actor, self.asked.currency, self.asked.period.key, limit=TOP)

    @cached_property
    def track_bars(self) -> list[tuple[AssetRow, str]]:
        """With the width of the bar of each, of 300."""
        most = max((row.total.amount for row in self.tracks), default=_NOTHING)
        return [(row, _width(row.total.amount, most, 300)) for row in self.tracks]

    @cached_property
    def places(self) -> list[tuple[str, str, Amounts, str]]:
        """Territories with their names, of the whole months of the period, and the width of the bar of each, of 300."""
        found = reading.places(self.actor, self.asked.currency, self.asked.period.months)
        most = max((total.amount for _, total in found), default=_NOTHING)
        return [(code, place(code), total, _width(total.amount, most, 300)) for code, total in found]

    @cached_property
    def experiences(self) -> list[tuple[reading_experiences.Row, str]]:
        """What fans did, of the whole months of the period, and the width of the bar of each, of 300."""
        asked = self.asked
        found = reading_experiences.experiences(
            self.actor, asked.currency, asked.period.months, opens=asked.known.opens
        )
        most = max((row.total.amount for row in found), default=_NOTHING)
        return [(row, _width(row.total.amount, most, 300)) for row in found]

    def under(self, partner: int) -> list[AssetRow]:
        """The tracks of one partner that earned most, in the whole months of the period."""
        return reading.assets_of_partner(self.actor, self.asked.currency, partner, self.asked.period.months, limit=TOP)

    def _rows(
        self, now: Mapping[str, Amounts], before: Mapping[str, Amounts], guesses: Mapping[str, Decimal],
        names: Mapping[str, str], leading: Mapping[str, str] | None = None,
    ) -> list[From]:  # fmt: skip
        whole = self.total.amount
        keys = sorted({*now, *(key for key in guesses if key in names)}, key=lambda key: -_of(now, key).amount)
        most = max((total.amount for total in now.values()), default=_NOTHING)
        lead = leading or {}
        return [
            From(
                key, names.get(key, key), USES.get(key), f"use-{lead.get(key, key)}", _of(now, key),
                guesses.get(key, _NOTHING), _width(_of(now, key).closed, most, 120),
                _width(_of(now, key).amount, most, 120),
                _of(now, key).amount * 100 / whole if whole > 0 else None,
                change_of(_of(now, key).amount, _of(before, key).amount) if self.against else None,
            )
            for key in keys
        ]  # fmt: skip


def _month(piece: Piece) -> date | None:
    return piece.key.replace(day=1) if isinstance(piece.key, date) else None


def place(code: str) -> str:
    """A territory's name."""
    return territories().get(code, code) if code else "No territory said"


def _of(some: Mapping[str, Amounts], key: str) -> Amounts:
    return some.get(key, Amounts())


def _total(pieces: Sequence[Piece]) -> Amounts:
    return sum((piece.total for piece in pieces), Amounts())


def _by(pieces: Sequence[Piece], what: str) -> dict[str, Amounts]:
    found: dict[str, Amounts] = defaultdict(Amounts)
    for piece in pieces:
        found[str(getattr(piece, what))] += piece.total
    return found


def _leading(pieces: Sequence[Piece]) -> dict[str, str]:
    """The use of which each partner paid most: the hue of its mark."""
    found: dict[str, tuple[Decimal, str]] = {}
    for piece in pieces:
        key = str(piece.key)
        found[key] = max(found.get(key, (_NOTHING, "")), (piece.total.amount, piece.use))
    return {key: use for key, (_, use) in found.items()}


def change_of(now: Decimal, before: Decimal) -> Change:
    """How an amount has changed since."""
    percent = (now - before) * 100 / before if before > 0 else None
    return Change(before, percent, now >= before)


def _width(amount: Decimal, most: Decimal, wide: int) -> str:
    return f"{max(amount, _NOTHING) * wide / most:.1f}" if most > 0 else "0"
