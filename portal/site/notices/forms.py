"""The hours at which a person hears."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS

from artists.notices.models import Settings


def _time(label: str) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class DigestForm(forms.Form):
    """How often, and at what hour."""

    digest = forms.ChoiceField(label="How often", choices=Settings.Digest.choices)
    weekday = forms.TypedChoiceField(label="On", coerce=int, choices=list(WEEKDAYS.items()))
    at = _time("At")

    @classmethod
    def of(cls, row: Settings, data: Any = None) -> "DigestForm":
        """The form as the settings stand."""
        now = {"digest": row.digest, "weekday": row.digest_weekday, "at": row.digest_time}
        return cls(data, initial=now, prefix="digest")


class QuietForm(forms.Form):
    """From when until when nothing makes a sound."""

    quiet = forms.BooleanField(label="Keep quiet hours", required=False)
    since = _time("From")
    until = _time("Until")
    wake = forms.BooleanField(label="Wake me when a request closes within 6 hours", required=False)

    @classmethod
    def of(cls, row: Settings, data: Any = None) -> "QuietForm":
        """The form as the settings stand."""
        now = {"quiet": row.quiet, "since": row.quiet_since, "until": row.quiet_until, "wake": row.wake}
        return cls(data, initial=now, prefix="quiet")
