"""The roster's search, filter and order. They live in the address."""

from typing import Any

from django import forms
from django.core.validators import slug_re

from consent.uses import TRACK_USES

SHOW = (("", "All"), ("missing", "Our yes missing"), ("waiting", "Another’s yes missing"))
SORT = (
    ("name", "Name"),
    ("tracks", "Most tracks"),
    ("missing", "Our yes missing"),
    ("waiting", "Another’s yes missing"),
    ("changed", "Last changed"),
)


class Slugs(forms.Field):
    """Several values of one name: the artists that are ticked."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[str]:
        """Those that can be slugs."""
        return [slug for slug in value or [] if slug_re.match(slug)]


class AnswerForm(forms.Form):
    """One answer for all tracks of some artists."""

    artist = Slugs()
    use = forms.ChoiceField(choices=[(use.code, use.short) for use in TRACK_USES])
    answer = forms.ChoiceField(choices=[("on", "On"), ("ask", "Ask"), ("off", "Off")])


class RosterForm(forms.Form):
    """What makes no sense is left out."""

    q = forms.CharField(required=False, max_length=200, strip=True)
    use = forms.ChoiceField(required=False, choices=[("", "Any use"), *((use.code, use.short) for use in TRACK_USES)])
    show = forms.ChoiceField(required=False, choices=SHOW)
    sort = forms.ChoiceField(required=False, choices=SORT)

    def asked(self) -> dict[str, Any]:
        """The valid part, with every key there."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}
