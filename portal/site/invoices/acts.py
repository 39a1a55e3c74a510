"""What is done on the pages of invoices: money recorded and taken back by the operator, an address by the partner."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from artists.access import Conflict, Invalid, Permission, TeamKind, require
from consent.invoices import bank_list, payments, selectors
from consent.invoices import billing as billing_rules
from consent.invoices.issuing import require_operator
from consent.invoices.models import BillTo
from portal.site.htmx import render_page
from portal.site.invoices import views
from portal.site.invoices.forms import AddressForm, ListForm, PaymentForm, TakeBackForm
from portal.site.scoping import TeamRequest, team_view


@require_POST
@team_view
@cache_control(private=True, no_store=True)
def pay(request: TeamRequest, number: str) -> HttpResponse:
    """Record that money came in for an invoice."""
    one = views.found(request, number)
    require_operator(request.actor)
    form = PaymentForm(request.POST)
    if not form.is_valid():
        return views.invoice_page(request, one, form)
    said = form.cleaned_data
    try:
        payments.receive(
            payments.Received(one, said["amount"], said["received_on"], said["reference"]), actor=request.actor
        )
    except Invalid as refusal:
        form.add_error(refusal.field or None, refusal.sentence)
        return views.invoice_page(request, one, form)
    except Conflict as refusal:
        form.add_error("reference", refusal.sentence)
        return views.invoice_page(request, one, form)
    messages.success(request, "Recorded. The partner is told when all of it has come in.")
    return redirect("site:invoice", request.team.slug, one.number)


@require_POST
@team_view
@cache_control(private=True, no_store=True)
def take_back(request: TeamRequest, pk: int) -> HttpResponse:
    """A payment was wrong, or the bank took it back."""
    views.may_see(request)
    require_operator(request.actor)
    found = get_object_or_404(selectors.payments(request.actor), pk=pk)
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say why the payment is taken back.")
        return redirect("site:payments", request.team.slug)
    payments.take_back(found, actor=request.actor, reason=form.cleaned_data["reason"])
    messages.success(request, "Taken back. What it had paid is open again.")
    return redirect("site:payments", request.team.slug)


_SHOWN = 200  # rows of a list on its page, those first that somebody must look at


@require_POST
@team_view
@cache_control(private=True, no_store=True)
def upload(request: TeamRequest) -> HttpResponse:
    """Read a bank's list; the page of what became of each row. Reading it again records nothing twice."""
    views.may_see(request)
    require_operator(request.actor)
    form, read, status = ListForm(request.POST, request.FILES), None, 422
    if form.is_valid():
        try:
            read, status = bank_list.take_in(form.cleaned_data["file"].read(), actor=request.actor), 200
        except Invalid as refusal:
            form.add_error("file", refusal.sentence)
    page = Paginator(selectors.payments(request.actor), 50).get_page(1)
    counts = {name: sum(getattr(row, name) for row in read or ()) for name in ("recorded", "repeated")}
    shown = sorted(read or (), key=lambda row: (row.recorded or row.repeated or row.left, row.place))[:_SHOWN]
    left = sum(row.left for row in read or ())
    context = views.payments_context(
        request, page, list_form=form, read=shown, counts=counts, count=len(read or ()), left=left
    )
    return render_page(request, "site/invoices/payments.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view
@cache_control(private=True, no_store=True)
def billing(request: TeamRequest) -> HttpResponse:
    """Whom the partner's invoices are made out to."""
    if request.actor.team_kind is not TeamKind.PARTNER:
        raise Http404("No team of this kind is sent invoices.")
    require(request.actor, Permission.CHANGE_MONEY)
    known = BillTo.objects.filter(pk=request.actor.team_id).first()
    form = AddressForm(request.POST or None, initial=billing_rules.as_data(known) if known else {})
    if request.method == "POST" and form.is_valid():
        try:
            billing_rules.bill_to(form.as_address(), actor=request.actor)
        except Invalid as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
        else:
            messages.success(request, "From the next one on, invoices are made out like this.")
            return redirect("site:invoices", request.team.slug)
    status = 422 if request.method == "POST" else 200
    return render_page(request, "site/invoices/billing.html", {"form": form}, status=status)
