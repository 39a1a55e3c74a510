"""Where the money goes: name an account, stop a change, say that it was oneself. Tax details and the smallest payout.

A change takes a second factor and a fresh proof, is told at once to everybody who may see the team's money, and takes
force after five days; until then any of them stops it. Only a team that never named an account, and that nothing is
owed to yet, does not wait: there is nothing to take away from it.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict, Denied, Invalid, Permission, require, require_fresh
from artists.journal.record import Act, record
from artists.sealing import seal
from artists.teams.actions import lock_team
from consent.earnings.models import Statement
from consent.payouts import entries
from consent.payouts.models import ACCOUNT, TAX, Account, Smallest, TaxDetails
from consent.payouts.payee import Payee, Tax, checked, checked_tax
from consent.payouts.rails import Failed, Unreachable
from consent.payouts.states import SMALLEST, WAIT, Phase
from consent.payouts.ways import rail_for

MOST = 1_000_000


def require_second_factor(actor: Actor) -> None:
    """Raise `Denied` unless the person may change money and has just proven it with a second factor."""
    require(actor, Permission.CHANGE_MONEY)
    if not actor.proof.has_second_factor:
        raise Denied(
            "second_factor_needed",
            "To change where money goes takes a second factor: an app for codes, or a passkey. Set one up first.",
        )
    require_fresh(actor, now=timezone.now())


def name_account(said: Payee, *, actor: Actor) -> Account:
    """Have the team's money go to this account, after the wait.

    Raises `Denied` (permission, no second factor, `fresh_sign_in`), `Invalid` (what is wrong with it), `Conflict` (a
    change waits; it goes there already; the provider could not be asked).
    """
    require_second_factor(actor)
    payee = checked(said)
    _ask(payee)
    with transaction.atomic():
        lock_team(actor)
        now = timezone.now()
        known = list(Account.objects.filter(team_id=actor.team_id))
        if any(phase(one, known, now) is Phase.WAITING for one in known):
            raise Conflict("change_waits", "A change waits already. Stop that one first.")
        current = in_force(known, now)
        if current and current.payee == payee:
            raise Conflict("same_account", "Your money goes to this account already.")
        waits = bool(known) or Statement.objects.filter(team_id=actor.team_id, payable__gt=0).exists()
        account = Account.objects.create(
            team_id=actor.team_id, number=max((one.number for one in known), default=0) + 1, shown=payee.shown,
            sealed=seal(payee.to_json(), purpose=ACCOUNT), asked_at=now, asked_by_id=actor.person_id,
            force_at=now + WAIT if waits else now,
        )  # fmt: skip
        _record(entries.ACCOUNT_ASKED, account, actor, now)
    return account


def stop(account: Account, *, actor: Actor) -> None:
    """Stop a change before it takes force. Whoever may see the team's money may; nothing holds it up."""
    require(actor, Permission.SEE_MONEY)
    with transaction.atomic():
        held, now = _waiting(account, actor)
        held.stopped_at, held.stopped_by_id = now, actor.person_id
        held.save(update_fields=["stopped_at", "stopped_by"])
        _record(entries.ACCOUNT_STOPPED, held, actor, now)


def affirm(account: Account, *, actor: Actor) -> None:
    """Say that the change is the team's own. It waits all the same, and can still be stopped."""
    require(actor, Permission.SEE_MONEY)
    with transaction.atomic():
        held, now = _waiting(account, actor)
        if held.affirmed_at:
            return
        held.affirmed_at, held.affirmed_by_id = now, actor.person_id
        held.save(update_fields=["affirmed_at", "affirmed_by"])
        _record(entries.ACCOUNT_AFFIRMED, held, actor, now)


def set_tax(said: Tax, *, actor: Actor) -> TaxDetails:
    """Keep what the tax office asks for. Raises `Denied` as `name_account`, `Invalid`."""
    require_second_factor(actor)
    tax = checked_tax(said)
    with transaction.atomic():
        lock_team(actor)
        now = timezone.now()
        details, _ = TaxDetails.objects.update_or_create(
            team_id=actor.team_id,
            defaults={
                "sealed": seal(tax.to_json(), purpose=TAX), "set_at": now, "set_by_id": actor.person_id,
            },
        )  # fmt: skip
        record(Act(entries.TAX_SET, "team", str(actor.team_id)), actor=actor, at=now)
    return details


def tax_details(actor: Actor) -> Tax | None:
    """The team's tax details, to who may change them and has just proven who they are. Raises `Denied`."""
    require(actor, Permission.CHANGE_MONEY)
    require_fresh(actor, now=timezone.now())
    found = TaxDetails.objects.filter(team_id=actor.team_id).first()
    return found.tax if found else None


def set_smallest(amount: int, *, actor: Actor) -> None:
    """Have sums under this wait for the next payout. Raises `Denied`, `Invalid`."""
    require(actor, Permission.CHANGE_MONEY)
    if not SMALLEST <= amount <= MOST:
        raise Invalid("smallest_wrong", f"Choose a whole number from {SMALLEST} to {MOST:,}.", field="amount")
    with transaction.atomic():
        lock_team(actor)
        now = timezone.now()
        Smallest.objects.update_or_create(
            team_id=actor.team_id, defaults={"amount": amount, "set_at": now, "set_by_id": actor.person_id}
        )
        act = Act(entries.SMALLEST_SET, "team", str(actor.team_id), {"amount": amount})
        record(act, actor=actor, at=now)


def in_force(known: list[Account], now: datetime) -> Account | None:
    """Of all accounts of a team, the one that is paid to: the latest in force, unless a transfer came back from it."""
    reached = [one for one in known if one.force_at <= now and not one.stopped_at]
    latest = max(reached, key=lambda one: one.number, default=None)
    return None if latest is None or latest.returned_at else latest


def phase(account: Account, known: list[Account], now: datetime) -> Phase:
    """Where one of a team's accounts stands."""
    if account.stopped_at:
        return Phase.STOPPED
    if account.force_at > now:
        return Phase.WAITING
    if account.returned_at:
        return Phase.RETURNED
    return Phase.IN_FORCE if in_force(known, now) == account else Phase.REPLACED


def _ask(payee: Payee) -> None:
    """Ask whoever is to pay whether it can be paid to. Raises `Invalid`, `Conflict`."""
    rail = rail_for(payee)
    if rail is None:
        raise Invalid("no_way", "We have no way to pay to such an account.", field="stripe" if payee.stripe else "iban")
    try:
        rail.check(payee)
    except Failed as refused:
        raise Invalid("not_ready", refused.sentence, field="stripe") from None
    except Unreachable:
        raise Conflict("not_asked", "Stripe could not be asked. Try again in a minute.") from None


def _waiting(account: Account, actor: Actor) -> tuple[Account, datetime]:
    """The account, while it waits, with its team locked; and the moment, read under that lock."""
    lock_team(actor)
    now = timezone.now()
    held = Account.objects.visible_to(actor).select_for_update().filter(pk=account.pk).first()
    if held is None:
        raise Denied("not_yours", "This is an account of another team.")
    if held.stopped_at:
        raise Conflict("stopped_already", "This change was stopped already.")
    if held.force_at <= now:
        raise Conflict("in_force_already", "This account is in force already. To change it again, name another.")
    return held, now


def _record(kind: str, account: Account, actor: Actor, now: datetime) -> None:
    data = {"account": account.shown, "force_at": account.force_at.isoformat()}
    record(Act(kind, "payout_account", str(account.pk), data), actor=actor, at=now)
