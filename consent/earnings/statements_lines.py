"""What a statement's signature covers: every line, in one written form, hashed so that the CSV alone gives the hash.

The first `len(SEALED)` columns of a row of the CSV, joined by `|`, are its sealed text; an empty column is empty text,
amounts have six decimals. Of earnings, the rows of one day (`used_on`) stand together, days in order, in a day by `id`
and `turn`. Last come holds, releases, recoupments, what was carried in, what is paid and what is carried on: one group
more. Then, with sha256 in bytes and `+` for putting bytes in a row:

    hash of a row   = sha256(its sealed text in UTF-8)
    hash of a group = sha256(hash of its first row + hash of its second + …)
    lines_sha256    = sha256(hash of the first group + hash of the second + …), in hex

By groups, so that PostgreSQL hashes a label's ten million lines without ever holding more than a day of them. The hash
of an earning's row is kept with it when it is written (`Earning.sealed`): nothing it says can change afterwards.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from django.db import connection

from consent.earnings.coins import places
from consent.earnings.models_statements import Hold, Recoupment, Release, Statement

SEALED = (
    "row", "id", "turn", "report_line", "pool", "kind", "partner_id", "licence_id", "version", "rate", "asset", "work",
    "side", "use", "territory", "used_on", "units", "price", "charge", "split", "basis_points", "of_amount",
    "from_points", "points", "amount",
)  # fmt: skip

# The columns of an earning, in the order of SEALED; those of holds are empty.
EARNING = (
    "'earning'", "c.id", "e.turn", "c.line_id", "c.pool_id", "p.kind", "c.partner_id", "v.licence_id", "v.number",
    "c.rate_id", "c.asset_id", "c.work_id", "c.side", "c.use", "c.territory", "c.used_on", "c.units", "c.price",
    "c.amount", "e.split_id", "e.basis_points", "''", "''", "''", "e.amount",
)  # fmt: skip
JOINS = """
  JOIN earnings_charge c ON c.id = e.charge_id
  LEFT JOIN licences_version v ON v.id = c.version_id
  LEFT JOIN earnings_pool p ON p.id = c.pool_id
"""
_TEXT = ", '|', ".join(EARNING)

# Each line was hashed when it was written; only what is older is hashed here.
DAYS = f"""
SELECT id, used_on, sha256(string_agg(hash, ''::bytea ORDER BY charge_id, turn)) AS hash,
       count(*) AS lines, sum(amount) AS amount,
       count(*) FILTER (WHERE turn = 0 AND reversal) AS reversed,
       coalesce(sum(amount) FILTER (WHERE turn = 0 AND reversal), 0) AS reversed_amount,
       count(*) FILTER (WHERE turn > 0) AS anew,
       coalesce(sum(amount) FILTER (WHERE turn > 0), 0) AS anew_amount
  FROM (SELECT s.id, o.used_on, e.charge_id, e.turn, e.amount, o.reverses_id IS NOT NULL AS reversal,
               coalesce(e.sealed, (
                   SELECT sha256(convert_to(concat({_TEXT}), 'UTF8')) FROM (SELECT e.*) e {JOINS})) AS hash
          FROM earnings_statement s
          JOIN earnings_earning e ON e.team_id = s.team_id AND e.month = s.month_id
          JOIN earnings_charge o ON o.id = e.charge_id AND o.currency = s.currency
         WHERE s.id = ANY (%s)) x
 GROUP BY id, used_on
 ORDER BY id, used_on
