"""What a holder asks for beside stopping, and what a partner says it has done."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html

from consent.withdrawals.actions import MORE
from consent.withdrawals.models import Concern
from consent.withdrawals.states import DEADLINES, What

_OPTION = "<b>{}</b> <small>{}</small>"


class MoreForm(forms.Form):
    """What else, and by when."""

    what = forms.ChoiceField(label="What else should they do?", widget=forms.RadioSelect)
    date = forms.DateField(
        label="By when, or until when",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Left empty: 72 hours to take down, 14 days to leave out. To let run out needs a day.",
    )

    def __init__(self, *args: Any, train: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (what.value, format_html(_OPTION, DEADLINES[what].label, DEADLINES[what].says))
            for what in MORE
            if train or what is not What.EXCLUDE
        ]

    def moment(self) -> datetime | None:
        """The end of that day, in the zone of who asks."""
        day = self.cleaned_data["date"]
        if day is None:
            return None
        return datetime.combine(day + timedelta(days=1), time.min, timezone.get_current_timezone())


class DoneForm(forms.Form):
    """Which of the things asked are done."""

    what = forms.MultipleChoiceField(
        label="What is done", widget=forms.CheckboxSelectMultiple, error_messages={"required": "Tick what is done."}
    )
    note = forms.CharField(
        label="Note for the holders", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, concern: Concern, waiting: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["what"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (what, format_html(_OPTION, DEADLINES[What(what)].label, DEADLINES[What(what)].says)) for what in waiting
        ]
        self.fields["what"].initial = waiting if len(waiting) == 1 else []
