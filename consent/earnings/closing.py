"""Closing a month: in stages, each one transaction over all teams, so that it may die anywhere and be begun again.

Under the ledger's lock the month is marked: from then on what is posted belongs to the next. Then disputes hold and
release, advances are set against earnings, every team's sums are stated and rounded, and each statement's lines are
hashed and signed. What a stage writes is worked out from what was frozen before it, never from the clock; the month's
row is locked by whoever works on it, and says which stage comes next.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import partial
from types import MappingProxyType
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils import timezone

from artists.access import Actor, Conflict, Denied, Invalid, Permission, TeamKind, require
from artists.journal.record import Act, Follows, record, record_many
from artists.teams.models import Team
from consent.decisions.signing import signer
from consent.earnings import closing_sql as sql
from consent.earnings import coins, entries, ledger, statements_lines, statements_signed
from consent.earnings.closing_checks import DoesNotAddUp, check
from consent.earnings.models import Month, Remark, Statement, VersionTotal
from consent.earnings.statements_lines import Day
from consent.earnings.states import MonthState, Stage

TOPIC = "earnings.close"
AT_ONCE = 500  # statements signed in one transaction, or fewer with this many lines
_LINES_AT_ONCE = 5_000_000
_SIGN = """
UPDATE earnings_statement s SET lines_sha256 = x.hash, signature = x.signature
  FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS x (id, hash, signature) WHERE s.id = x.id
"""


def may_close(actor: Actor) -> None:
    """Raise `Denied` unless the actor runs this portal and handles its money."""
    require(actor, Permission.CHANGE_MONEY)
    if actor.team_kind is not TeamKind.OPERATOR:
        raise Denied("not_operator", "Only those who run the portal close a month.")


def begin(month: date, *, actor: Actor | None, now: datetime | None = None) -> Month:
    """Take no more lines into a month, and have its closing carried out. A month that has begun stays as it is.

    `actor` is None for the clock. Raises `Denied`; `Invalid("no_month")`; `Conflict`: `month_is_running`,
    `earlier_month_open`, `later_month_closed`.
    """
    if actor is not None:
        may_close(actor)
    now = now or timezone.now()
    if month.day != 1:
        raise Invalid("no_month", "A month is named by its first day.")
    if now < datetime.combine(ledger.month_after(month), datetime.min.time(), UTC):
        raise Conflict("month_is_running", f"{month:%B %Y} is not over yet, in UTC.")
    with transaction.atomic():
        ledger.lock()
        if begun := Month.objects.filter(pk=month).first():
            return begun
        _in_order(month)
        begun = Month.objects.create(first=month, begun_at=now, begun_by_id=actor.person_id if actor else None)
        act = Act(entries.BEGUN, "month", f"{month:%Y-%m}", {"month": f"{month:%Y-%m}"}, _operators())
        record(act, actor=actor, follows=[Follows(TOPIC, f"{TOPIC}:{month}", {"month": month.isoformat()})])
    return begun


def carry_on(month: date, *, now: datetime | None = None) -> Month:
    """Carry out what is left of a closing, and return the closed month. Raises `DoesNotAddUp`, and
    `Conflict("closing_elsewhere")` while another process does so.
    """
    while True:
        with transaction.atomic():
            _take_your_time()
            row = Month.objects.filter(pk=month).select_for_update(skip_locked=True).first()
            if row is None:
                raise Conflict("closing_elsewhere", f"{month:%B %Y} is being closed by another process.")
            if row.state == MonthState.CLOSED:
                return row
            _STEPS[Stage(row.stage)](row, now or timezone.now())


def close(month: date, *, actor: Actor | None, now: datetime | None = None) -> Month:
    """Begin and carry out. Raises as `begin` and `carry_on` do."""
    begin(month, actor=actor, now=now)
    return carry_on(month, now=now)


def waiting() -> list[date]:
    """The months whose closing has begun and not ended, oldest first."""
    return list(Month.objects.filter(state=MonthState.CLOSING).order_by("first").values_list("first", flat=True))


def left_open(*, before: date) -> date | None:
    """The oldest month before this one that has earnings and is not closed."""
    last = Month.objects.aggregate(last=Max("first"))["last"]
    left = VersionTotal.objects.filter(month__lt=before)
    found: date | None = (left.filter(month__gt=last) if last else left).aggregate(first=Min("month"))["first"]
    return found


def parameters(month: date, *, at: datetime, now: datetime, team: int | None = None) -> dict[str, Any]:
    """What the statements of `closing_sql` are given."""
    odd = coins.UNUSUAL
    return {
        "month": month, "at": at, "now": now, "team": team, "currencies": list(odd), "places": list(odd.values())
    }  # fmt: skip


def _in_order(month: date) -> None:
    last = Month.objects.aggregate(last=Max("first"))["last"]
    if last and last > month:
        raise Conflict("later_month_closed", f"{last:%B %Y} is closed already: {month:%B %Y} takes no statements.")
    left = left_open(before=month)
    unfinished = Month.objects.filter(state=MonthState.CLOSING).aggregate(first=Min("first"))["first"]
    if before := unfinished or left:
        raise Conflict("earlier_month_open", f"{before:%B %Y} comes first: it is not closed.")


def _take_your_time() -> None:
    """A label's month takes longer than a page may."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def _reach(row: Month, stage: Stage) -> None:
    check(row.first, stage)
    row.stage = stage
    row.save(update_fields=["stage"])


