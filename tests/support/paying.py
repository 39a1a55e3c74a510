"""Payout worlds: closed statements written by hand, accounts in force, and a batch at the bank."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from artists.access import Actor, Proof
from artists.accounts.models import User
from artists.teams.actors import actor_for
from artists.teams.models import Team
from consent.earnings.models import Month, Statement
from consent.payouts import accounts, batches
from consent.payouts.models import Account, PayoutBatch
from consent.payouts.payee import Payee

IBANS = ("DE89370400440532013000", "FR1420041010050500013M02606", "GB29NWBK60161331926819", "AT611904300234573201")


def payee(iban: str = IBANS[0], **changed: str) -> Payee:
    """Ayla, in Leipzig."""
    said = {"holder": "Ayla Marsh", "street": "Karl-Heine-Straße 12", "postcode": "04229", "town": "Leipzig"}
    return Payee(**{**said, "country": "DE", "iban": iban, **changed})


def proven(user: User, team: Team, *, second: bool = True) -> Actor:
    """The person, freshly signed in with a second factor."""
    now = timezone.now()
    proof = Proof(has_second_factor=second, fresh_at=now, second_factor_at=now if second else None)
    actor = actor_for(user.pk, team, proof=proof)
    assert actor is not None
    return actor


def month(first: date) -> Month:
    """A closed month."""
    at = datetime.combine(first + timedelta(days=35), datetime.min.time(), UTC)
    found, _ = Month.objects.get_or_create(first=first, defaults={"state": "closed", "begun_at": at, "closed_at": at})
    return found


def stated(team: Team, payable: str, *, currency: str = "EUR", first: date = date(2026, 9, 1)) -> Statement:
    """A closed statement of this month that pays so much."""
    zero, amount = Decimal(0), Decimal(payable)
    number = Statement.objects.filter(team=team).count() + 1
    return Statement.objects.create(
        team=team, month=month(first), currency=currency, number=number, earned=amount, reversed=zero, held=zero,
        released=zero, recouped=zero, carried_in=zero, payable=amount, carried_out=zero, lines=1, quantity=1,
        lines_sha256="", signature="", closed_at=timezone.now(),
    )  # fmt: skip


def account(user: User, team: Team, iban: str = IBANS[0], **changed: str) -> Account:
    """An account in force: named before anything is owed, or after its wait is over."""
    made = accounts.name_account(payee(iban, **changed), actor=proven(user, team))
    if made.force_at > timezone.now():
        raise AssertionError("It waits: name it before the statements.")
    return made


def at_bank(actor: Actor) -> PayoutBatch:
    """A batch that the bank has."""
    batch = batches.make(actor=actor)
    batches.send(batch, actor=actor)
    return batch


def answers(*rows: str) -> bytes:
    """A file of ours with these lines."""
    head = "reference,status,amount,currency,date,bank_reference,reason_code,reason"
    return "\n".join([head, *rows]).encode()


def paid(reference: str, amount: str, *, currency: str = "EUR", day: date | None = None) -> str:
    """A line that says it was paid."""
    return f"{reference},paid,{amount},{currency},{day or timezone.now().date()},B-{reference},,"


def came_back(reference: str, amount: str, *, currency: str = "EUR", code: str = "AC04") -> str:
    """A line that says it came back."""
    return f"{reference},returned,{amount},{currency},{timezone.now().date()},B-{reference},{code},"
