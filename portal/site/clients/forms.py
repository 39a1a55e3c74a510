"""The form for an API client."""

from typing import Any

from allauth.idp.oidc.adapter import get_adapter
from django import forms

from artists.teams.clients import NAME_LENGTH
from artists.teams.models import ApiClient


class ClientForm(forms.Form):
    """What the client is called, whether it is for the sandbox, and what it may do."""

    name = forms.CharField(
        label="Name",
        max_length=NAME_LENGTH,
        help_text="Where it runs, such as “radio, production”. People of your team see it.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    mode = forms.ChoiceField(
        label="Mode",
        choices=ApiClient.Mode.choices,
        initial=ApiClient.Mode.LIVE,
        widget=forms.RadioSelect,
        help_text="Test: invented artists only, nothing counts. It cannot be changed later.",
    )
    scopes = forms.MultipleChoiceField(
        label="It may",
        widget=forms.CheckboxSelectMultiple,
        help_text="No client ever signs a licence.",
        error_messages={"required": "Tick at least one thing the client may do."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = get_adapter().scope_display
        scopes = self.fields["scopes"]
        assert isinstance(scopes, forms.MultipleChoiceField)
        scopes.choices, scopes.initial = list(words.items()), list(words)
