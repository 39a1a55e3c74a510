"""Lines of the usual shape, read in a fraction of the time: uses under licences, of which many say the same of what was
used and how. What they share is said once, as a key. Pure.

A line is plain only if `lines.read` would read it just so: whatever is odd in any way is left to that.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from uuid_utils import uuid7

from consent.reports import reading
from consent.reports.lines import Packed, Plain, as_row, model_of, packed, read, read_at, use_of
from consent.reports.reading import Span
from consent.reports.refusals import Flawed

_FIELDS = frozenset(
    {"reference", "licence", "asset", "isrc", "iswc", "use", "territory", "model", "made_at", "period"}
    | {"quantity", "minutes", "revenue"}
)
_MICRO = Decimal("0.000001")
_ODD = (Flawed, TypeError, KeyError, AttributeError)  # what reading a line as a plain one comes to, where it is none


def read_quickly(
    raw: Sequence[Any], form: Callable[[Any], object], quick: Callable[[Any], Any], *, now: datetime
) -> Packed:
    """Lines, as `lines.packed` gives them, with those that are plain apart.

    `form` makes of one what the API is sent as a line. `quick` may be faster, and fail with a ValueError; what it makes
    of a line is what `form` does wherever that consists of text, whole numbers below a million million, lists and
    objects.
    """
    reader = _Reader(now)
    odd: dict[int, object] = {}  # places, with the ids that they get in their turn: lines are shown in that order
    for place, one in enumerate(raw):
        try:
            reader.take(place, quick(one))
        except (*_ODD, ValueError):
            odd[place] = uuid7()
    found = read_at(((place, form(raw[place])) for place in odd), test=False, now=now)
    references = reader.references.union(one.reference for one in found.told)
    if len(references) < len(reader.uses) + len(found.told):  # one is there twice: see `REPEATED_HERE`
        return packed(read((form(one) for one in raw), test=False, now=now))
    return replace(packed(found, odd), plain=reader.plain())


class _Reader:
    """What was read so far."""

    def __init__(self, now: datetime) -> None:
        self.references: set[str] = set()
        self.uses: list[tuple[int, str]] = []
        self._keys, self._amounts, self._periods = _Keys(), _Amounts(), _Periods(now)
        self._latest = now + reading.CLOCKS_DIFFER
        self._since, self._until = self._latest, reading.EARLIEST

    def take(self, place: int, sent: dict[str, Any]) -> None:
        """A plain line. Raises one of `_ODD` for any other."""
        if not _FIELDS.issuperset(sent):
            raise Flawed("unknown_field")
        get = sent.get
        reference = reading.words(get("reference"), "reference_wrong", "reference")
        quantity, minutes, amount, currency = get("quantity"), get("minutes"), None, ""
        if (revenue := get("revenue")) is not None:
            amount, currency = revenue["amount"], revenue["currency"]
            if len(revenue) != 2 or amount is None or not currency:
                raise Flawed("revenue_wrong")
        amounts = self._amounts
        paid = amounts[amount]
        if not amounts[quantity] | amounts[minutes] | paid:  # each is looked at
            raise Flawed("amount_needed")
        licence = get("licence")
        key = self._keys[
            get("asset"), get("isrc"), get("iswc"), get("use"), tuple(licence) if type(licence) is list else licence,
            get("territory"), get("model"), currency, paid,
        ]  # fmt: skip
        span = self._span(get("made_at"), get("period"))
        self.references.add(reference)
        if "\\" in reference:
            reference = reference.replace("\\", "\\\\")
        row = f"{uuid7()}\t{place}\t{reference}\t{key}\t{span}\t{quantity or 0}\t{minutes or 0}\t{amount or 0}\n"
        self.uses.append((key, row))

    def _span(self, made_at: object, period: Any) -> str:
        if made_at is None:
            since, until = self._periods[period["from"], period["to"]]
            if len(period) != 2:
                raise Flawed("time_wrong")
            text = f"{since}\t{until}"
        else:
            since = until = reading.moment(made_at, "made_at")
            if until > self._latest or period is not None:
                raise Flawed("in_future")
            text = f"{since}\t\\N"
        if since < self._since:
            self._since = since
        if until > self._until:
            self._until = until
        return text

    def plain(self) -> Plain | None:
        """All of it, if there is any."""
        if not self.uses:
            return None
        said = self._keys.said
        # In the order of their assets: so they go to the pages of the index of assets once, and not here and there.
        order = [0] * len(said)
        for rank, number in enumerate(sorted(range(len(said)), key=lambda number: str(said[number]))):
            order[number] = rank
        self.uses.sort(key=lambda use: order[use[0]])
        keys = "".join(as_row((number, *one)) for number, one in enumerate(said))
        uses = "".join(row for _, row in self.uses)
        most = 10**self._amounts.digits - _MICRO
        return Plain(keys.encode(), uses.encode(), len(self.uses), self._since, self._until, most)


class _Keys(dict[tuple[Any, ...], int]):
    """The number of each key; `said` is each as it goes to the database. Raises `Flawed` where a part is odd.

    All parts are text, or were not said: so nothing else can be taken for one that is known.
    """

    def __init__(self) -> None:
        super().__init__()
        self.said: list[tuple[object, ...]] = []

    def __missing__(self, key: tuple[Any, ...]) -> int:
        asset, isrc, iswc, use, licence, territory, model, currency, paid = key
        named = licence if isinstance(licence, tuple) else (licence,)
        if not all(one is None or type(one) is str for one in (*key[:4], *named, territory, model, currency)):
            raise Flawed("not_a_line")
        assets = reading.asset({"asset": asset, "isrc": isrc, "iswc": iswc}, needed=True)
        self.said.append((
            *assets, use_of(use, needed=True), reading.licences(list(named), test=False), reading.territory(territory),
            model_of(model), reading.currency(currency) if currency else "", paid,
        ))  # fmt: skip
        self[key] = number = len(self.said) - 1
        return number


class _Amounts(dict[Any, bool]):
    """Whether an amount is above zero; raises `Flawed` where it is none. `digits` has the longest before its point."""

    def __init__(self) -> None:
        super().__init__({None: False})
        self.digits = 1

    def __missing__(self, value: object) -> bool:
        text = reading.amount(value, "quantity")
        self.digits = max(self.digits, len(text.partition(".")[0]))
        if type(value) is str:
            self[value] = not reading.is_zero(text)
        return not reading.is_zero(text)


class _Periods(dict[tuple[Any, Any], Span]):
    """From when to when a period is. Raises `Flawed` where it is none."""

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self._now = now

    def __missing__(self, key: tuple[Any, Any]) -> Span:
        since, until = key
        found = reading.span({"period": {"from": since, "to": until}}, now=self._now, needed=True)
        if found is None or type(since) is not str or type(until) is not str:
            raise Flawed("time_wrong")
        self[key] = found
        return found
