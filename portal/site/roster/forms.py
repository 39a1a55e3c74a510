"""The roster's search, filter and order. They live in the address."""

from typing import Any

from django import forms

from consent.uses import TRACK_USES

SHOW = (("", "All"), ("missing", "Our yes missing"), ("waiting", "Another’s yes missing"))
SORT = (
    ("name", "Name"),
    ("tracks", "Most tracks"),
    ("missing", "Our yes missing"),
    ("waiting", "Another’s yes missing"),
    ("changed", "Last changed"),
)


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
