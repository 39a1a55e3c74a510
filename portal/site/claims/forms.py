"""What an operator answers."""

from typing import Any

from django import forms
from django.utils.html import format_html

from consent.claims.answering import MOST_CREDIT, MOST_SENTENCE
from consent.claims.states import Act
from consent.making.banning import PERIODS
from consent.reports.models import Output

_ACTS = {
    Act.UPHOLD: ("Take it down", "Nobody hears it any more. Its maker is told, kindly, with your sentence."),
    Act.MEND: ("Mend the page", "It stays, and says from now on what you write below."),
    Act.DISMISS: ("Leave it as it is", "It plays again at once."),
}


class AnswerForm(forms.Form):
    """Which answer, and why."""

    act = forms.ChoiceField(
        label="Your answer", widget=forms.RadioSelect, error_messages={"required": "Choose an answer."}
    )
    sentence = forms.CharField(
        label="Why, in a sentence", max_length=MOST_SENTENCE, widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Say why: everybody concerned reads it."},
        help_text="Everybody concerned reads it: who reported it, who made it, the holders and the partner.",
    )  # fmt: skip
    contains_ai = forms.ChoiceField(
        label="How much of it AI made", required=False,
        choices=[("", "As it says now"), *Output.ContainsAI.choices], help_text="When you mend the page.",
    )  # fmt: skip
    credit = forms.CharField(
        label="The credit", required=False, max_length=MOST_CREDIT, help_text="When you mend the page."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["act"]
        assert isinstance(field, forms.ChoiceField)
        shown = "<b>{}</b> <small>{}</small>"
        field.choices = [(act.value, format_html(shown, *words)) for act, words in _ACTS.items()]


class BanForm(forms.Form):
    """For how long somebody makes nothing."""

    period = forms.ChoiceField(label="For how long", choices=[(code, words) for code, (words, _) in PERIODS.items()])
    because = forms.CharField(label="Why", max_length=300, help_text="For the team’s own list. They do not read it.")
