"""Sending, stopping, going on, throwing away: a press each, and a question where it is final."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from artists.access import Actor, Conflict, Invalid
from artists.audio import kinds
from consent.experiences import asking, drafting, previews, steering
from consent.experiences.models import Experience
from portal.playing import Part, player
from portal.site.asking.forms import DAYS
from portal.site.htmx import render_page
from portal.site.middleware import STATUS
from portal.site.offers.views import found
from portal.site.scoping import TeamRequest, team_view


class SendForm(forms.Form):
    """What the holders read first, and how long they have."""

    purpose = forms.CharField(
        label="What it is for", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="In plain words: artists read this. Why this music, what fans get, what comes of it.",
    )  # fmt: skip
    days = forms.TypedChoiceField(
        label="Time to answer", choices=DAYS, coerce=int, initial=14, help_text="No answer by then is a no."
    )


@require_http_methods(["GET", "POST"])
@team_view
def send(request: TeamRequest, pk: UUID) -> HttpResponse:
    """Send a draft to everybody whose yes it needs."""
    one = found(request, pk)
    form = SendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        until = timezone.now() + timedelta(days=said["days"])
        try:
            asking.submit(one, actor=request.actor, deadline=until, purpose=said["purpose"])
        except (Conflict, Invalid) as refusal:
            field = {"purpose": "purpose", "deadline": "days"}.get(getattr(refusal, "field", ""))
            form.add_error(field, refusal.sentence)
            return render_page(
                request, "site/offers/send.html", {"one": one, "form": form}, status=STATUS[type(refusal)]
            )
        messages.success(request, "It is on its way to everybody whose yes it needs. You hear when they have answered.")
        return redirect("site:offer", request.team.slug, pk)
    status = 422 if form.is_bound else 200
    return render_page(request, "site/offers/send.html", {"one": one, "form": form}, status=status)


class PreviewForm(forms.Form):
    """One file. What is in it is judged when it is read."""

    file = forms.FileField(
        label="An example to play", help_text="WAV, FLAC, AIFF, Ogg or MP3. Holders hear it before they say yes.",
        allow_empty_file=True, widget=forms.FileInput(attrs={"accept": kinds.ACCEPT}),
        error_messages={"required": "Choose a file."},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@team_view
def preview(request: TeamRequest, pk: UUID) -> HttpResponse:
    """The example that goes with a draft; an upload is checked in the background."""
    one = found(request, pk)
    form = PreviewForm(request.POST, request.FILES) if request.method == "POST" else PreviewForm()
    if request.method == "POST" and form.is_valid():
        try:
            previews.put(one, form.cleaned_data["file"], actor=request.actor)
            return redirect("site:offer_preview", request.team.slug, pk)
        except (Conflict, Invalid) as refusal:
            form.add_error("file", refusal.sentence)
    sound = previews.of(one)
    plays = sound is not None and sound.state == "ready"
    context = {
        "one": one, "form": form, "sound": sound,
        "player": player(f"Preview of {one.title}", Part(sound)) if sound and plays else None,
    }  # fmt: skip
    return render_page(request, "site/offers/preview.html", context, status=422 if form.errors else 200)


@require_POST
@team_view
def pause(request: TeamRequest, pk: UUID) -> HttpResponse:
    """Stop it for now."""
    return _press(request, pk, steering.pause, "It is paused. Nothing new is made from the next check on.")


@require_POST
@team_view
def resume(request: TeamRequest, pk: UUID) -> HttpResponse:
    """Let it go on."""
    return _press(request, pk, steering.resume, "It goes on.")


@require_http_methods(["GET", "POST"])
@team_view
def end(request: TeamRequest, pk: UUID) -> HttpResponse:
    """Stop it for good; asked once more."""
    if request.method != "POST":
        return render_page(request, "site/offers/sure.html", {"one": found(request, pk), "ends": True})
    return _press(request, pk, steering.end, "It is over. What was made stays as its licence says.")


@require_http_methods(["GET", "POST"])
@team_view
def discard(request: TeamRequest, pk: UUID) -> HttpResponse:
    """Throw a draft away; asked once more."""
    one = found(request, pk)
    if request.method != "POST":
        return render_page(request, "site/offers/sure.html", {"one": one, "ends": False})
    drafting.discard(one, actor=request.actor)
    messages.success(request, f"The draft “{one.title}” is gone.")
    return redirect("site:offers", request.team.slug)


def _press(request: TeamRequest, pk: UUID, act: Callable[..., None], done: str) -> HttpResponse:
    one: Experience = found(request, pk)
    actor: Actor = request.actor
    try:
        act(one, actor=actor)
    except Conflict as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, done)
    return redirect("site:offer", request.team.slug, pk)
