"""What a person writes: an account, tax details, the smallest payout. What is right is decided by `consent.payouts`."""

from typing import Any

from babel import Locale
from django import forms

from consent.payouts.payee import Payee, Tax
from consent.payouts.ways import takes_stripe

_NONE = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
_IBAN_ALONE = " We can only pay to an account that has one; where yours has none, such as in the US, ask us first."
_BESIDE_STRIPE = " An account without one, such as in the US, is paid by way of Stripe, below."


def _countries() -> list[tuple[str, str]]:
    named = {str(code): str(name) for code, name in Locale("en").territories.items()}
    found = [(code, name) for code, name in named.items() if len(code) == 2 and code.isalpha() and code not in _NONE]
    return [("", "Choose"), *sorted(found, key=lambda pair: pair[1])]


class AccountForm(forms.Form):
    """Where the money is to go."""

    holder = forms.CharField(
        label="Account holder", max_length=200, help_text="As the bank writes it. Banks compare it."
    )
    street = forms.CharField(label="Street and number", max_length=200)
    postcode = forms.CharField(label="Postcode", max_length=40, required=False)
    town = forms.CharField(label="Town", max_length=100)
    country = forms.ChoiceField(label="Country", choices=_countries)
    iban = forms.CharField(label="IBAN", max_length=60, help_text="Spaces are fine. You may paste.", required=False)
    bic = forms.CharField(label="BIC", max_length=20, required=False, help_text="Only needed outside SEPA.")
    stripe = forms.CharField(
        label="Or a connected account of Stripe",
        max_length=60,
        required=False,
        help_text="It begins with acct_. Ask us to connect yours first.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not takes_stripe():
            del self.fields["stripe"]
        self.fields["iban"].help_text += _BESIDE_STRIPE if takes_stripe() else _IBAN_ALONE
        for name, purpose in (
            ("holder", "name"), ("street", "street-address"), ("postcode", "postal-code"), ("town", "address-level2"),
            ("country", "country"), ("iban", "off"), ("bic", "off"),
        ):  # fmt: skip
            self.fields[name].widget.attrs["autocomplete"] = purpose
        self.fields["iban"].widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false"}

    def payee(self) -> Payee:
        """As it was written."""
        return Payee(**self.cleaned_data)


class TaxForm(forms.Form):
    """What a tax office asks for."""

    country = forms.ChoiceField(label="Where you pay tax", choices=_countries)
    number = forms.CharField(label="Tax number", max_length=60, required=False)
    vat = forms.CharField(label="VAT number", max_length=60, required=False, help_text="If you have one.")

    def tax(self) -> Tax:
        """As it was written."""
        return Tax(**self.cleaned_data)


class SmallestForm(forms.Form):
    """The least that is paid out at once."""

    amount = forms.IntegerField(label="Smallest payout, in units of the currency")
