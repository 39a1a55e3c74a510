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
