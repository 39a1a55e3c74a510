"""What partners owe: the partner's own invoices, and for the operator all of them with what came in."""

import csv
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from artists.access import Permission, TeamKind, require, why_not
from consent.invoices import selectors
from consent.invoices.amounts import coin
from consent.invoices.models import BillTo, Invoice
from consent.invoices.states import State
from portal.site.htmx import render_page
from portal.site.invoices import printed
from portal.site.invoices.forms import ListForm, PaymentForm, TakeBackForm
from portal.site.scoping import TeamRequest, team_view

_PAGE = 50
_KINDS = frozenset({TeamKind.PARTNER, TeamKind.OPERATOR})
_WHICH = (("", "All"), ("open", "Open"), ("overdue", "Overdue"), ("paid", "Paid"))


@require_safe
@team_view
@cache_control(private=True, no_store=True)
def invoices(request: TeamRequest) -> HttpResponse:
    """The list, newest first, with what is owed in each currency."""
    may_see(request)
    now, which = timezone.now(), request.GET.get("which", "")
    every = selectors.invoices(request.actor)
    if which == "paid":
        every = every.filter(state=State.PAID)
    elif which in ("open", "overdue"):
        every = every.exclude(state=State.PAID)
        every = every.filter(due_on__lt=now.date()) if which == "overdue" else every
    page = Paginator(every, _PAGE).get_page(request.GET.get("page"))
    operator = request.actor.team_kind is TeamKind.OPERATOR
    context = {
        "page": page,
        "rows": [selectors.as_now(one, now=now) for one in page],
        "balances": selectors.balances(request.actor, now=now),
        "operator": operator,
        "tabs": [{"label": label, "url": f"?which={code}", "current": code == which} for code, label in _WHICH],
        "bill_to": None if operator else BillTo.objects.filter(pk=request.actor.team_id).first(),
    }
    return render_page(request, "site/invoices/list.html", context)


@require_safe
@team_view
@cache_control(private=True, no_store=True)
def invoice(request: TeamRequest, number: str) -> HttpResponse:
    """One sheet: what it is for, from the lines to what is to pay, how to pay it, and what came in."""
    return invoice_page(request, found(request, number))


def invoice_page(request: TeamRequest, one: Invoice, form: PaymentForm | None = None) -> HttpResponse:
    """The page of an invoice; 422 with a form that is not right."""
    now = timezone.now()
    operator = request.actor.team_kind is TeamKind.OPERATOR
    row = selectors.as_now(one, now=now)
    context: dict[str, Any] = {
        "row": row,
        "invoice": one,
        "lines": selectors.lines(one),
        "due": one.total + one.carried_out,
        "earlier": one.late,
        "payments": selectors.payments_of(one),
        "operator": operator,
        "why_not": why_not(request.actor, Permission.CHANGE_MONEY),
        "form": form or (_form(row) if operator and row.open else None),
    }
    return render_page(request, "site/invoices/one.html", context, status=422 if form else 200)


def _form(row: selectors.Now) -> PaymentForm:
    """A form for what is still open, in whole coins."""
    return PaymentForm(initial={"amount": f"{row.open.quantize(coin(row.invoice.currency)):f}"})


@require_safe
@team_view
@cache_control(private=True, no_store=True)
def invoice_pdf(request: TeamRequest, number: str) -> HttpResponse:
    """The sheet, for the books."""
    one = found(request, number)
    response = HttpResponse(printed.pdf_of(one), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{one.number}.pdf"'
    return response


@require_safe
@team_view
@cache_control(private=True, no_store=True)
def lines_csv(request: TeamRequest, number: str) -> StreamingHttpResponse:
    """Every charge that the invoice is the sum of, one row each, however many there are; days in UTC."""
    one = found(request, number)
    response = StreamingHttpResponse(_sheet(one), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{one.number}.csv"'
    return response


class _Echo:
    """A file that hands back what is written into it."""

    def write(self, text: str) -> str:
        """The row itself."""
        return text


def _sheet(one: Invoice) -> Iterator[str]:
    sheet = csv.writer(_Echo())
    yield sheet.writerow(selectors.COLUMNS)
    for row in selectors.rows(one):
        yield sheet.writerow([_cell(value) for value in row])


def _cell(value: object) -> object:
    """A partner's own reference is text, never a formula; an amount below zero is a number."""
    if isinstance(value, str) and value.startswith(("=", "+", "@", "\t", "\r")):
        return f"'{value}"
    return f"'{value}" if isinstance(value, str) and value.startswith("-") and not _number(value) else value


def _number(text: str) -> bool:
    return text[1:].replace(".", "", 1).isdecimal()


@require_safe
@team_view
@cache_control(private=True, no_store=True)
def payments(request: TeamRequest) -> HttpResponse:
    """What came in, newest first; for the operator with the upload of a bank's list."""
    may_see(request)
    page = Paginator(selectors.payments(request.actor), _PAGE).get_page(request.GET.get("page"))
    return render_page(request, "site/invoices/payments.html", payments_context(request, page))


def payments_context(request: TeamRequest, page: Any, **more: Any) -> dict[str, Any]:
    """What the page of payments shows."""
    return {
        "page": page,
        "rows": selectors.paid(list(page)),
        "operator": request.actor.team_kind is TeamKind.OPERATOR,
        "may": selectors.may_record(request.actor),
        "why_not": why_not(request.actor, Permission.CHANGE_MONEY),
        "list_form": ListForm(),
        "back_form": TakeBackForm(),
        **more,
    }


def may_see(request: TeamRequest) -> None:
    """404 for teams that are sent no invoice, 403 for who may not see money."""
    if request.actor.team_kind not in _KINDS:
        raise Http404("No team of this kind is sent invoices.")
    require(request.actor, Permission.SEE_MONEY)


def found(request: TeamRequest, number: str) -> Invoice:
    """The invoice of this number, if one may see it; else 404."""
    may_see(request)
    one = selectors.by_number(number, request.actor)
    if one is None:
        raise Http404("No such invoice of this team.")
    return one
