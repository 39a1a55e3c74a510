"""A person's own forms."""

from typing import Any, ClassVar
from zoneinfo import available_timezones

from allauth.core import context
from django import forms
from django.http import HttpRequest

from artists.access import Invalid, one_line
from artists.accounts.models import User
from portal.site.account.invited import invited_address


class NameField(forms.CharField):
    """A person's name, on one line, without signs that nobody sees."""

    def clean(self, value: Any) -> str:
        """The name as it is kept."""
        try:
            return one_line(super().clean(value))
        except Invalid as wrong:
            raise forms.ValidationError(wrong.sentence) from wrong


class SignupForm(forms.Form):
    """What we ask beside allauth's own fields; allauth's sign-up form is built on this class."""

    name = NameField(
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
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class PreferencesForm(forms.ModelForm):
    """Name, zone, theme and shortcuts."""

    class Meta:
        model = User
        fields = ("name", "time_zone", "theme", "shortcuts")
        field_classes: ClassVar[dict[str, type[forms.Field]]] = {"name": NameField}
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
