"""What a transfer was for: from the line in a payee's account to the statements it pays, and from a statement to it."""

from dataclasses import dataclass

from artists.access import Actor
from consent.earnings.models import Statement
from consent.payouts import pain001
from consent.payouts.models import Covered, Payout
from consent.payouts.rails import Payer
from consent.payouts.selectors import payouts
from consent.payouts.states import State
from consent.payouts.ways import payer, text_of


@dataclass(frozen=True)
class Advice:
    """One payout as its payee's books want it.

    `text` is what the account shows beside it, in the signs that banks take; `others` are the transfers before and
    after it for the same statements, oldest first: one of several only where a transfer came back.
    """

    payout: Payout
    statements: tuple[Statement, ...]
    others: tuple[Payout, ...]
    payer: Payer
    text: str


def advice(actor: Actor, reference: str) -> Advice | None:
    """The team's own payout of this reference, None if it has none. A handful of statements."""
    payout = payouts(actor).select_related("team", "batch").filter(reference=reference).first()
    if payout is None:
        return None
    covered = Covered.objects.filter(payout=payout).select_related("statement").order_by("statement__number")
    statements = tuple(one.statement for one in covered)
    others = payouts(actor).filter(covered__statement__in=[one.pk for one in statements]).exclude(pk=payout.pk)
    text = pain001.plain(text_of(payout.reference, statements), 140)
    return Advice(payout, statements, tuple(others.distinct().order_by("pk")), payer(), text)


def of_statement(statement: Statement, *, actor: Actor) -> Payout | None:
    """The payout that pays this statement, has paid it, or was to; the latest, None before there is one."""
    return payouts(actor).filter(covered__statement=statement).exclude(state=State.AGAIN).order_by("-pk").first()
