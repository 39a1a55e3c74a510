"""What acts on splits, earnings and months say."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from artists.journal.selectors import Press
from consent.earnings import entries as earnings
from consent.invoices import entries as invoices
from consent.licences.wording import money
from consent.payouts import entries as payouts
from consent.splits import entries as splits
from portal.site.history.names import Names
from portal.site.history.parts import Sentence

Presenter = Callable[[Press, Names], Sentence]


def _said(verb: str, subject: str) -> Presenter:
    """A sentence of the same words for every entry of a kind, with the reason where one was given."""

    def present(press: Press, names: Names) -> Sentence:
        reason = press.head.data.get("reason", "")
        return Sentence(verb, subject=subject, notes=(reason,) if reason else ())

    return present


def _split(verb: str, one: str, many: str) -> Presenter:
    """A sentence that names the work, or says how many there are; with the reason where one was given."""

    def present(press: Press, names: Names) -> Sentence:
        data, kind = press.head.data, press.head.type
        count = sum(tally.count for tally in press.tallies if tally.type == kind)
        reason = data.get("reason", "")
        subject = one.format(data.get("title", "something")) if count <= 1 else many.format(f"{count:,}")
        return Sentence(verb, subject=subject, notes=(f"“{reason}”",) if reason else ())

    return present


def _disputed(press: Press, names: Names) -> Sentence:
    data = press.head.data
    subject = f"{data['basis_points'] / 100:g} % of {data['title']}"
    return Sentence("disputed", subject=subject, notes=(f"“{data['reason']}”", f"Held until {data['until']} at first"))


def _month(verb: str) -> Presenter:
    """A sentence that names the month, such as “closed October 2026”."""

    def present(press: Press, names: Names) -> Sentence:
        return Sentence(verb, subject=_spoken(press.head.data))

    return present


def _statement(press: Press, names: Names) -> Sentence:
    return Sentence("closed the statement", subject=f"{press.head.subject_id} for {_spoken(press.head.data)}")


def _spoken(data: Mapping[str, Any]) -> str:
    """A month in words."""
    return f"{date.fromisoformat(data['month'] + '-01'):%B %Y}"


_STEPS = {
    "soon": "soon due", "due": "due since today", "final": "last notice", "stopped": "permits stopped until it is paid"
}  # fmt: skip


_SUMS = {
    "flat": "a flat sum", "advance": "an advance", "minimum": "what a minimum was short of",
    "checks": "what checks cost", "settlement": "a settlement",
}  # fmt: skip
_RULES = {"equal": "The same for every work.", "attribution": "By what was reported of each work."}


def _pooled(press: Press, names: Names) -> Sentence:
    """A sum divided over works, with its rule."""
    data = press.head.data
    amount = money(Decimal(data["amount"]), data["currency"])
    notes = (f"“{data['title']}”", _RULES[data["rule"]])
    return Sentence("divided", subject=f"{_SUMS[data['kind']]} of {amount} over works", notes=notes)


def _invoice(verb: str) -> Presenter:
    """A sentence about an invoice, by its number."""

    def present(press: Press, names: Names) -> Sentence:
        what = str(press.head.data["number"]) if press.size == 1 else f"{press.size:,} invoices"
        step = _STEPS.get(press.head.data.get("step", ""), "")
        return Sentence(verb, subject=what, notes=(f"{step.capitalize()}.",) if step else ())

    return present


def _payment(verb: str) -> Presenter:
    """A sentence about a payment, by what it came to."""

    def present(press: Press, names: Names) -> Sentence:
        data = press.head.data
        notes = tuple(text for text in (data.get("number", ""), data.get("reason", "")) if text)
        return Sentence(verb, subject=f"a payment of {data['amount']} {data['currency']}", notes=notes)

    return present


def _question(verb: str) -> Presenter:
    """A sentence about uses that nobody reported, by their licence."""
    return lambda press, names: Sentence(
        verb, subject=f"what became of uses under {press.head.data['licence']} that nobody reported"
    )


def _payout(verb: str) -> Presenter:
    """A sentence about a payout, or how many it was, with the bank's reason where it came back."""

    def present(press: Press, names: Names) -> Sentence:
        data = press.head.data
        what = f"payout {data['reference']}" if press.size == 1 else f"{press.size:,} payouts"
        facts = [f"{data['amount']} {data['currency']}"] if press.size == 1 else []
        if reason := data.get("reason", ""):
            facts.append(f"{reason[0].upper()}{reason[1:]}")
        return Sentence(verb, subject=what, notes=tuple(facts))

    return present


def _payout_batch(verb: str) -> Presenter:
    def present(press: Press, names: Names) -> Sentence:
        return Sentence(verb, subject=f"batch {press.head.data['reference']}")

    return present


def _account(verb: str) -> Presenter:
    """A sentence about an account for payouts, by its masked number."""

    def present(press: Press, names: Names) -> Sentence:
        return Sentence(verb, subject=f"account {press.head.data['account']}")

    return present


def _smallest(press: Press, names: Names) -> Sentence:
    return Sentence("set the smallest payout to", subject=f"{press.head.data['amount']:,}")


PRESENTERS: Mapping[str, Presenter] = MappingProxyType(
    {
        splits.PROPOSED: _split("proposed", "a split of {}", "{} splits"),
        splits.ANSWERED: _split("said yes to", "a split of {}", "{} splits"),
        splits.AGREED: _split("agreed on", "a split of {}", "{} splits"),
        splits.REFUSED: _split("said no to", "a split of {}", "{} splits"),
        splits.WITHDRAWN: _split("took back", "a proposed split of {}", "{} proposed splits"),
        splits.DISPUTED: _disputed,
        splits.DISPUTE_ENDED: _split("ended", "the dispute over {}", "{} disputes"),
        earnings.CORRECTED: _said("divided anew", "what was earned"),
        earnings.POOLED: _pooled,
        earnings.BEGUN: _month("began to close"),
        earnings.CLOSED: _month("closed"),
        earnings.STATED: _statement,
        earnings.EXPORT_ASKED: _said("asked for", "a file of earnings"),
        earnings.EXPORT_READY: _said("made", "a file of earnings"),
        invoices.ISSUED: _invoice("issued"),
        invoices.PAID: _invoice("noted as paid"),
        invoices.REMINDED: _invoice("reminded of"),
        invoices.OVERDUE: _invoice("noted as overdue"),
        invoices.RECEIVED: _payment("recorded"),
        invoices.TAKEN_BACK: _payment("took back"),
        invoices.ADDRESSED: _said("changed", "whom invoices are made out to"),
        invoices.ASKED: _question("asked"),
        invoices.ANSWERED: _question("answered"),
        payouts.ACCOUNT_ASKED: _account("asked for payouts to go to"),
        payouts.ACCOUNT_STOPPED: _account("stopped the change to"),
        payouts.ACCOUNT_AFFIRMED: _account("affirmed the change to"),
        payouts.TAX_SET: _said("changed", "the tax details"),
        payouts.SMALLEST_SET: _smallest,
        payouts.MADE: _payout("made ready"),
        payouts.SENT: _payout("sent to the bank"),
        payouts.PAID: _payout("noted as paid"),
        payouts.RETURNED: _payout("noted as returned"),
        payouts.CANCELLED: _payout("cancelled"),
        payouts.BATCH_MADE: _payout_batch("made"),
        payouts.BATCH_FETCHED: _payout_batch("fetched a file of"),
        payouts.BATCH_SENT: _payout_batch("sent"),
        payouts.BATCH_CANCELLED: _payout_batch("cancelled"),
        payouts.CONFIRMED: _said("read", "the bank's answers"),
    }
)
