"""The upload."""

from django import forms

from artists.catalog.deliveries.text import MAX_BYTES


class UploadForm(forms.Form):
    """One file, CSV or XML. What is in it is judged when it is read, not by its name."""

    file = forms.FileField(
        label="CSV or DDEX message (XML)",
        help_text="Up to 20 MB. You see what it would change before anything changes.",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.xml,text/csv,application/xml,text/xml"}),
        error_messages={"required": "Choose a file."},
    )

    def clean_file(self):  # type: ignore[no-untyped-def]
        """Refuse a file that is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError("This file is larger than 20 MB. Split it into several.")
        return file
