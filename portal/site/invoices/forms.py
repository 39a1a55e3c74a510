"""What is written on the pages of invoices: a payment, a list of the bank, an address, a question's answer."""

from typing import Any

from babel import Locale
from django import forms

from consent.invoices.billing import Address
from consent.invoices.questions import MOST

LARGEST = 2 * 1024 * 1024


def _countries() -> list[tuple[str, str]]:
    names = Locale("en").territories
    known = [(code, name) for code, name in names.items() if len(code) == 2 and code.isalpha() and code != "ZZ"]
    return [("", "Choose"), *sorted(known, key=lambda one: one[1])]


class PaymentForm(forms.Form):
    """What the bank says came in."""

    amount = forms.DecimalField(label="Amount", max_digits=20, decimal_places=6)
    received_on = forms.DateField(
        label="Day", widget=forms.DateInput(attrs={"type": "date"}), help_text="As the bank booked it."
    )
    reference = forms.CharField(
        label="The bank’s reference", max_length=140, help_text="It counts once, however often it is recorded."
    )


class TakeBackForm(forms.Form):
    """Why a payment is taken back."""

    reason = forms.CharField(label="Why it is taken back", max_length=300)


class ListForm(forms.Form):
    """A bank's list."""

    file = forms.FileField(label="File", widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}), max_length=200)

    def clean_file(self) -> Any:
        """At most 2 MB."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError("Choose a CSV file of at most 2 MB.")
        return file


class AddressForm(forms.Form):
    """Whom invoices are made out to."""

    name = forms.CharField(label="Company", max_length=140)
    address = forms.CharField(label="Address", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    country = forms.ChoiceField(label="Country", choices=_countries)
    vat_id = forms.CharField(
        label="VAT number", max_length=20, required=False, help_text="In the EU its check digits are looked at."
    )
    reference = forms.CharField(
        label="Your reference", max_length=60, required=False, help_text="Such as an order number. Printed on each."
    )

    def as_address(self) -> Address:
        """What was written."""
        return Address(**self.cleaned_data)


class AnswerForm(forms.Form):
    """What became of uses."""

    question = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.CharField(label="Your answer", max_length=MOST)


class AskForm(forms.Form):
    """Of which finding."""

    finding = forms.IntegerField(widget=forms.HiddenInput)
