"""A rule as a sentence with gaps: what arrives, and the rule it means."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from babel.numbers import list_currencies
from django import forms
from django.core.validators import MaxValueValidator
from django.utils import timezone
from django.utils.safestring import SafeString

from artists.teams.models import Team
from consent.licences.terms import Basis
from consent.requests.fit import ASK, NO, YES, Condition
from consent.requests.models import Rule
from consent.requests.rules import Draft, condition_of
from consent.requests.simulation import Offer
from consent.uses import USES, Use

ANYONE, ANYWHERE, WORLD, SOME = "", "", "world", "some"
ANSWERS = [(YES, "Yes"), (NO, "No"), (ASK, "Ask us")]
WHERE = [(ANYWHERE, "any country"), (SOME, "only these countries"), (WORLD, "the whole world at once")]
PAYS = [("", "anything"), ("least", "at least"), ("below", "less than")]
UNITS = [("months", "months"), ("days", "days")]
USUAL_CURRENCIES = ("EUR", "USD", "GBP")
_YEAR, _MONTH = 366, 31
_BASIS = {
    Basis.PER_OUTPUT: "for each output",
    Basis.PER_MINUTE: "for each minute",
    Basis.PER_1000_CHECKS: "for 1,000 checks",
    Basis.REVENUE_SHARE: "% of revenue",
    Basis.FLAT: "once",
    Basis.ADVANCE: "in advance",
}


class RuleForm(forms.Form):
    """“When … asks for … and wants …, answer … until …”. A gap left empty narrows nothing."""

    partner = forms.ChoiceField(label="Who asks", required=False)
    uses = forms.MultipleChoiceField(
        label="Uses", choices=[(use.code, use.short) for use in USES.values()], required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    pays = forms.ChoiceField(label="What it pays", choices=PAYS, required=False)
    amount = forms.DecimalField(
        label="Amount", required=False, min_value=0, max_digits=18, decimal_places=6, max_value=Decimal(1_000_000)
    )
    currency = forms.ChoiceField(label="Currency", required=False)
    basis = forms.ChoiceField(
        label="Counted", choices=[(one.value, words) for one, words in _BASIS.items()], required=False
    )
    where = forms.ChoiceField(label="Where", choices=WHERE, required=False)
    countries = forms.CharField(label="Country codes", required=False, max_length=1000)
    span = forms.IntegerField(label="At most so long", required=False, min_value=1, max_value=3660)
    unit = forms.ChoiceField(label="Months or days", choices=UNITS, required=False)
    longest = forms.IntegerField(label="Longest output in seconds", required=False, min_value=1, max_value=86_400)
    answer = forms.ChoiceField(label="Answer", choices=ANSWERS, widget=forms.RadioSelect)
    most_a_month = forms.IntegerField(label="Times a month, at most", required=False, min_value=1, max_value=10_000)
    until = forms.DateField(
        label="Last day", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MaxValueValidator(date(2999, 12, 31))],
    )  # fmt: skip  # the year 9999 has no day after its last

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partners = Team.objects.filter(kind="partner").order_by("name").values_list("id", "name")
        self._choices("partner", [(ANYONE, "anyone"), *((str(pk), name) for pk, name in partners)])
        chosen = str(self["currency"].value() or "")
        known = list_currencies()
        extra = [chosen] if chosen in known and chosen not in USUAL_CURRENCIES else []
        self._choices("currency", [(code, code) for code in (*USUAL_CURRENCIES, *extra)])

    @property
    def use_boxes(self) -> Iterator[tuple[Use, SafeString]]:
        """Each use with its checkbox."""
        for use, box in zip(USES.values(), self["uses"], strict=True):
            yield use, box.tag()

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A price needs its amount."""
        data: dict[str, Any] = super().clean() or {}
        data["basis"] = data.get("basis") or Basis.PER_OUTPUT.value
        data["currency"] = data.get("currency") or USUAL_CURRENCIES[0]
        if data.get("pays") and data.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", "Say how much, or choose “anything”.")
        if data.get("where") == SOME and not (data.get("countries") or "").replace(",", " ").split():
            self.add_error("countries", "Name the countries by their codes, such as DE FR GB.")
        return data

    def draft(self) -> Draft:
        """The rule that was written."""
        data = self.cleaned_data
        priced = bool(data["pays"])
        share = data["basis"] == Basis.REVENUE_SHARE
        codes = (data["countries"] or "").replace(",", " ").upper().split()
        condition = Condition(
            partner=int(data["partner"]) if data["partner"] else None,
            uses=frozenset(data["uses"]),
            territories=frozenset(codes) if data["where"] == SOME else frozenset(),
            worldwide_only=data["where"] == WORLD,
            most_days=_days(data["span"], data["unit"]),
            longest=data["longest"],
            basis=data["basis"] if priced else "",
            # A share is kept in basis points, so that 12.5 % is a whole number.
            least=(data["amount"] * 100 if share else data["amount"]) if priced else None,
            currency=data["currency"] if priced and not share else "",
            below=data["pays"] == "below",
        )
        return Draft(data["answer"], condition, _midnight_after(data["until"]), data["most_a_month"])

    @staticmethod
    def initial_of(rule: Rule) -> Mapping[str, Any]:
        """The gaps as a rule fills them."""
        filled = _filled(condition_of(rule))
        until = timezone.localtime(rule.until - timedelta(seconds=1)).date() if rule.until else None
        return {**filled, "answer": rule.answer, "most_a_month": rule.most_a_month, "until": until}

    @staticmethod
    def initial_from(offer: Offer) -> Mapping[str, Any]:
        """The gaps as an offer fills them."""
        return {
            **_filled(offer.condition),
            "answer": offer.answer,
            "until": in_a_year() if offer.answer == YES else None,
        }


def in_a_year() -> date:
    """The last day a yes that is set today may run."""
    return timezone.localdate() + timedelta(days=364)


def _filled(asked: Condition) -> dict[str, Any]:
    share = asked.basis == Basis.REVENUE_SHARE
    span, unit = spanned(asked.most_days)
    amount = asked.least / 100 if share and asked.least is not None else asked.least
    return {
        "partner": str(asked.partner or ""),
        "uses": sorted(asked.uses),
        "pays": "" if asked.least is None else "below" if asked.below else "least",
        "amount": None if amount is None else format(amount.normalize(), "f"),
        "currency": asked.currency or USUAL_CURRENCIES[0],
        "basis": asked.basis or Basis.PER_OUTPUT,
        "where": WORLD if asked.worldwide_only else SOME if asked.territories else ANYWHERE,
        "countries": " ".join(sorted(asked.territories)),
        "span": span,
        "unit": unit,
        "longest": asked.longest,
    }


def spanned(days: int | None) -> tuple[int | None, str]:
    """Days as a person said them: in months where they come out even."""
    if days is None:
        return None, "months"
    years, rest = divmod(days, _YEAR)
    months, over = divmod(rest, _MONTH)
    return (days, "days") if over else (years * 12 + months, "months")


def _days(span: int | None, unit: str) -> int | None:
    """The most days that so many months can have, so that a licence from one date to the same date fits."""
    if span is None or unit == "days":
        return span
    years, months = divmod(span, 12)
    return years * _YEAR + months * _MONTH


def _midnight_after(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) if day else None
