"""The rows of rates in a term sheet: a use, how it is counted, and how much."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from consent.licences.terms import Basis, Rate
from consent.uses import USES

SPARE = 2


class RateForm(forms.Form):
    """One row. An empty amount is no rate; for a share of revenue the amount is a percentage."""

    use = forms.ChoiceField(
        label="For", required=False, choices=[("", "All uses"), *((use.code, use.short) for use in USES.values())]
    )
    basis = forms.ChoiceField(
        label="Counted", required=False, choices=[(one.value, _label) for one, _label in (
            (Basis.PER_OUTPUT, "for each output"), (Basis.PER_MINUTE, "for each minute"),
            (Basis.PER_1000_CHECKS, "for 1,000 checks"), (Basis.REVENUE_SHARE, "% of revenue"),
            (Basis.FLAT, "once"), (Basis.ADVANCE, "in advance"))],
    )  # fmt: skip
    amount = forms.DecimalField(
        label="How much", required=False, max_digits=18, decimal_places=6,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": "Write the amount in figures, such as 0.045."},
    )  # fmt: skip

    def rate(self) -> Rate | None:
        """The rate, or None for an empty row."""
        data: dict[str, Any] = getattr(self, "cleaned_data", {})
        amount: Decimal | None = data.get("amount")
        if amount is None:
            return None
        basis = Basis(data.get("basis") or Basis.PER_OUTPUT)
        if basis is not Basis.REVENUE_SHARE:
            return Rate(basis, amount, use=data.get("use") or "")
        return Rate(basis, basis_points=int(amount * 100), use=data.get("use") or "")

    def clean_amount(self) -> Decimal | None:
        """A percentage has two decimals: anything finer would be cut silently."""
        amount: Decimal | None = self.cleaned_data.get("amount")
        share = self.cleaned_data.get("basis") == Basis.REVENUE_SHARE
        if amount is not None and share and amount * 100 != int(amount * 100):
            raise forms.ValidationError("A share of revenue has two decimals at most, such as 12.5.")
        return amount


RateRows = forms.formset_factory(RateForm, extra=SPARE, max_num=40, absolute_max=60)


def rows_of(rates: Sequence[Rate]) -> list[dict[str, str]]:
    """What the rows say of these rates."""
    return [
        {
            "use": rate.use,
            "basis": rate.basis.value,
            "amount": plain(
                Decimal(rate.basis_points or 0) / 100 if rate.basis is Basis.REVENUE_SHARE else rate.amount
            ),
        }
        for rate in rates
    ]


def plain(amount: Decimal | None) -> str:
    """An amount as one types it: no zeros at the end, no exponent."""
    return "" if amount is None else format(amount.normalize(), "f")
