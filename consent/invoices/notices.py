"""Notices of invoices: issued, soon due, due, the last notice, stopped, paid; and of what a partner is asked."""

from collections.abc import Iterator
from datetime import date

from babel.numbers import format_currency

from artists.access import Permission
from artists.journal.querysets import EntryQuerySet
from artists.notices.following import tell
from artists.notices.kinds import register
from artists.notices.telling import Cured, Told, Words
from consent.invoices import entries as acts
from consent.invoices.models import Invoice, Question
from consent.invoices.states import State, Step, overdue_at

PLACE, ASKING = "invoice", "expected"
ISSUED = register("invoices.issued", "An invoice was issued", group="money", permission=Permission.SEE_MONEY)
DUE = register("invoices.due", "An invoice is due or overdue", group="money", permission=Permission.SEE_MONEY)
PAID = register("invoices.paid", "A payment was received", group="money", permission=Permission.SEE_MONEY)
ASKED = register("reports.asked", "A holder asks what became of uses", group="licences", permission=Permission.REPORT)
ANSWERED = register("reports.answered", "A partner answered", group="money", permission=Permission.SEE_MONEY)

_SAID = {
    Step.SOON: ("The invoice {number} is due soon", "Pay it until {due}."),
    Step.DUE: ("The invoice {number} is overdue", "It was due on {due}. If you paid it, it may still be on its way."),
    Step.FINAL: (
        "Last notice for the invoice {number}",
        "It was due on {due}. If it is not paid within 14 days, your permits stop until it is.",
    ),
    Step.STOPPED: (
        "Your permits stopped: the invoice {number} is not paid",
        "No permit is given and none counts until it is paid. Checks are answered as before.",
    ),
}  # fmt: skip


def issued(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """Who sees the partner's money."""
    for invoice in _invoices(entries):
        if invoice.total:
            title = f"The invoice {invoice.number} for {invoice.month_id:%B %Y} is here"
            text = f"{_money(invoice)} until {_day(invoice.due_on)}."
        else:
            title = f"{invoice.number} for {invoice.month_id:%B %Y}: nothing to pay"
            text = "What it comes to is carried to your next invoice."
        words = Words(title, text, _facts(invoice), "See the invoice")
        yield Told(ISSUED, fold(invoice), {invoice.partner_id: words}, place=(PLACE, invoice.number))


def reminded(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """The same people, as often as a step was taken; unless it was paid meanwhile."""
    steps = {entry.data["invoice"]: Step[entry.data["step"].upper()] for entry in entries}
    for invoice in _invoices(entries):
        if invoice.state == State.PAID:
            continue
        step = steps[invoice.pk]
        title, text = _SAID[step]
        said = {"number": invoice.number, "due": _day(invoice.due_on)}
        words = Words(title.format(**said), text.format(**said), _facts(invoice), "Pay it")
        closes = overdue_at(invoice.due_on) if step is Step.SOON else None
        yield Told(
            DUE, f"{fold(invoice)}:{step.name.lower()}", {invoice.partner_id: words}, place=(PLACE, invoice.number),
            closes_at=closes, needs_answer=True, urgent=step >= Step.FINAL,
        )  # fmt: skip


def paid(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """What is paid is waited for no more."""
    for invoice in _invoices(entries):
        yield Cured(fold(invoice), outcome="It is paid.")
        words = Words(f"The invoice {invoice.number} is paid", "Thank you.", _facts(invoice), "See the invoice")
        yield Told(PAID, f"paid:{invoice.number}", {invoice.partner_id: words}, place=(PLACE, invoice.number))


def taken_back(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """A payment that was taken back."""
    for entry in entries:
        teams = {team for team in entry.concerns if team != entry.team_id}
        words = Words(
            f"A payment of {entry.data['amount']} {entry.data['currency']} was taken back",
            f"{entry.data['reason']} What it had paid is open again.", button="See your invoices",
        )  # fmt: skip
        yield Told(DUE, f"payment:{entry.data['payment']}", dict.fromkeys(teams, words), place=("invoices", ""))


def asked(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """Who reports for the partner hears that somebody asks; not who."""
    for one in _questions(entries):
        due = one.finding.due
        words = Words(
            f"A holder asks what became of uses under {due.licence.reference}",
            f"They were allowed or published, and not reported. Answer in a sentence until {_day(one.due_on)}, or "
            "report them.",
            (("Period", f"{due.first:%-d %B %Y} to {due.last:%-d %B %Y}"),), "Answer",
        )  # fmt: skip
        yield Told(
            ASKED, f"question:{one.pk}", {due.licence.partner_id: words}, place=(ASKING, f"{due.first:%Y-%m}"),
            closes_at=overdue_at(one.due_on), needs_answer=True,
        )  # fmt: skip


def answered(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """Who asked hears the answer."""
    for one in _questions(entries):
        yield Cured(f"question:{one.pk}", outcome="It is answered.")
        due = one.finding.due
        words = Words(
            f"{due.licence.partner.name} answered what became of uses under {due.licence.reference}", one.answer,
            (("Period", f"{due.first:%-d %B %Y} to {due.last:%-d %B %Y}"),), "See it",
        )  # fmt: skip
        yield Told(ANSWERED, f"answer:{one.pk}", {one.asked_for_id: words}, place=(ASKING, f"{due.first:%Y-%m}"))


def fold(invoice: Invoice) -> str:
    """What notices of an invoice are folded by."""
    return f"invoice:{invoice.number}"


def _invoices(entries: EntryQuerySet) -> Iterator[Invoice]:
    numbers = {entry.data["invoice"] for entry in entries}
    yield from Invoice.objects.filter(pk__in=numbers).order_by("pk")


def _questions(entries: EntryQuerySet) -> Iterator[Question]:
    numbers = {entry.data["question"] for entry in entries}
    found = Question.objects.filter(pk__in=numbers).select_related("finding__due__licence__partner")
    yield from found.order_by("pk")


def _facts(invoice: Invoice) -> tuple[tuple[str, str], ...]:
    return (("Amount", _money(invoice)), ("Due", _day(invoice.due_on)))


def _money(invoice: Invoice) -> str:
    return format_currency(invoice.total, invoice.currency, locale="en")


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"


tell(issued, acts.ISSUED)
tell(reminded, acts.REMINDED)
tell(paid, acts.PAID)
tell(taken_back, acts.TAKEN_BACK)
tell(asked, acts.ASKED)
tell(answered, acts.ANSWERED)
