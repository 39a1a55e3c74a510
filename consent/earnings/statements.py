"""What a team reads of its statements, closed and open: the same sums, whether they are kept or worked out now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from artists.access import Actor, Permission
from artists.teams.models import Team
from consent.earnings import closing, statements_lines
from consent.earnings import closing_sql as sql
from consent.earnings.models import Month, Remark, Statement, VersionTotal
from consent.earnings.models_statements import Hold, Recoupment, Release
from consent.earnings.statements_lines import Rest
from consent.licences.models import Licence, Version
from consent.splits.models import Dispute

NOUGHT = Decimal(0)


@dataclass(frozen=True)
class Row:
    """What one partner's licence version brought for one use, or as a sum of one kind."""

    partner: str
    licence: str
    version: int | None
    kind: str
    use: str
    quantity: Decimal
    lines: int
    amount: Decimal


@dataclass(frozen=True)
class HeldRow:
    """What a dispute holds, or held: whose words, over what, and how much."""

    dispute: int
    work: str
    side: str
    raised_for: str
    amount: Decimal
    held_in: date


@dataclass(frozen=True)
class Paid:
    """What of an advance is paid back: `left` is what is still to come."""

    licence: str
    partner: str
    advanced: Decimal
    before: Decimal
    counted: Decimal
    amount: Decimal
    left: Decimal


@dataclass(frozen=True)
class Shown:
    """A statement with all that stands on it; `draft` while its month is open."""

    said: Statement
    draft: bool
    team: str
    rows: Sequence[Row]
    held: Sequence[HeldRow]
    released: Sequence[HeldRow]
    recouped: Sequence[Paid]
    remarks: Sequence[Remark] = ()
    carried_from: int | None = None


def listed(actor: Actor) -> list[Statement]:
    """The team's statements, newest first: one query."""
    return list(Statement.objects.visible_to(actor).order_by("-month_id", "currency").defer("signature"))


def kept(actor: Actor, number: int) -> Statement | None:
    """A statement of the team by its number."""
    return Statement.objects.visible_to(actor).select_related("team", "month").filter(number=number).first()


def open_months(actor: Actor) -> list[date]:
    """The months in which the team has earned and whose statements are not out, newest first."""
    if not actor.has(Permission.SEE_MONEY):
        return []
    last = Month.objects.filter(state="closed").aggregate(last=Max("first"))["last"] or date(1900, 1, 1)
    mine = VersionTotal.objects.filter(team_id=actor.team_id, month__gt=last)
    return list(mine.order_by("-month").values_list("month", flat=True).distinct())


def drafts(actor: Actor, month: date, *, now: datetime | None = None) -> list[Statement]:
    """What a month's statements would say if it closed now, one for each currency: without number and signature."""
    if not actor.has(Permission.SEE_MONEY):
        return []
    rows = _drafted("stated", sql.STATED_COLUMNS, month, actor.team_id, now or timezone.now())
    return [Statement(**row) for row in sorted(rows, key=lambda row: str(row["currency"]))]


def recouping(actor: Actor, month: date, currency: str, *, now: datetime | None = None) -> list[Recoupment]:
    """What a month's statement would set against advances if it closed now. One query."""
    if not actor.has(Permission.SEE_MONEY):
        return []
    rows = _drafted("recouped", sql.RECOUPED_COLUMNS, month, actor.team_id, now or timezone.now())
    return [Recoupment(**row) for row in rows if row["currency"] == currency]


def show(said: Statement) -> Shown:
    """A closed statement with all that stands on it: a number of queries that does not grow with its lines."""
    rest = statements_lines.rests_of([said])[said.pk]
    return _shown(said, rest, draft=False, remarks=list(said.remarks.order_by("what", "used_in")))


