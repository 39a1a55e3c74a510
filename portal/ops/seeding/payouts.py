"""Where the demonstration's teams are paid, what they were paid for closed months, and a change that waits.

What lies in the past is written as rows, for no action can be taken in the past; what waits is asked for by Ayla.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from artists.access import Proof
from artists.sealing import seal
from consent.earnings.closing_calendar import closes_on
from consent.earnings.models import Month
from consent.earnings.states import MonthState
from consent.payouts import accounts, calendar
from consent.payouts.balances import Due, unpaid
from consent.payouts.models import ACCOUNT, Account, Confirmation, Covered, Payout, PayoutBatch
from consent.payouts.payee import Payee
from consent.payouts.states import SMALLEST, BatchState, State
from portal.ops.seeding.world import World

# Valid numbers of nobody: the banks' own examples.
_PAYEES = {
    "Ayla Marsh": Payee(
        "Ayla Marsh Music UG", "Karl-Heine-Straße 12", "04229", "Leipzig", "DE", "DE89370400440532013000", "COBADEFFXXX"
    ),
    "Northlight Records": Payee(
        "Northlight Records GmbH", "Oranienstraße 6", "10997", "Berlin", "DE", "DE75512108001245126199", ""
    ),
    "Harbour Songs": Payee(
        "Harbour Songs ApS", "Nyhavn 22", "1051", "København", "DK", "DK5000400440116243", "DABADKKKXXX"
    ),
}
_AYLA_BEFORE = replace(_PAYEES["Ayla Marsh"], iban="DE02120300000000202051", bic="")
_AYLA_NEXT = replace(_PAYEES["Ayla Marsh"], iban="DE02500105170137075030", bic="")


def sow_payouts(world: World) -> None:
    """Accounts, past payouts where months are closed, one of them returned, and a change."""
    closed = list(Month.objects.filter(state=MonthState.CLOSED).order_by("first").values_list("first", flat=True))
    since = _at(closed[0]) if closed else timezone.now() - timedelta(days=60)
    for name, payee in _PAYEES.items():
        _account(world.teams[name].pk, 1, _AYLA_BEFORE if name == "Ayla Marsh" else payee, since)
    _new_account_of_ayla(world, closed)
    for first in closed:
        _pay(world, first)
    ayla, now = world.acting("ayla", "Ayla Marsh"), timezone.now()
    proven = replace(ayla, proof=Proof(has_second_factor=True, fresh_at=now, second_factor_at=now))
    accounts.name_account(_AYLA_NEXT, actor=proven)


def _new_account_of_ayla(world: World, closed: Sequence[date]) -> None:
    """Her first account was closed by the bank: it came back once, unless nothing was paid yet."""
    back = _returns(closed)
    at = _at(back) - timedelta(days=1) if back else timezone.now() - timedelta(days=30)
    _account(world.teams["Ayla Marsh"].pk, 2, _PAYEES["Ayla Marsh"], at)
    if back:
        Account.objects.filter(team=world.teams["Ayla Marsh"], number=1).update(returned_at=_at(back))


def _returns(closed: Sequence[date]) -> date | None:
    """When her one returned transfer came back: of the second closed month, where a later payday is over."""
    if len(closed) < 3 or _payday(closed[2]) >= timezone.now().date():
        return None
    return _payday(closed[1]) + timedelta(days=2)


def _pay(world: World, first: date) -> None:
    """What was paid for this month, if its payday is over; and what came back."""
    day = _payday(first)
    if day >= timezone.now().date():
        return
    teams = [world.teams[name].pk for name in _PAYEES]
    owed = [
        Due(due.team_id, due.currency, [one for one in due.statements if one.month_id <= first])
        for due in unpaid(teams)
    ]
    dues = [due for due in owed if due.amount >= SMALLEST]
    if not dues:
        return
    batch = PayoutBatch.objects.create(
        reference=f"SCB-{day:%Y-%m}-01", state=BatchState.SENT, due_on=day, payday=day, made_at=_at(day),
        ended_at=_at(day), ended_by=world.people["olu"],
    )  # fmt: skip
    ayla = world.teams["Ayla Marsh"].pk
    closed = list(Month.objects.filter(state=MonthState.CLOSED).order_by("first").values_list("first", flat=True))
    back = _returns(closed)
    for number, due in enumerate(dues, 1):
        came_back = back if due.team_id == ayla and len(closed) > 1 and first == closed[1] else None
        _payout(batch, number, due, came_back)


def _payout(batch: PayoutBatch, number: int, due: Due, back: date | None) -> None:
    day = batch.due_on
    known = Account.objects.filter(team_id=due.team_id, force_at__lte=_at(day)).order_by("-number")
    reference = f"SCP-{day:%Y-%m}-{number:04d}"
    payout = Payout.objects.create(
        reference=reference, batch=batch, team_id=due.team_id, account=known[0], rail="bank_file",
        currency=due.currency, amount=due.amount, due_on=day, made_at=_at(day), sent_at=_at(day),
        state=State.RETURNED if back else State.PAID, paid_on=None if back else day,
        bank_reference="" if back else f"B{day:%y%m%d}{number:04d}", returned_on=back,
        reason="account closed" if back else "", reason_code="AC04" if back else "",
    )  # fmt: skip
    Covered.objects.bulk_create([Covered(payout=payout, statement=one, live=not back) for one in due.statements])
    Payout.objects.filter(
        team_id=due.team_id, state=State.RETURNED, covered__statement__in=due.statements, pk__lt=payout.pk
    ).update(state=State.AGAIN)
    Confirmation.objects.create(
        payout=payout, kind="returned" if back else "paid", day=back or day, bank_reference=payout.bank_reference,
        reason_code=payout.reason_code, noted_at=_at(back or day),
    )  # fmt: skip


def _account(team: int, number: int, payee: Payee, since: datetime) -> None:
    Account.objects.create(
        team_id=team, number=number, shown=payee.shown, sealed=seal(payee.to_json(), purpose=ACCOUNT), asked_at=since,
        force_at=since,
    )  # fmt: skip


def _payday(first: date) -> date:
    """The first payday after the month was closed."""
    return calendar.next_payday(closes_on(first) + timedelta(days=1))


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)
