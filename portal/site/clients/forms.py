"""The form for an API client."""

from django import forms

from artists.teams.clients import NAME_LENGTH


class ClientForm(forms.Form):
    """What the client is called."""

    name = forms.CharField(
        label="Name",
        max_length=NAME_LENGTH,
        help_text="Where it runs, such as “radio, production”. People of your team see it.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    may_ask = forms.BooleanField(
        label="It also sends requests",
        required=False,
        help_text="It may ask for a yes, counter, accept a counter-offer and withdraw, in your team’s name. "
        "Every client may ask checks. None ever signs a licence.",
    )
