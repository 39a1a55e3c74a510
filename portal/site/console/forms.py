"""What the console's forms send."""

from django import forms

from consent.choices.answers import Answer
from consent.sandbox.assets import PLAYABLE


class SayForm(forms.Form):
    """What a test artist is to say; `withdraw` plays it as a withdrawal."""

    artist = forms.ChoiceField(choices=[(key, key) for key in PLAYABLE])
    answer = forms.ChoiceField(choices=[(one.word, one.word) for one in Answer])
    withdraw = forms.BooleanField(required=False)
