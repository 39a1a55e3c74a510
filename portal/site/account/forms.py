"""A person's own forms."""

from typing import Any
from zoneinfo import available_timezones

from allauth.core import context
from django import forms
from django.http import HttpRequest

from artists.accounts.models import User
from portal.site.account.invited import invited_address


class SignupForm(forms.Form):
    """What we ask beside allauth's own fields; allauth's sign-up form is built on this class."""

    name = forms.CharField(
        label="Your name",
        required=False,
        max_length=120,
        help_text="What the people you work with see.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "email", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with the invited address where the visitor came by an invitation."""
        if address := invited_address(context.request):
            kwargs["initial"] = {**(kwargs.get("initial") or {}), "email": address}
        super().__init__(*args, **kwargs)

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once the person is made."""
        user.name = " ".join(self.cleaned_data["name"].split())
        user.save(update_fields=["name"])


class PreferencesForm(forms.ModelForm):
    """Name, zone, theme and shortcuts."""

    class Meta:
        model = User
        fields = ("name", "time_zone", "theme", "shortcuts")
        labels = {"name": "Your name", "shortcuts": "Single-key shortcuts"}
        help_texts = {
            "name": "What the people you work with see.",
            "time_zone": "Every time on the pages is shown in it.",
            "shortcuts": "J, K, X, Z and others. Switch them off if they get in the way of an assistive tool.",
        }
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}

    time_zone = forms.ChoiceField(
        label="Time zone",
        choices=lambda: [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())],
        help_text="Every time on the pages is shown in it.",
    )


class CodeForm(forms.Form):
    """The code from the mail."""

    code = forms.CharField(label="Code", max_length=20, widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}))
