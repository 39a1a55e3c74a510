"""The forms for an API client: a new one, and another key for one."""

from typing import Any

from allauth.idp.oidc.adapter import get_adapter
from django import forms
from django.utils.html import format_html

from artists.teams.clients import NAME_LENGTH
from artists.teams.models import ApiClient

Mode, Method = ApiClient.Mode, ApiClient.Method
_OPTION = "<b>{}</b> <small>{}</small>"
_MODES = [
    (Mode.LIVE.value, format_html(_OPTION, "Live", "Real artists, licences and money.")),
    (Mode.TEST.value, format_html(_OPTION, "Test", "The sandbox: invented artists, and nothing counts.")),
]
_METHODS = [
    (Method.SECRET.value, format_html(_OPTION, "A secret", "We make it and show it once. The quick way.")),
    (Method.KEYS.value, format_html(_OPTION, "Its own keys", "It signs; we hold the public half, and nothing leaks.")),
]
_CARDS = {"class": "options-cards"}


def _pasted() -> forms.CharField:
    return forms.CharField(
        label="Public key",
        strip=True,
        max_length=20_000,
        help_text="A JWK, a JWK Set, or PEM. Ed25519, P-256, or RSA of at least 2,048 bits.",
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false", "class": "client-paste"}),
        error_messages={"required": "Paste the public half of the client’s key."},
    )


class ClientForm(forms.Form):
    """What the client is called, whether it is for the sandbox, what it may do, and how it proves itself."""

    use_required_attribute = False

    name = forms.CharField(
        label="Name",
        max_length=NAME_LENGTH,
        help_text="Where it runs, such as “radio, production”. People of your team see it.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    mode = forms.ChoiceField(
        label="Mode",
        choices=_MODES,
        initial=Mode.LIVE,
        widget=forms.RadioSelect(attrs=_CARDS),
        help_text="It stays what it is.",
    )
    scopes = forms.MultipleChoiceField(
        label="It may",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "client-scopes"}),
        help_text="No client ever signs a licence: that takes a person.",
        error_messages={"required": "Tick at least one thing the client may do."},
    )
    authenticates = forms.ChoiceField(
        label="It proves itself with",
        choices=_METHODS,
        initial=Method.SECRET,
        widget=forms.RadioSelect(attrs=_CARDS),
    )
    keys = _pasted()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = get_adapter().scope_display
        scopes = self.fields["scopes"]
        assert isinstance(scopes, forms.MultipleChoiceField)
        scopes.choices = [
            (scope, format_html("<b>{}</b> <small>{}</small>", scope, says)) for scope, says in words.items()
        ]
        scopes.initial = list(words)
        # Asked for where the client signs; hidden, and so nothing a browser may insist on, where it has a secret.
        self.fields["keys"].required = not self.is_bound or self.data.get("authenticates") == Method.KEYS

    def clean(self) -> dict[str, Any]:
        """Keys count only where they are what the client proves itself with."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("authenticates") != Method.KEYS:
            cleaned["keys"] = ""
        return cleaned

    def wanted(self) -> dict[str, Any]:
        """What `credentials.make` takes."""
        return {name: self.cleaned_data[name] for name in ("name", "mode", "scopes", "keys")}


class KeyForm(forms.Form):
    """Another key."""

    keys = _pasted()
