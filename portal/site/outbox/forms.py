"""Which messages, and why nobody needs them any more."""

from collections.abc import Mapping
from typing import Any

from django import forms

from artists.journal.handlers import Lane
from artists.journal.undelivered import REASON_LENGTH, Selection

MOST = 200
LARGEST = 2**63 - 1


class FilterForm(forms.Form):
    """What of the dead is shown. The address holds it."""

    lane = forms.ChoiceField(
        required=False, label="Lane", choices=[("", "All lanes"), *((lane.value, lane.label) for lane in Lane)]
    )
    topic = forms.CharField(required=False, label="Topic", max_length=100)


class DropForm(forms.Form):
    """Why a message is dropped."""

    reason = forms.CharField(
        label="Why nobody needs it any more",
        max_length=REASON_LENGTH,
        help_text="Kept in the history. No names or addresses, please.",
    )


def selection(data: Mapping[str, Any], ids: list[str]) -> Selection:
    """The messages that were ticked, or the whole topic that was named. What is no number is nobody's id."""
    if topic := data.get("all_of", ""):
        return Selection(topic=topic)
    numbers = {int(text) for text in ids[:MOST] if text.isascii() and text.isdecimal() and len(text) < 20}
    return Selection(ids=sorted(number for number in numbers if number <= LARGEST))
