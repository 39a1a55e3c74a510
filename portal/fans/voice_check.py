"""A person at a platform shows a permit and reads whether a voice is licensed: the API's answer, in words."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from artists.access import Invalid
from artists.catalog import identifiers
from artists.catalog.models import Artist
from consent.choices.limits import territories
from consent.decisions.voices import Evidence, VoiceAnswer, ask, find_artist
from consent.uses import USES

_ADDRESS = re.compile(r"(?:.*/artists/)?([-a-z0-9_]{1,80})/?(?:[?#].*)?", re.IGNORECASE)
# The steps of the check in their order, and which of them each reason fails at.
_STEPS = (
    "Signed here, and not changed since",
    "For a voice",
    "For this artist’s voice",
    "It counted when this was made",
    "Nothing was taken back since",
)
_FAILS_AT = {
    "permit_unreadable": 0, "permit_not_ours": 0, "test_permit": 0, "output_unknown": 0,
    "not_for_a_voice": 1, "for_something_else": 2,
    "made_when": 3, "not_made_then": 3, "output_not_covered": 3,
    "taken_back": 4, "not_in_force": 4, "output_gone": 4,
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One step of the check: `passed` is None where it was not come to."""

    words: str
    passed: bool | None


class VoiceForm(forms.Form):
    """Whose voice, and what was shown."""

    artist = forms.CharField(
        max_length=300,
        label="Whose voice is it?",
        help_text="The artist’s name, ISNI, or the address of their page here.",
    )
    permit = forms.CharField(
        max_length=8000, required=False, label="The permit", widget=forms.Textarea({"rows": 5, "spellcheck": "false"}),
        help_text="What the uploader gave you: one long line, or the id of an output. Nothing if there is none.",
    )  # fmt: skip
    made_at = forms.DateTimeField(
        required=False, label="When was it made?", widget=forms.DateTimeInput({"type": "datetime-local"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = timezone.get_current_timezone_name()
        self.fields[
            "made_at"
        ].help_text = f"As the uploader says, in your time ({zone}). Needed once a permit has run out."

    def clean_artist(self) -> Artist:
        """The one artist who is meant."""
        words = self.cleaned_data["artist"].strip()
        found = _artists(words)
        if not found:
            raise forms.ValidationError("We know no artist by this. For somebody who is not here the answer is no.")
        if len(found) > 1:
            raise forms.ValidationError(
                "Several artists have this name. Give the ISNI, or the address of the page here."
            )
        return found[0].merged_into or found[0]

    def evidence(self) -> Evidence:
        """What was shown: an output's id is told from a permit by its shape."""
        shown = "".join(self.cleaned_data["permit"].split())
        try:
            return Evidence(output=UUID(shown), made_at=self.cleaned_data["made_at"])
        except ValueError:
            return Evidence(shown, made_at=self.cleaned_data["made_at"])


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def check_voice(request: HttpRequest) -> HttpResponse:
    """The form, and under it the answer. Nothing is kept of what is shown."""
    if request.method != "POST":
        return render(request, "fans/voice_check.html", {"form": VoiceForm()})
    if refused := ratelimit.consume_or_429(request, action="check_voice"):
        return refused
    form = VoiceForm(request.POST)
    answer = None
    if form.is_valid():
        try:
            answer = ask(form.cleaned_data["artist"], form.evidence())
        except Invalid as wrong:
            form.add_error("made_at" if wrong.field == "made_at" else "permit", wrong.sentence)
    context = {
        "form": form,
        "answer": answer,
        "use": answer and USES.get(answer.use),
        "where": answer and territories().get(answer.territory, "Everywhere"),
        "steps": _steps(answer),
    }
    return render(request, "fans/voice_check.html", context, status=200 if answer else 422)


def _steps(answer: VoiceAnswer | None) -> list[Step]:
    """What was found, step by step; nothing where nothing was shown."""
    code = answer.reasons[0].code if answer else ""
    if code == "licensed":
        return [Step(words, True) for words in _STEPS]
    if code not in _FAILS_AT:
        return []
    at = _FAILS_AT[code]
    return [Step(words, True if place < at else False if place == at else None) for place, words in enumerate(_STEPS)]


def _artists(words: str) -> list[Artist]:
    """By ISNI, by our id, by name, or by the address of the page; two of them if the name is several artists'."""
    try:
        one = find_artist(isni=identifiers.isni(words))
        return [one] if one else []
    except Invalid:
        pass
    try:
        one = find_artist(artist=UUID(words))
        return [one] if one else []
    except ValueError:
        pass
    every = Artist.objects.select_related("merged_into")
    if named := list(every.filter(name__iexact=words)[:2]):
        return named
    address = _ADDRESS.fullmatch(words)
    return list(every.filter(slug=address[1].lower())) if address else []
