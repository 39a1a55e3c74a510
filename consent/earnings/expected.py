"""Expected against reported: what permits and outputs say was made, what of it nobody reported, and what that comes to.

An estimate accuses nobody: a permit may go unused. It is part of no total, and goes away by itself once it is reported.
`per_output` counts the permit's own quantity; `per_minute` and `revenue_share` go by what an output of the licence had
on average in the last `MEAN_DAYS` days; where it had reported none, it cannot be estimated, and that is said.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from artists.access import Actor, Permission, TeamKind
from artists.teams.models import Team
from consent.earnings import expected_statements as statements
from consent.licences.models import Licence
from consent.uses import USES, Use

MEAN_DAYS = 90
_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Estimated:
    """What of a day is not reported yet: the team's share of it, for a partner all of it. Never part of a total."""

    day: date
    partner_id: int
    use: str
    currency: str
    amount: Decimal


@dataclass(frozen=True)
class Difference:
    """A licence's use in a month: what was reported of it, and what is missing. For a holder its own share.

    `missing` is an estimate in six decimals, `units` how many outputs it is for, at most; `checks` those allowed that
    are paid by the thousand (for the partner alone). `mean`: averages of 90 days are in it. `unknown`: some of it
    cannot be estimated. `unsplit`: for some of it the holders have agreed on no split. None of `missing` is in
    `reported`.
    """

    month: date
    licence_id: int
    licence: str
    partner_id: int
    partner: str
    code: str
    currency: str
    reported: Decimal
    missing: Decimal
    units: Decimal
    permits: int
    outputs: int
    checks: int
    mean: bool
    unknown: bool
    unsplit: bool

    @property
    def use(self) -> Use | None:
        """The use; None for all uses of the licence together."""
        return USES.get(self.code)

    @property
    def expected(self) -> Decimal:
        """What should have been reported, as far as it can be said."""
        return self.reported + self.missing

    @property
    def sentence(self) -> str:
        """What is missing, and how it was worked out."""
        if self.checks:
            return f"{self.checks:,} checks were allowed; they are charged once the month is over."
        if not self.units:
            return "Everything that was allowed or published is reported."
        said = [_many(self.permits, "permit", "permits")] if self.permits else []
        said += [_many(self.outputs, "published output", "published outputs")] if self.outputs else []
        parts = [f"{' and '.join(said)}, for {_number(self.units)} uses at most, not reported."]
        if self.unknown:
            parts.append(f"Some of it cannot be estimated: nothing was reported in the last {MEAN_DAYS} days to go by.")
        elif self.mean:
            parts.append(f"Estimated by what one use came to in the last {MEAN_DAYS} days.")
        if self.unsplit:
            parts.append("For some of it no split is agreed: your share of that is not known.")
        return " ".join(parts)


def estimated(actor: Actor, first: date, last: date, *, now: datetime | None = None) -> list[Estimated]:
    """What of these days (both within, UTC) is not reported yet, by day, partner and use. One query.

    Empty for whoever may not see money, and for the operator.
    """
    values = _values(actor, first, last, now)
    if values is None:
        return []
    sql = statements.OWN_BY_DAY if values["partner"] else statements.HELD_BY_DAY
    return [Estimated(*row) for row in _rows(sql, values)]


def against_reported(actor: Actor, month: date, *, now: datetime | None = None) -> list[Difference]:
    """Each licence and use of a month: what was reported and what is missing, most missing first. Four queries.

    `month` is its first day: uses of its days are expected, what its statements hold is reported. Empty for whoever may
    not see money.
    """
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    values = _values(actor, month, last, now)
    if values is None:
        return []
    own = bool(values["partner"])
    found = _reported(values, own=own)
    for licence, partner, use, currency, *missing in _rows(
        statements.OWN_BY_USE if own else statements.HELD_BY_USE, values
    ):
        found.setdefault((licence, partner, use, currency), {}).update(
            zip(("units", "permits", "outputs", "missing", "mean", "unknown", "unsplit"), missing, strict=True)
        )
    if own:
        for licence, use, currency, checks, amount in _rows(statements.CHECKS, values):
            found[(licence, actor.team_id, f"{use} ", currency)] = {"checks": checks, "missing": amount}
    return _told(month, found)


def _values(actor: Actor, first: date, last: date, now: datetime | None) -> dict[str, Any] | None:
    if not actor.has(Permission.SEE_MONEY) or actor.team_kind is TeamKind.OPERATOR:
        return None
    partner = actor.team_kind is TeamKind.PARTNER
    return {
        "team": None if partner else actor.team_id, "partner": actor.team_id if partner else None,
        "first": first, "last": last, "month": first, "days": MEAN_DAYS,
        "begins": _midnight(first), "ends": _midnight(last + timedelta(days=1)),
        "today": (now or timezone.now()).astimezone(UTC).date(),
    }  # fmt: skip


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _reported(values: dict[str, Any], *, own: bool) -> dict[tuple[int, int, str, str], dict[str, Any]]:
    rows = _rows(statements.OWN_REPORTED if own else statements.HELD_REPORTED, values)
    return {(licence, partner, use, currency): {"reported": amount} for licence, partner, use, currency, amount in rows}


def _told(month: date, found: dict[tuple[int, int, str, str], dict[str, Any]]) -> list[Difference]:
    partners = dict(Team.objects.filter(pk__in={key[1] for key in found}).values_list("pk", "name"))
    empty: dict[str, Any] = {
        "reported": _NOTHING, "missing": _NOTHING, "units": _NOTHING, "permits": 0, "outputs": 0, "checks": 0,
        "mean": False, "unknown": False, "unsplit": False,
    }  # fmt: skip
    told = [
        Difference(
            month=month, licence_id=licence, licence=Licence(pk=licence).reference, partner_id=partner,
            partner=partners[partner], code=use.strip(), currency=currency, **(empty | of),
        )
        for (licence, partner, use, currency), of in found.items()
    ]  # fmt: skip
    return sorted(told, key=lambda one: (-one.missing, not one.units, one.licence_id, one.code, one.checks))


def _rows(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _many(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _number(value: Decimal) -> str:
    return f"{value.normalize():,f}" if value else "0"