def show_draft(said: Statement, *, now: datetime | None = None) -> Shown:
    """The same for what `drafts` gave."""
    moment, given = now or timezone.now(), (said.month_id, said.team_id)
    holds = [Hold(**row) for row in _drafted("held", sql.HELD_COLUMNS, *given, moment)]
    releases = [Release(**row) for row in _drafted("released", sql.RELEASED_COLUMNS, *given, moment)]
    recouped = [Recoupment(**row) for row in _drafted("recouped", sql.RECOUPED_COLUMNS, *given, moment)]
    old = Hold.objects.select_related("version").in_bulk([one.hold_id for one in releases])
    for one in releases:
        one.hold = old[one.hold_id]
    before = Statement.objects.filter(team_id=said.team_id, currency=said.currency, month_id__lt=said.month_id)
    rest = Rest(
        said,
        [one for one in holds if one.currency == said.currency],
        [one for one in releases if one.hold.currency == said.currency and one.month_id == said.month_id],
        [one for one in recouped if one.currency == said.currency],
        before.order_by("-month_id").values_list("number", flat=True).first(),
    )
    return _shown(said, rest, draft=True)


def _shown(said: Statement, rest: Rest, *, draft: bool, remarks: Sequence[Remark] = ()) -> Shown:
    disputes = Dispute.objects.select_related("asset", "raised_for").in_bulk(
        {one.dispute_id for one in rest.holds} | {one.hold.dispute_id for one in rest.releases}
    )
    return Shown(
        said, draft, Team.objects.values_list("name", flat=True).get(pk=said.team_id), _rows(said),
        _held(((one, one.amount) for one in rest.holds), disputes),
        _held(((one.hold, one.amount) for one in rest.releases), disputes),
        _paid(rest.recoupments), remarks, rest.carried_from,
    )  # fmt: skip


def _rows(said: Statement) -> list[Row]:
    mine = VersionTotal.objects.filter(team_id=said.team_id, month=said.month_id, currency=said.currency)
    names = ("partner", "version", "kind", "use", "quantity", "lines", "amount")
    found = list(mine.order_by("partner__name", "version", "kind", "-amount").values(*names))
    partners = dict(Team.objects.filter(pk__in={one["partner"] for one in found}).values_list("pk", "name"))
    versions = Version.objects.only("pk", "licence_id", "number").in_bulk({one["version"] for one in found} - {None})
    return [_row(one, partners[one["partner"]], versions.get(one["version"])) for one in found]


def _row(one: Mapping[str, Any], partner: str, version: Version | None) -> Row:
    licence, number = (Licence(pk=version.licence_id).reference, version.number) if version else ("", None)
    return Row(partner, licence, number, one["kind"], one["use"], one["quantity"], one["lines"], one["amount"])


def _held(amounts: Iterable[tuple[Hold, Decimal]], disputes: Mapping[int, Dispute]) -> list[HeldRow]:
    """By dispute and month, in that order, however many licences it touches."""
    sums: dict[tuple[int, date], Decimal] = {}
    for hold, amount in amounts:
        key = (hold.dispute_id, hold.month_id)
        sums[key] = sums.get(key, NOUGHT) + amount
    return [
        HeldRow(pk, disputes[pk].asset.title, disputes[pk].side, disputes[pk].raised_for.name, amount, month)
        for (pk, month), amount in sorted(sums.items())
    ]


def _paid(rows: Sequence[Recoupment]) -> list[Paid]:
    licences = Licence.objects.select_related("partner").in_bulk({one.licence_id for one in rows})
    return [
        Paid(
            licences[one.licence_id].reference, licences[one.licence_id].partner.name, one.advanced, one.before,
            one.counted, one.amount, max(one.advanced - one.before - one.amount, NOUGHT),
        )
        for one in sorted(rows, key=lambda row: row.licence_id)
    ]  # fmt: skip


def _drafted(what: str, columns: Sequence[str], month: date, team: int, now: datetime) -> list[dict[str, Any]]:
    given = closing.parameters(month, at=now, now=now, team=team)
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql.DRAFT} SELECT {names} FROM {what} WHERE month_id = %(month)s::date", given)  # noqa: S608  (names of this file)
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
