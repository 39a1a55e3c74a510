"""Something wrong with what was made: the form, and following what one reported."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from artists.access import Conflict, Denied, Invalid
from consent.claims.models import Claim
from consent.claims.opening import MOST_WORDS, Said, open_claim
from consent.claims.states import Kind
from consent.reports.models import Output
from portal import claim_links
from portal.fans.made import found
from portal.visitors import fan_at

_MEANS = {
    Kind.RIGHTS: "It becomes a claim. It plays no more while we look.",
    Kind.HARM: "We silence it first, then read.",
    Kind.LABEL: "We tell whoever made it, and mend the page.",
}
_STATUS = {Conflict: 409, Denied: 429, Invalid: 422}


class _Words(forms.CharField):
    """Needed for some kinds, so that the page does not call it optional; the action says for which."""

    needed_at_times = True


class ReportForm(forms.Form):
    """What is wrong, and where an answer goes."""

    kind = forms.ChoiceField(
        label="What is it?", widget=forms.RadioSelect, error_messages={"required": "Choose what is wrong."}
    )
    words = _Words(
        label="In your words", required=False, max_length=MOST_WORDS, widget=forms.Textarea({"rows": 5}),
        help_text="Needed, but for harm. A person here reads it; whoever made it never does.",
    )  # fmt: skip
    email = forms.EmailField(
        label="Your e-mail, for the answer", required=False, max_length=254,
        help_text="If you like. We write twice at most, and forget it half a year after the answer.",
    )  # fmt: skip

    def __init__(self, *args: Any, signed_in: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        shown = "<b>{}</b> <small>{}</small>"
        field.choices = [(one.value, format_html(shown, one.label, _MEANS[one])) for one in Kind]
        if signed_in:
            del self.fields["email"]

    def said(self) -> Said:
        """As the action takes it."""
        given = self.cleaned_data
        return Said(given["kind"], given["words"], given.get("email", ""))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form; sent, the page of the claim."""
    page = found(request, pk)
    form = ReportForm(request.POST if request.method == "POST" else None, signed_in=request.user.is_authenticated)
    status, refused = 200, ""
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                output = get_object_or_404(Output, pk=pk)
                claim = open_claim(output, form.said(), fan=fan_at(request, remember=True))
                return redirect(claim_links.path_of(claim))
            except Invalid as wrong:
                form.add_error(wrong.field if wrong.field in form.fields else None, wrong.sentence)
            except (Conflict, Denied) as refusal:
                status, refused = _STATUS[type(refusal)], refusal.sentence
    context = {"page": page, "made": page.made, "form": form, "refused": refused}
    return render(request, "fans/report.html", context, status=status)


@login_not_required
@require_safe
@cache_control(private=True, no_store=True)
def claim(request: HttpRequest, token: str) -> HttpResponse:
    """Where a claim stands, for whoever has its link. What was written is not shown: a link may be passed on."""
    pk = claim_links.read(token)
    one = Claim.objects.select_related("output").filter(pk=pk).first() if pk else None
    if one is None:
        raise Http404("No report has this link.")
    response = render(request, "fans/claim.html", {"claim": one})
    response["X-Robots-Tag"] = "noindex"
    return response
