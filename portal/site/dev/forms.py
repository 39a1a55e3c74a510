"""A form with one field of each kind, for the component page."""

from typing import ClassVar

from django import forms

from consent.uses import TRACK_USES


class SampleForm(forms.Form):
    """Never saved."""

    name = forms.CharField(label="Name", help_text="As fans know it.")
    email = forms.EmailField(label="E-mail")
    role = forms.ChoiceField(label="Role", choices=[("manager", "Manager"), ("viewer", "Viewer")])
    code = forms.CharField(label="Six-digit code", widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    until = forms.DateField(label="Until", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    file = forms.FileField(label="Delivery", required=False, help_text="CSV, or a DDEX ERN message.")
    uses = forms.MultipleChoiceField(
        label="Which uses",
        choices=[(use.code, use.short) for use in TRACK_USES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    kind = forms.ChoiceField(
        label="Kind of team",
        choices=[("artist", "Artist"), ("label", "Label"), ("partner", "AI partner")],
        widget=forms.RadioSelect(attrs={"class": "options-cards"}),
    )
    agreed = forms.BooleanField(label="I hold this right", help_text="You answer for it with your name.")

    SAMPLE: ClassVar[dict[str, str]] = {"name": "", "email": "ayla@demo", "role": "manager", "code": "118204"}
