"""What the database knows of each line, and counting those that stand: the statements of the intake in their order."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import Copy

from consent.decisions.prepared import prepared_cursor
from consent.reports import plain_statements, register, statements, together
from consent.reports.lines import Facts, Plain, Read, Told
from consent.reports.outputs import Made
from consent.reports.refusals import REPEATED
from consent.uses import USES

_FITS = [f"{use.code} {kind.value}" for use in USES.values() for kind in use.subjects]
_UUID = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
_ONE_BY_ONE = {"told": "reports_told", "judged": "reports_judged"}
MANY = 200  # from here on it pays to let the planner count


@dataclass(frozen=True)
class Mode:
    """Whose batch it is, whether it is a test, and which licences it may name."""

    partner_id: int
    test: bool
    batch: UUID
    now: datetime
    licences: Sequence[int]
    sandbox: Mapping[str, Any]

    @property
    def parameters(self) -> dict[str, Any]:
        """For the statements."""
        return {
            "partner": self.partner_id, "test": self.test, "batch": self.batch, "now": self.now, "uuid": _UUID,
            "licences": list(self.licences), "fits": _FITS, "clocks": timedelta(seconds=5),
            **{name: [str(one) for one in some] for name, some in self.sandbox.items()},
        }  # fmt: skip


class Verdict(NamedTuple):
    """Why a line was not counted now."""

    reference: str
    code: str
    field: str


class Verdicts(dict[int, Verdict]):
    """The lines that were not counted now, by place; which of the others nothing covered; how many outputs are new."""

    outside: Sequence[int] = ()
    outputs: int = 0


class Lines(Protocol):
    """Lines that can be read, on their way to the database: `Read`, or those of a file (`bulk.Packed`)."""

    @property
    def facts(self) -> Facts:
        """What the statements need to know before."""

    @property
    def made(self) -> Mapping[int, list[Made]]:
        """What was made, by the place of its line."""

    @property
    def plain(self) -> Plain | None:
        """Those that go together, apart from the others."""

    def write(self, copy: Copy) -> None:
        """Write them as `statements.COPY` takes them."""


def count(found: Lines, mode: Mode) -> Verdicts:
    """Write what stands; return what does not. Reversals of what is there first: they make room under a permit.

    The caller has a transaction and this partner's lock.
    """
    verdicts = Verdicts()
    with prepared_cursor() as cursor:
        _prepare(cursor)
        if not found.facts.count and found.plain is None:
            return verdicts
        values = mode.parameters
        _judge(cursor, found, mode, values)
        if not mode.test:
            plain = "" if found.plain is None else plain_statements.COUNTED_BY_DAY
            cursor.execute(statements.TOTALS.format(counted=statements.COUNTED_BY_DAY + plain), values)
        cursor.execute(statements.REDEEM, values)
        if found.made:
            verdicts.outputs = register.of_lines(cursor, found.made, mode.partner_id, test=mode.test, now=mode.now)
        cursor.execute("SELECT place, reference, code, field FROM reports_judged WHERE code <> '' ORDER BY place")
        verdicts.update({place: Verdict(*rest) for place, *rest in cursor.fetchall()})
        _stood_for_nothing(cursor, verdicts, values)
        cursor.execute("SELECT place FROM reports_judged WHERE code = '' AND outside <> '' ORDER BY place")
        verdicts.outside = [place for (place,) in cursor.fetchall()]
        if found.plain is not None:
            verdicts.outside = sorted([*verdicts.outside, *together.outside(cursor)])
    return verdicts


def _stood_for_nothing(cursor: CursorWrapper, verdicts: Verdicts, values: Mapping[str, Any]) -> None:
    """A line that was taken for a repetition of one that was refused in the end is refused for the same reason."""
    why = {one.reference: one for one in reversed(verdicts.values()) if one.code != REPEATED}
    doubtful = {place: one for place, one in verdicts.items() if one.code == REPEATED and one.reference in why}
    if not doubtful:
        return
    references = sorted({one.reference for one in doubtful.values()})
    cursor.execute(statements.COUNTED, {**values, "references": references})
    counted = {reference for (reference,) in cursor.fetchall()}
    verdicts.update({place: why[one.reference] for place, one in doubtful.items() if one.reference not in counted})


def holders(found: Lines) -> list[int]:
    """The teams that hold a right in what was counted of these just now."""
    plain = "" if found.plain is None else plain_statements.ASSETS
    with connection.cursor() as cursor:
        cursor.execute(statements.HOLDERS.format(plain=plain))
        return [team for (team,) in cursor.fetchall()]


def holders_of(assets: Sequence[UUID]) -> list[int]:
    """The teams that hold a right in these assets, or in their songs."""
    with connection.cursor() as cursor:
        cursor.execute(statements.HOLDERS_OF, {"assets": list(assets)})
        return [team for (team,) in cursor.fetchall()]


def parts(told: Sequence[Told], mode: Mode) -> list[tuple[int, str, str, UUID, str, int | None]]:
    """What each of these rests on: place, code and field of what is wrong, asset, use and version. Nothing is counted.

    The caller has a transaction and this partner's lock.
    """
    with prepared_cursor() as cursor:
        _prepare(cursor)
        _stage(Read(list(told), {}, {}))
        assets = statements.SANDBOX if mode.test else statements.CATALOGUE
        cursor.execute(statements.JUDGE.format(assets=assets, **_ONE_BY_ONE), mode.parameters)
        cursor.execute(statements.JUDGED_PARTS)
        return list(cursor.fetchall())


def _prepare(cursor: CursorWrapper) -> None:
    for statement in statements.TABLES.split(";"):
        cursor.execute(statement)


def _stage(found: Lines) -> None:
    # Django's cursor knows no COPY; psycopg's own does, on the same connection and in the same transaction.
    connection.ensure_connection()
    with connection.connection.cursor() as raw, raw.copy(statements.COPY) as copy:
        found.write(copy)


def _copy(statement: str, rows: bytes) -> None:
    with connection.connection.cursor() as raw, raw.copy(statement) as copy:
        copy.write(rows)


def _judge(cursor: CursorWrapper, found: Lines, mode: Mode, values: dict[str, Any]) -> None:
    facts = found.facts
    _stage(found)
    _look(cursor, "reports_told", facts.count)
    if facts.reversals:
        _reverse(cursor, values | {"last": False})
    told = refused = 0
    if found.plain is not None:
        cursor.execute(statements.LOOK_BRIEFLY)
        told, refused = together.judge(cursor, found.plain, values, _copy)
        _look(cursor, "reports_told", told)
    if facts.count + told + refused:
        _judge_told(cursor, found, mode, values, facts.count + told + refused)
    if found.plain is not None and (before := together.count(cursor, values)):
        _look(cursor, "reports_judged", before)
        cursor.execute(statements.REPEATED, {**values, "reversals": False})
    if facts.reversals:
        _reverse(cursor, values | {"last": True})


def _judge_told(cursor: CursorWrapper, found: Lines, mode: Mode, values: Mapping[str, Any], many: int) -> None:
    assets = statements.SANDBOX if mode.test else statements.CATALOGUE
    cursor.execute(statements.JUDGE.format(assets=assets, **_ONE_BY_ONE), values)
    _look(cursor, "reports_judged", many)
    cursor.execute(statements.REPEATED, {**values, "reversals": False})
    if found.facts.twice:
        cursor.execute(statements.REPEATED_HERE)
    if found.facts.permits:
        cursor.execute(statements.TOO_MUCH)
        _refuse(cursor, _over(cursor.fetchall()))
    if found.made:
        _refuse(cursor, register.wrong(cursor, found.made, mode.partner_id, test=mode.test))
    cursor.execute(statements.INSERT, {**values, "reversals": False})


def _look(cursor: CursorWrapper, table: str, rows: int) -> None:
    """Let the planner count what has come into a table, where it is enough to matter."""
    if rows >= MANY:
        cursor.execute(statements.LOOK_BRIEFLY)
        cursor.execute(f"ANALYZE {table}")


def _reverse(cursor: CursorWrapper, values: Mapping[str, Any]) -> None:
    cursor.execute(statements.REVERSALS, values)
    cursor.execute(statements.REPEATED, {**values, "reversals": True})
    cursor.execute(statements.REPEATED_HERE)
    cursor.execute(statements.REVERSED_HERE)
    cursor.execute(statements.INSERT, {**values, "reversals": True})


def _over(rows: Iterable[tuple[int, UUID, Decimal, Decimal, int]]) -> list[tuple[int, str, str]]:
    """In the order they were sent, each line under a permit that has so much left."""
    left: dict[UUID, Decimal] = {}
    lines: dict[UUID, int] = defaultdict(int)
    refused = []
    for place, permit, quantity, has, may in rows:
        rest = left.setdefault(permit, has)
        if quantity > rest or lines[permit] >= may:
            refused.append((place, "permit_exhausted", "quantity"))
            continue
        left[permit] = rest - quantity
        lines[permit] += 1
    return refused


def _refuse(cursor: CursorWrapper, refused: Sequence[tuple[int, str, str]]) -> None:
    if refused:
        places, codes, fields = (list(some) for some in zip(*refused, strict=True))
        cursor.execute(statements.REFUSE, {"places": places, "codes": codes, "fields": fields})
