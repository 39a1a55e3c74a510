"""One line of a report, read: what the partner says it did. Pure; whether it is so, the database knows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Copy
from uuid_utils import uuid7 as uuid7_text
from uuid_utils.compat import uuid7

from consent.reports import reading
from consent.reports.outputs import Made, read_outputs
from consent.reports.refusals import Flaw, Flawed
from consent.uses import USES

_FIELDS = frozenset(
    {"reference", "permit", "licence", "asset", "isrc", "iswc", "use", "territory", "model", "made_at", "period"}
    | {"quantity", "minutes", "revenue", "outputs", "reverses"}
)


class Told(NamedTuple):
    """A line that can be read, as it goes to the database. `reverses` stands alone with the reference."""

    place: int
    reference: str
    permit: UUID | None = None
    licences: list[int] | None = None
    asset: UUID | None = None
    isrc: str | None = None
    iswc: str | None = None
    use: str | None = None
    territory: str = ""
    model: str = ""
    used_from: datetime | None = None
    used_to: datetime | None = None
    quantity: str = "0"
    minutes: str = "0"
    revenue: str = "0"
    currency: str = ""
    outputs: list[str] | None = None
    reverses: str | None = None


@dataclass(frozen=True)
class Facts:
    """What the statements need to know of lines before they run. `twice`: a reference is among them more than once."""

    count: int = 0
    reversals: bool = False
    permits: bool = False
    twice: bool = False


@dataclass(frozen=True)
class Read:
    """What a batch says: lines that can be read, what was made by place, and what is wrong with the others."""

    told: list[Told]
    made: dict[int, list[Made]]
    flaws: dict[int, Flaw]

    @property
    def plain(self) -> "Plain | None":
        """None: here each line is told by itself."""
        return None

    @property
    def facts(self) -> Facts:
        """Of the lines that can be read."""
        return Facts(
            len(self.told), any(one.reverses is not None for one in self.told), any(one.permit for one in self.told),
            len({one.reference for one in self.told}) < len(self.told),
        )  # fmt: skip

    def write(self, copy: Copy) -> None:
        """The lines, each with an id of its own, as `statements.COPY` takes them."""
        for one in self.told:
            copy.write_row((uuid7(), *one))


@dataclass(frozen=True)
class Plain:
    """Lines of the usual shape in the text form of COPY: `keys` are what many of them share, each once, and `uses` what
    each says for itself (see `plain`).

    All of them were used between `since` and `until`, both within, and no amount is above `most`.
    """

    keys: bytes
    uses: bytes
    count: int
    since: datetime
    until: datetime
    most: Decimal


@dataclass(frozen=True)
class Packed:
    """The same, with the lines in the text form of COPY: so they go from process to process and into the database.

    Those that are in `plain` are in nothing else here.
    """

    rows: bytes
    facts: Facts
    made: dict[int, list[Made]]
    flaws: dict[int, Flaw]
    plain: Plain | None = None

    def write(self, copy: Copy) -> None:
        """The lines, as `statements.COPY` takes them."""
        copy.write(self.rows)


def packed(found: Read, ids: Mapping[int, object] = MappingProxyType({})) -> Packed:
    """What was read, packed, under the ids that the places have already, or under new ones."""
    rows = "".join(as_row((ids.get(one.place) or uuid7_text(), *one)) for one in found.told)
    return Packed(rows.encode(), found.facts, found.made, found.flaws)


def as_row(values: Iterable[object]) -> str:
    """A row in the text form of COPY."""
    return "\t".join(map(_cell, values)) + "\n"


_SIGNS = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_OF_ARRAYS = str.maketrans({"\\": "\\\\", '"': '\\"'})


def _cell(value: object) -> str:
    """A value in the text form of COPY: https://www.postgresql.org/docs/current/sql-copy.html"""
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_SIGNS) if "\\" in value or not value.isprintable() else value
    if isinstance(value, list):
        quoted = (f'"{one.translate(_OF_ARRAYS)}"' if isinstance(one, str) else str(one) for one in value)
        return f"{{{','.join(quoted)}}}".translate(_SIGNS)
    return str(value)


