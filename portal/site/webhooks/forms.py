"""What a person says of a webhook, and what of its log they want to see."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html

from artists.access import TeamKind
from artists.webhooks import events
from artists.webhooks.actions import NAME_LENGTH, REPLAY_DAYS, Wanted
from artists.webhooks.guard import LONGEST_URL
from artists.webhooks.models import Endpoint, Event, Key

_OPTION = "<b>{}</b> <small>{}</small>"
_SCHEMES = [
    (
        Key.Scheme.ED25519.value,
        format_html(_OPTION, "Ed25519", "Your server holds our public key, and nothing that could leak."),
    ),
    (
        Key.Scheme.SECRET.value,
        format_html(_OPTION, "Shared secret", "For libraries that know no other way. Shown once."),
    ),
]


class EndpointForm(forms.Form):
    """Where to, and what of."""

    name = forms.CharField(
        label="Name",
        max_length=NAME_LENGTH,
        help_text="What it is for, such as “our studio's queue”.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    url = forms.CharField(
        label="Address",
        max_length=LONGEST_URL,
        help_text="https only, reachable by the whole internet. Redirects are not followed.",
        widget=forms.TextInput(
            attrs={"type": "url", "inputmode": "url", "autocomplete": "off", "placeholder": "https://"}
        ),
    )
    types = forms.MultipleChoiceField(
        label="What it is told",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "webhook-options"}),
        help_text="With nothing ticked it gets test events only.",
    )

    def __init__(self, *args: Any, kind: TeamKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["types"].choices = [  # type: ignore[attr-defined]
            (one.name, format_html("<b>{}</b> <code>{}</code> <small>{}</small>", one.label, one.name, one.says))
            for one in events.types_for(kind)
        ]

    @classmethod
    def of(cls, endpoint: Endpoint, *, kind: TeamKind) -> "EndpointForm":
        """The form as the endpoint is."""
        return cls(initial={"name": endpoint.name, "url": endpoint.url, "types": endpoint.types}, kind=kind)

    def wanted(self) -> Wanted:
        """As the action takes it."""
        return Wanted(self.cleaned_data["name"], self.cleaned_data["url"], self.cleaned_data["types"])


class NewEndpointForm(EndpointForm):
    """A new one is signed in a way that is chosen here."""

    scheme = forms.ChoiceField(
        label="How it is signed",
        choices=_SCHEMES,
        initial=Key.Scheme.ED25519.value,
        widget=forms.RadioSelect(attrs={"class": "webhook-options"}),
    )


class KeyForm(forms.Form):
    """A new key: how it signs, and whether the older one goes at once."""

    scheme = forms.ChoiceField(
        label="How it is signed", choices=_SCHEMES, widget=forms.RadioSelect(attrs={"class": "webhook-options"})
    )
    at_once = forms.BooleanField(
        label="End the older key now",
        required=False,
        help_text="If it leaked. Otherwise both sign for 24 hours, so that your server misses nothing.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


class LogForm(forms.Form):
    """The filters of the log. They live in the address; what makes no sense there filters nothing."""

    state = forms.ChoiceField(required=False, choices=[("", "All"), *Event.State.choices])
    type = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, endpoint: Endpoint, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [*endpoint.types, events.TEST]
        self.fields["type"].choices = [  # type: ignore[attr-defined]
            ("", "Everything"),
            *((name, events.label_of(name)) for name in known),
        ]

    def asked(self) -> dict[str, str]:
        """What is filtered by."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("state", "type")}


class AgainForm(forms.Form):
    """From which day on what failed is sent again."""

    since = forms.DateField(
        label="Since", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), error_messages={
            "required": "Choose a day.", "invalid": "Choose a day.",
        }
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["since"].initial = today - timedelta(days=7)
        self.fields["since"].widget.attrs |= {
            "min": (today - timedelta(days=REPLAY_DAYS)).isoformat(),
            "max": today.isoformat(),
        }

    def moment(self) -> datetime:
        """The beginning of that day where the reader is; far days have no midnight, and are refused like others."""
        day = max(self.cleaned_data["since"], timezone.localdate() - timedelta(days=3 * REPLAY_DAYS))
        day = min(day, timezone.localdate() + timedelta(days=2))
        return timezone.make_aware(datetime.combine(day, time.min))
