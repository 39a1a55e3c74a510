"""The operator's form for a settlement."""

from typing import Any
from uuid import UUID

from django import forms

from artists.access import Invalid, TeamKind
from artists.teams.models import Team
from consent.earnings.settlements import Settlement
from consent.earnings.states import Rule
from consent.licences.models import Licence
from portal.site.terms.forms import CURRENCIES
from portal.site.terms.listing import read_assets


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class _Licences(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        """Such as `L-0007 Studio tools, Halcyon Audio`."""
        return f"{obj.reference} {obj.title}, {obj.partner.name}"


class SettlementForm(forms.Form):
    """What a partner pays for the past, over a licence's works or over works by name. `settlement` is the value."""

    partner = forms.ModelChoiceField(label="Who pays", queryset=Team.objects.none())
    title = forms.CharField(label="What for", max_length=200, help_text="In a line. The holders read this.")
    amount = forms.DecimalField(
        label="Amount", max_digits=18, decimal_places=6,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": "Write the amount in figures, such as 12000."},
    )  # fmt: skip
    currency = forms.ChoiceField(label="Currency", choices=[(code, code) for code in CURRENCIES])
    first = _day("First day")
    last = _day("Last day")
    rule = forms.ChoiceField(
        label="How it divides", widget=forms.RadioSelect, initial=Rule.EQUAL.value,
        choices=[(Rule.EQUAL.value, "The same for every work"),
                 (Rule.ATTRIBUTION.value, "By what was reported of each in these days")],
    )  # fmt: skip
    licence = _Licences(
        label="Over all that a licence covers", queryset=Licence.objects.none(), required=False,
        empty_label="No licence: the works below",
    )  # fmt: skip
    works = forms.CharField(
        label="Or over these works", required=False, max_length=5_000_000,
        help_text="One a line, by ISRC or by our id. Everybody who holds something in them shares.",
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        partners = Team.objects.filter(kind=TeamKind.PARTNER).order_by("name")
        signed = Licence.objects.filter(in_force__isnull=False).select_related("partner", "in_force").order_by("-pk")
        self.fields["partner"].queryset = partners  # type: ignore[attr-defined]
        self.fields["licence"].queryset = signed  # type: ignore[attr-defined]
        self.settlement: Settlement

    def clean(self) -> dict[str, Any]:
        """Read the works, and put the value together; whether it can be meant the action says."""
        data: dict[str, Any] = super().clean() or {}
        ids: tuple[UUID, ...]
        ids, unknown = read_assets(data.get("works", ""))
        if unknown:
            self.add_error("works", f"We know no track, song or voice “{unknown[0][:80]}”.")
        if not self.errors:
            self.settlement = Settlement(
                data["partner"], data["title"], data["amount"], data["currency"], Rule(data["rule"]), data["first"],
                data["last"], ids, data["licence"],
            )  # fmt: skip
        return data

    def refused(self, wrong: Invalid) -> None:
        """Show what the action found, at the field it speaks of."""
        self.add_error(wrong.field if wrong.field in self.fields else None, wrong.sentence)