def read(sent: Iterable[Any], *, test: bool, now: datetime) -> Read:
    """Every line by itself: one that cannot be read keeps no other from being counted."""
    return read_at(enumerate(sent), test=test, now=now)


def read_at(sent: Iterable[tuple[int, Any]], *, test: bool, now: datetime) -> Read:
    """The same of lines that come with their places."""
    told: list[Told] = []
    made: dict[int, list[Made]] = {}
    flaws: dict[int, Flaw] = {}
    for place, one in sent:
        try:
            line, outputs = _line(place, one, test=test, now=now)
        except Flawed as error:
            flaws[place] = error.flaw
            continue
        told.append(line)
        if outputs:
            made[place] = outputs
    return Read(told, made, flaws)


def _line(place: int, sent: object, *, test: bool, now: datetime) -> tuple[Told, list[Made]]:
    if not isinstance(sent, dict):
        raise Flawed("not_a_line")
    if unknown := sent.keys() - _FIELDS:
        raise Flawed("unknown_field", reading.shown(min(unknown)))
    reference = reading.words(sent.get("reference"), "reference_wrong", "reference")
    if sent.get("reverses") is not None:
        return _reversal(place, reference, sent), []
    permit, licences = sent.get("permit"), sent.get("licence")
    if (permit is None) == (licences is None):
        raise Flawed("permit_or_licence", "permit" if permit is not None else "licence")
    under_permit = permit is not None
    span = reading.span(sent, now=now, needed=not under_permit)
    used_from, used_to = span or (None, None)
    asset, isrc, iswc = reading.asset(sent, needed=not under_permit)
    quantity, minutes, revenue, currency = _amounts(sent)
    outputs = read_outputs(sent.get("outputs"), now=now)
    return Told(
        place, reference, reading.permit(permit) if under_permit else None,
        None if under_permit else reading.licences(licences, test=test),
        asset, isrc, iswc, use_of(sent.get("use"), needed=not under_permit), reading.territory(sent.get("territory")),
        model_of(sent.get("model")), used_from, used_to, quantity, minutes, revenue, currency,
        sorted({one.reference for one in outputs}),
    ), outputs  # fmt: skip


def _reversal(place: int, reference: str, sent: Mapping[str, Any]) -> Told:
    if more := {name for name, value in sent.items() if value is not None} - {"reference", "reverses"}:
        raise Flawed("reversal_alone", min(more))
    return Told(place, reference, reverses=reading.words(sent["reverses"], "unknown_line", "reverses"))


def use_of(value: object, *, needed: bool) -> str | None:
    """A use that there is."""
    if value is None and not needed:
        return None
    if not isinstance(value, str) or value not in USES:
        raise Flawed("unknown_use", "use")
    return value


def model_of(value: object) -> str:
    """The model's name; empty where it was not said."""
    return "" if value is None else reading.words(value, "model_wrong", "model")


def _amounts(sent: Mapping[str, Any]) -> tuple[str, str, str, str]:
    quantity, minutes = reading.amount(sent.get("quantity"), "quantity"), reading.amount(sent.get("minutes"), "minutes")
    revenue, currency = "0", ""
    if (given := sent.get("revenue")) is not None:
        if not isinstance(given, dict) or set(given) != {"amount", "currency"} or given["amount"] is None:
            raise Flawed("revenue_wrong", "revenue")
        revenue, currency = reading.amount(given["amount"], "revenue.amount"), reading.currency(given["currency"])
    if reading.is_zero(quantity) and reading.is_zero(minutes) and reading.is_zero(revenue):
        raise Flawed("amount_needed", "quantity")
    return quantity, minutes, revenue, currency
