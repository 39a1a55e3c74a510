"""Allowing less: fewer a day, fewer places, an earlier end, fewer things to choose from. It becomes a new round."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from artists.access import Conflict, Invalid
from consent.choices.limits import territories
from consent.experiences import steering
from consent.experiences.reading import terms_of
from consent.licences.offer import Offer
from consent.licences.terms import Terms
from portal.site.experiences.views import found
from portal.site.htmx import render_page
from portal.site.middleware import STATUS
from portal.site.scoping import TeamRequest, team_view

_COUNTS = (
    ("outputs_a_day", "At most a day, of all fans together"),
    ("outputs_a_fan", "At most a day, of one fan"),
    ("outputs_in_all", "At most in all"),
    ("fans", "At most so many fans"),
)
_CHOICES = (("presets", "What fans may choose"), ("sentences", "Sentences"), ("moods", "Moods"))


class NarrowForm(forms.Form):
    """Less than now of any of it. What is left as it is stays as it is."""

    ends_on = forms.DateField(
        label="Last day", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    pause = forms.BooleanField(
        label="Pause it until everybody has answered", required=False,
        help_text="Otherwise it goes on as it is until then.",
    )  # fmt: skip

    def __init__(self, *args: Any, terms: Terms, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms, self.offer = terms, offer
        self.fields["ends_on"].initial = terms.ends_on
        for name, label in _COUNTS:
            most = getattr(offer, name)
            self.fields[name] = forms.IntegerField(
                label=label, required=False, min_value=1, max_value=most or 1_000_000, initial=most,
                help_text=f"Now {most:,}." if most else "Now without a limit.",
            )  # fmt: skip
        for name, label in _CHOICES:
            if len(now := getattr(offer, name)) > 1:
                self.fields[name] = forms.MultipleChoiceField(
                    label=label, choices=[(one, one.replace("_", " ")) for one in now], initial=now,
                    widget=forms.CheckboxSelectMultiple, error_messages={"required": "Leave one at least, or end it."},
                )  # fmt: skip
        self._where()
        self.order_fields([*(name for name, _ in _COUNTS), *(name for name, _ in _CHOICES), "territories", "ends_on"])

    def _where(self) -> None:
        names, now = territories(), self.terms.territories
        codes = now or sorted(names, key=lambda code: names[code])
        widget = forms.CheckboxSelectMultiple() if 0 < len(now) <= 12 else forms.SelectMultiple({"size": 8})
        self.fields["territories"] = forms.MultipleChoiceField(
            label="Where", required=False, choices=[(code, names.get(code, code)) for code in codes],
            initial=list(now), widget=widget,
            help_text="Choose none to leave it as it is." if now else "Now everywhere. Choose none to leave it so.",
        )  # fmt: skip

    def clean_ends_on(self) -> date:
        """Not before tomorrow, not later than now."""
        day: date = self.cleaned_data["ends_on"] or self.terms.ends_on
        if day > self.terms.ends_on:
            raise forms.ValidationError("That is later than now. This page only narrows.")
        if day < self.terms.ends_on and day < timezone.now().date() + timedelta(days=1):
            raise forms.ValidationError("Tomorrow at the earliest. To stop it now, end it.")
        return day

    def narrowed(self) -> Terms:
        """The terms as they would be."""
        said = self.cleaned_data
        changed: dict[str, Any] = {name: said[name] or getattr(self.offer, name) for name, _ in _COUNTS}
        for name, _ in _CHOICES:
            if name in self.fields:
                changed[name] = tuple(one for one in getattr(self.offer, name) if one in said[name])
        where = tuple(sorted(said["territories"])) or self.terms.territories
        return replace(self.terms, ends_on=said["ends_on"], territories=where, offer=replace(self.offer, **changed))


@require_http_methods(["GET", "HEAD", "POST"])
@team_view
def narrow(request: TeamRequest, pk: UUID) -> HttpResponse:
    """The form; sent, a new round that everybody is asked about."""
    one = found(request, pk)
    terms = terms_of(one)
    if terms.offer is None:
        return redirect("site:experience", request.team.slug, pk)
    bound = request.POST if request.method == "POST" else None
    form, status = NarrowForm(bound, terms=terms, offer=terms.offer), 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                asked = steering.narrow(
                    one, form.narrowed(), actor=request.actor, meanwhile_paused=form.cleaned_data["pause"]
                )
            except (Conflict, Invalid) as refusal:
                form.add_error(None, refusal.sentence)
                status = STATUS[type(refusal)]
            else:
                messages.success(request, "Everybody whose yes it needs is asked. Say yes yourself, and read on here.")
                return redirect("site:request", request.team.slug, asked.pk)
    return render_page(request, "site/experiences/narrow.html", {"one": one, "form": form}, status=status)
