"""What the pages of payouts read. A handful of statements each, however long the history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from artists.access import Actor, Permission
from consent.earnings.closing_calendar import closes_on
from consent.earnings.ledger import month_of
from consent.earnings.models import Month, Statement, VersionTotal
from consent.earnings.states import MonthState
from consent.payouts import calendar
from consent.payouts.accounts import in_force, phase
from consent.payouts.balances import Balance, balances, closed
from consent.payouts.models import Account, Covered, Payout, PayoutBatch, Smallest
from consent.payouts.payee import Payee
from consent.payouts.states import SMALLEST, Phase, State

ZERO = Decimal(0)


@dataclass(frozen=True)
class Sums:
    """A team's money in one currency, as the page's figures have it.

    `so_far` is what months earned that are not closed yet but will be before the next payday: it can still change.
    """

    currency: str
    balance: Balance
    so_far: Decimal
    held: Decimal
    carried: Decimal

    @property
    def next(self) -> Decimal:
        """What the next payout comes to as things stand."""
        return max(self.balance.open + self.so_far, ZERO)


@dataclass(frozen=True)
class Row:
    """A payout with the statements it is for, oldest first; `again` where one of them had gone out before."""

    payout: Payout
    statements: tuple[Statement, ...]
    again: bool


@dataclass(frozen=True)
class Waiting:
    """A change of the account that has not taken force."""

    account: Account
    asked_by: str
    affirmed_by: str


@dataclass(frozen=True)
class Where:
    """Where a team's money goes: now, and what waits. `returned` is the account that a transfer came back from."""

    now: Account | None
    since: Account | None
    waiting: Waiting | None
    returned: Account | None
    payee: Payee | None
    smallest: int


def sums(actor: Actor, *, today: date) -> list[Sums]:
    """By currency, those with anything in them."""
    owed = balances(actor.team_id)
    payday = calendar.next_payday(today)
    coming = _so_far(actor, payday)
    kept: Mapping[str, tuple[Decimal, Decimal]] = {
        row["currency"]: (row["held"], row["released"])
        for row in closed().filter(team_id=actor.team_id).values("currency").annotate(
            held=Sum("held"), released=Sum("released")
        ).order_by("currency")
    }  # fmt: skip
    latest = closed().filter(team_id=actor.team_id).order_by("currency", "-month_id").distinct("currency")
    carried = dict(latest.values_list("currency", "carried_out"))
    made = []
    for currency in sorted({*owed, *coming}):
        held, released = kept.get(currency, (ZERO, ZERO))
        balance = owed.get(currency, Balance(currency))
        made.append(Sums(currency, balance, coming.get(currency, ZERO), held - released, carried.get(currency, ZERO)))
    return made


def _so_far(actor: Actor, payday: date) -> dict[str, Decimal]:
    over = Month.objects.filter(state=MonthState.CLOSED).values("first")
    # The month before closes on its day of this month: where that comes after the payday, it waits for the next one.
    here = payday.replace(day=1)
    last = month_of(here - timedelta(days=1))
    before = here if closes_on(last) < payday else last
    rows = VersionTotal.objects.filter(team_id=actor.team_id, month__lt=before).exclude(month__in=over)
    return dict(rows.values("currency").annotate(sum=Sum("amount")).order_by("currency").values_list("currency", "sum"))


def paid_months(actor: Actor, currency: str) -> frozenset[date]:
    """The months whose statement in a currency has reached the team's bank, by their first days. One statement."""
    if not actor.has(Permission.SEE_MONEY):
        return frozenset()
    reached = Covered.objects.filter(payout__state=State.PAID, payout__team_id=actor.team_id)
    return frozenset(reached.filter(payout__currency=currency).values_list("statement__month_id", flat=True))


def payouts(actor: Actor) -> QuerySet[Payout]:
    """The team's payouts, newest first, without what was cancelled before it left."""
    found = Payout.objects.visible_to(actor).exclude(state=State.CANCELLED)
    return found.select_related("account").order_by("-pk")


def rows(found: list[Payout]) -> list[Row]:
    """Each with its statements."""
    covered: dict[int, list[Statement]] = {}
    for one in Covered.objects.filter(payout__in=found).select_related("statement").order_by("statement__month_id"):
        covered.setdefault(one.payout_id, []).append(one.statement)
    numbers = {one.pk for statements in covered.values() for one in statements}
    before: dict[int, int] = {}
    tried = Covered.objects.filter(statement__in=numbers).exclude(payout__state=State.CANCELLED)
    for statement, payout in tried.order_by("-payout_id").values_list("statement_id", "payout_id"):
        before[statement] = payout
    return [
        Row(one, tuple(covered.get(one.pk, ())), any(before[each.pk] < one.pk for each in covered.get(one.pk, ())))
        for one in found
    ]


def where(actor: Actor, *, now: datetime) -> Where:
    """Where the money goes. The payee is only unsealed for who may change it."""
    rows = Account.objects.visible_to(actor).select_related("asked_by", "affirmed_by").order_by("number")
    known = list(rows)
    current = in_force(known, now)
    waits = next((one for one in known if phase(one, known, now) is Phase.WAITING), None)
    reached = [one for one in known if phase(one, known, now) is Phase.RETURNED]
    least = Smallest.objects.filter(team_id=actor.team_id).values_list("amount", flat=True).first()
    return Where(
        now=current,
        since=current,
        waiting=Waiting(waits, _name(waits.asked_by), _name(waits.affirmed_by)) if waits else None,
        returned=reached[-1] if reached and current is None else None,
        payee=current.payee if current and actor.has(Permission.CHANGE_MONEY) else None,
        smallest=least or SMALLEST,
    )


def batches(actor: Actor) -> QuerySet[Any]:
    """All batches with how many payouts they hold, are paid and came back, newest first; for the operator."""
    return (
        PayoutBatch.objects.visible_to(actor)
        .select_related("made_by", "ended_by")
        .annotate(
            count=Count("payouts"),
            paid=Count("payouts", filter=Q(payouts__state=State.PAID)),
            back=Count("payouts", filter=Q(payouts__state__in=[State.RETURNED, State.AGAIN])),
        )
        .order_by("-pk")
    )


def payouts_of(batch: PayoutBatch) -> QuerySet[Payout]:
    """The payouts of a batch."""
    return Payout.objects.filter(batch=batch).select_related("team", "account").order_by("pk")


def totals_of(batch: PayoutBatch) -> list[tuple[str, Decimal]]:
    """What a batch comes to, by currency."""
    found = Payout.objects.filter(batch=batch).values("currency").annotate(sum=Sum("amount")).order_by("currency")
    return list(found.values_list("currency", "sum"))


def _name(person: object) -> str:
    return str(getattr(person, "name", "") or getattr(person, "email", "")) if person else ""