def _write(what: list[tuple[str, tuple[str, ...], str]], stage: Stage, row: Month, now: datetime) -> None:
    given = parameters(row.first, at=row.begun_at, now=now)
    with connection.cursor() as cursor:
        for table, columns, select in what:
            cursor.execute(sql.insert(table, columns, select), given)
    _reach(row, stage)


_hold = partial(
    _write,
    [
        ("earnings_hold", sql.HELD_COLUMNS, sql.HELD),
        ("earnings_release", sql.RELEASED_COLUMNS, sql.RELEASED),
    ],
    Stage.HELD,
)
_recoup = partial(_write, [("earnings_recoupment", sql.RECOUPED_COLUMNS, sql.RECOUPED)], Stage.RECOUPED)
_state = partial(_write, [("earnings_statement", sql.STATED_COLUMNS, sql.STATED)], Stage.STATED)


def _sign(row: Month, now: datetime) -> None:
    """Hash and sign some of the statements, each against its lines; with none left the stage is reached."""
    left = Statement.objects.filter(month=row, signature="").select_related("team").order_by("pk")[:AT_ONCE]
    some: list[Statement] = []
    for said in left:
        if some and sum(one.lines for one in some) + said.lines > _LINES_AT_ONCE:
            break
        some.append(said)
    if not some:
        _reach(row, Stage.SIGNED)
        return
    keys = [one.pk for one in some]
    days, rests, key = statements_lines.days_of(keys), statements_lines.rests_of(some), signer()
    for said in some:
        of_it = days.get(said.pk, [])
        if sum(day.lines for day in of_it) != said.lines or sum(day.amount for day in of_it) != said.earned:
            raise DoesNotAddUp(f"{row}, {said.reference}: its lines do not come to its sum.")
        said.lines_sha256 = statements_lines.lines_sha256((day.sha256 for day in of_it), rests[said.pk])
        said.signature = statements_signed.sign(said, team_name=said.team.name, signer=key)
    with connection.cursor() as cursor:
        cursor.execute(_SIGN, [keys, [one.lines_sha256 for one in some], [one.signature for one in some]])
    Remark.objects.bulk_create([one for said in some for one in _remarks(said, days.get(said.pk, []))])


def _remarks(said: Statement, days: list[Day]) -> list[Remark]:
    """What is late, reversed and divided anew, by the month it was used in: each line is one of them at most."""
    found: dict[tuple[str, date], Remark] = {}
    for day in days:
        used_in = day.used_on.replace(day=1)
        plain, amount = day.lines - day.reversed - day.anew, day.amount - day.reversed_amount - day.anew_amount
        for what, lines, sum_ in (
            (Remark.What.LATE, plain if used_in < said.month_id else 0, amount),
            (Remark.What.REVERSED, day.reversed, day.reversed_amount),
            (Remark.What.ANEW, day.anew, day.anew_amount),
        ):
            if lines:
                empty = Remark(statement=said, what=what, used_in=used_in, lines=0, amount=0)
                one = found.setdefault((what, used_in), empty)
                one.lines, one.amount = one.lines + lines, one.amount + sum_
    return list(found.values())


def _finish(row: Month, now: datetime) -> None:
    """All checks once more; then the statements are there for their teams, who are told."""
    for stage in Stage:
        check(row.first, stage)
    row.state, row.closed_at = MonthState.CLOSED, now
    row.save(update_fields=["state", "closed_at"])
    month = f"{row.first:%Y-%m}"
    said = Statement.objects.filter(month=row).order_by("team_id", "number")
    told = [
        Act(
            entries.STATED, "statement", one.reference,
            {"month": month, "statement": one.pk, "number": one.number, "currency": one.currency},
            frozenset({one.team_id}),
        )
        for one in said.only("pk", "team_id", "number", "currency").iterator(chunk_size=2000)
    ]  # fmt: skip
    record_many(
        [Act(entries.CLOSED, "month", month, {"month": month, "statements": len(told)}, _operators()), *told],
        actor=None,
    )


def _operators() -> frozenset[int]:
    return frozenset(Team.objects.filter(kind=TeamKind.OPERATOR).values_list("pk", flat=True))


_STEPS: Mapping[Stage, Callable[[Month, datetime], None]] = MappingProxyType(
    {
        Stage.BEGUN: _hold,
        Stage.HELD: _recoup,
        Stage.RECOUPED: _state,
        Stage.STATED: _sign,
        Stage.SIGNED: _finish,
    }
)