"""  # noqa: S608  (all parts are constants of this file)


@dataclass(frozen=True)
class Day:
    """The lines of one day of a statement. `reversed` and `anew` are among `lines`."""

    used_on: date
    sha256: bytes
    lines: int
    amount: Decimal
    reversed: int
    reversed_amount: Decimal
    anew: int
    anew_amount: Decimal


def days_of(statements: Sequence[int]) -> Mapping[int, list[Day]]:
    """The days of these statements, by statement, in order: one query."""
    days: dict[int, list[Day]] = defaultdict(list)
    with connection.cursor() as cursor:
        # Statements of this month are new to the planner: it would look every line's charge up by itself.
        cursor.execute("ANALYZE earnings_statement")
        cursor.execute(DAYS, [list(statements)])
        for pk, used_on, hashed, *rest in cursor.fetchall():
            days[pk].append(Day(used_on, bytes(hashed), *rest))
    return days


@dataclass(frozen=True)
class Rest:
    """What a statement says besides its earnings, as rows of its CSV."""

    statement: Statement
    holds: Sequence[Hold] = ()
    releases: Sequence[Release] = ()
    recoupments: Sequence[Recoupment] = ()
    carried_from: int | None = None

    def rows(self) -> list[dict[str, object]]:
        """The rows, by the names of SEALED. `points` of what is payable are the decimals of the smallest coin."""
        said = self.statement
        rows: list[dict[str, object]] = [
            *(_hold(one, "held", one.amount) for one in self.holds),
            *(_hold(one.hold, "released", one.amount) | {"used_on": one.hold.month_id} for one in self.releases),
            *(_recoupment(one) for one in self.recoupments),
        ]
        if said.carried_in:
            rows.append({"row": "carried_in", "id": self.carried_from, "amount": said.carried_in})
        rows.append({"row": "payable", "of_amount": said.due, "points": places(said.currency), "amount": said.payable})
        rows.append({"row": "carried_out", "amount": said.carried_out})
        return rows


def rests_of(statements: Sequence[Statement]) -> Mapping[int, Rest]:
    """What else statements of one month say: four queries, however many they are."""
    teams, month = {one.team_id for one in statements}, statements[0].month_id
    holds = Hold.objects.filter(month_id=month, team_id__in=teams).select_related("version").order_by("pk")
    released = Release.objects.filter(month_id=month, hold__team_id__in=teams).select_related("hold__version")
    recouped = Recoupment.objects.filter(month_id=month, team_id__in=teams).order_by("pk")
    before = Statement.objects.filter(team_id__in=teams, month_id__lt=month).order_by("team", "currency", "-month_id")
    carried = before.distinct("team", "currency").values_list("team", "currency", "number")
    by_hold, by_release, by_licence = defaultdict(list), defaultdict(list), defaultdict(list)
    for hold in holds:
        by_hold[hold.team_id, hold.currency].append(hold)
    for release in released.order_by("pk"):
        by_release[release.hold.team_id, release.hold.currency].append(release)
    for one in recouped:
        by_licence[one.team_id, one.currency].append(one)
    numbers = {(team, currency): number for team, currency, number in carried}
    return {
        said.pk: Rest(said, by_hold[key], by_release[key], by_licence[key], numbers.get(key))
        for said, key in ((said, (said.team_id, said.currency)) for said in statements)
    }


def sealed(row: Mapping[str, object]) -> str:
    """A row's sealed text."""
    return "|".join(text(row.get(name)) for name in SEALED)


def text(value: object) -> str:
    """A value as the CSV has it."""
    if value is None:
        return ""
    return f"{value:.6f}" if isinstance(value, Decimal) else str(value)


def lines_sha256(days: Iterable[bytes], rest: Rest) -> str:
    """The hash of all, from the hashes of its days and what else it says."""
    hashed = b"".join(sha256(sealed(row).encode()).digest() for row in rest.rows())
    return sha256(b"".join([*days, sha256(hashed).digest()])).hexdigest()


def _hold(one: Hold, row: str, amount: Decimal) -> dict[str, object]:
    return {
        "row": row, "id": one.dispute_id, "kind": one.kind, "licence_id": one.version and one.version.licence_id,
        "version": one.version and one.version.number, "work": one.work_id, "side": one.side, "split": one.split_id,
        "basis_points": one.basis_points, "of_amount": one.earned, "from_points": one.before, "points": one.points,
        "amount": amount,
    }  # fmt: skip


def _recoupment(one: Recoupment) -> dict[str, object]:
    """`charge` is what was advanced, `price` what was recouped before, `of_amount` what counts this month."""
    return {
        "row": "recouped", "licence_id": one.licence_id, "charge": one.advanced, "price": one.before,
        "of_amount": one.counted, "amount": one.amount,
    }  # fmt: skip
