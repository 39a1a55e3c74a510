"""A partner's invoices, read by a program."""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router

from consent.invoices import selectors
from consent.invoices.models import Invoice
from portal.api import asking, invoicing, schemas
from portal.api import invoice_schemas as shapes
from portal.api.bearer import Partner, PartnerToken
from portal.api.rendering import to_json

router = Router(auth=PartnerToken("invoices"), tags=["Invoices"])
_READ = dict.fromkeys((401, 403, 406, 422, 500), schemas.Problem)
_ONE = {404: schemas.Problem, **_READ}


class PartnerRequest(HttpRequest):
    """A request that `PartnerToken` let through."""

    auth: Partner


@router.get(
    "/invoices", response={200: shapes.InvoicePage, **_READ}, operation_id="invoices", summary="Your invoices"
)  # fmt: skip
def own_invoices(request: PartnerRequest, page: Query[shapes.InvoiceFilter]) -> HttpResponse:
    """Newest first. One for each month that is closed and each currency."""
    asking.only_known(request.GET, shapes.InvoiceFilter.model_fields)
    actor = invoicing.reader(request.auth)
    found = selectors.invoices(actor)
    if last := invoicing.before(page.cursor, actor):
        found = found.filter(Q(year__lt=last.year) | Q(year=last.year, serial__lt=last.serial))
    rows = list(found[: page.limit + 1])
    more, rows = len(rows) > page.limit, rows[: page.limit]
    following = rows[-1].number if more else None
    return _answer({"invoices": [invoicing.one(row) for row in rows], "next": following})


@router.get(
    "/invoices/{number}", response={200: shapes.OneInvoice, **_ONE}, operation_id="invoice", summary="One invoice"
)  # fmt: skip
def one_invoice(request: PartnerRequest, number: str) -> HttpResponse:
    """With its lines, what is still open, and whom to pay."""
    asking.only_known(request.GET, ())
    return _answer(invoicing.whole(_found(request, number)))


@router.get(
    "/invoices/{number}/lines", response={200: shapes.ChargePage, **_ONE}, operation_id="invoiceLines",
    summary="Every charge of an invoice",
)  # fmt: skip
def invoice_lines(request: PartnerRequest, number: str, page: Query[shapes.ChargeFilter]) -> HttpResponse:
    """All that the invoice is the sum of, in one order that never changes."""
    asking.only_known(request.GET, shapes.ChargeFilter.model_fields)
    invoice = _found(request, number)
    rows, following = invoicing.charges(invoice, page.cursor, page.limit)
    return _answer({"number": invoice.number, "currency": invoice.currency, "lines": rows, "next": following})


def _found(request: PartnerRequest, number: str) -> Invoice:
    found = selectors.by_number(number, invoicing.reader(request.auth))
    if found is None:
        raise Http404
    return found


def _answer(content: dict[str, Any]) -> HttpResponse:
    return HttpResponse(to_json(content), content_type="application/json", headers={"Cache-Control": "no-store"})
