"""What an operator writes: the sentence that both sides read."""

from django import forms

from artists.catalog.identity.asking import MOST_WORDS


class SentenceForm(forms.Form):
    """Why."""

    sentence = forms.CharField(
        label="Why",
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="A sentence. Everybody concerned reads it.",
    )
