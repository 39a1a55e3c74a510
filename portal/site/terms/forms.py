"""The term sheet as a form. It works by plain POSTs; the terms it gives are checked by the rules of licences."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils import timezone

from artists.access import Invalid
from consent.licences.terms import AtEnd, Catalogue, Model, PoolRule, Reporting, Scope, Terms
from consent.licences.validity import check_terms
from consent.uses import USES
from portal.site.terms import listing, regions
from portal.site.terms.rates import RateRows, plain, rows_of

CURRENCIES = ("EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CAD", "AUD", "JPY", "KRW", "BRL", "MXN", "INR")
ADD_ROW = "add_rate"

# Where a problem that the rules of licences find is shown in this form.
_SHOWN_AT = {
    "assets": "tracks", "catalogue": "scope", "model": "model_name", "territories": "countries",
    "without_assets": "without_tracks",
}  # fmt: skip


class _Lines(forms.CharField):
    def __init__(self, label: str, help_text: str) -> None:
        super().__init__(
            label=label, required=False, help_text=help_text, max_length=500_000,
            widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        )  # fmt: skip


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _number(label: str, help_text: str = "", *, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, required=required, min_value=0, max_value=1_000_000)


class TermsForm(forms.Form):
    """Every term, as `Terms` and back.

    `initial_terms` fill it. With `subject`, the assets that were asked for, that stays as it is: no uses, and of
    the catalogue only which of them to keep (a round in a request for a use); an offer stays as it was too, see
    `OfferForm`. `wants_row` says that the person asked for another row of rates: show the form again. After
    `is_valid()`, `.terms` is the value; `refused(invalid)` puts an action's `Invalid` where it belongs.
    """

    uses = forms.MultipleChoiceField(
        label="What AI may do", choices=[(use.code, use.label) for use in USES.values()],
        widget=forms.CheckboxSelectMultiple, error_messages={"required": "Name at least one use."},
    )  # fmt: skip
    model_name = forms.CharField(label="Model, by its maker’s name", max_length=80, required=False)
    model_version = forms.CharField(label="Version", max_length=40, required=False)
    weights_sha256 = forms.CharField(
        label="SHA-256 of its weights", max_length=64, required=False, help_text="Where they are made already."
    )
    scope = forms.ChoiceField(
        label="Of which music", widget=forms.RadioSelect,
        choices=[("all", "Everything the licensors hold"), ("artists", "Some artists"), ("assets", "Chosen tracks")],
    )  # fmt: skip
    artists = _Lines("Artists", "One a line, by name.")
    tracks = _Lines("Tracks, songs, voices", "One a line, by ISRC or by our id.")
    keep = forms.MultipleChoiceField(
        label="For these", widget=forms.CheckboxSelectMultiple, help_text="Untick what you would leave out.",
        error_messages={"required": "Keep at least one."},
    )  # fmt: skip
    without_artists = _Lines("Without these artists", "One a line, by name.")
    without_tracks = _Lines("Without these tracks", "One a line, by ISRC or by our id.")
    where = forms.ChoiceField(
        label="Where", widget=forms.RadioSelect, choices=[("world", "The whole world"), ("some", "Only here:")]
    )
    regions = forms.MultipleChoiceField(
        label="Regions", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(key, name) for key, (name, _) in regions.REGIONS.items()],
    )  # fmt: skip
    countries = forms.CharField(
        label="More countries", required=False, max_length=2000, help_text="By name or code, with commas: Japan, BR."
    )
    starts_on = _day("First day")
    ends_on = _day("Last day")
    currency = forms.ChoiceField(label="Currency")
    rates = forms.CharField(required=False, widget=forms.HiddenInput, label="What it pays")
    minimum = forms.DecimalField(
        label="Minimum a year", required=False, max_digits=18, decimal_places=6, help_text="All rates together.",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    pool = forms.ChoiceField(
        label="Sums for all works divide", required=False,
        choices=[("", "Training equally, the rest by what was reported"),
                 (PoolRule.EQUAL.value, "Equally over the works"),
                 (PoolRule.ATTRIBUTION.value, "By what was reported of each")],
        help_text="Flat sums, advances, checks and what is missing to the minimum.",
    )  # fmt: skip
    credit_line = forms.CharField(
        label="Credit line", max_length=200, help_text="{title}, {artist} and {partner} are filled in."
    )
    notice_days = _number("Days’ notice to stop")
    reporting = forms.ChoiceField(label="Reports", choices=[(one.value, one.value.capitalize()) for one in Reporting])
    reporting_days = _number("Days to report in")
    at_end = forms.ChoiceField(
        label="What was made by the end", widget=forms.RadioSelect,
        choices=[(AtEnd.KEEP.value, "Stays, and is paid"), (AtEnd.SUNSET.value, "Runs out after some days"),
                 (AtEnd.TAKEDOWN.value, "Is taken down")],
    )  # fmt: skip
    sunset_days = _number("After how many days", "Only where it runs out.", required=False)
    longest = _number("Longest output, in seconds", "Empty for any length.", required=False)
    most_favoured = forms.BooleanField(
        label="No other partner pays less", required=False,
        help_text="If a holder gives another partner a lower rate for the same use, this partner gets it too.",
    )  # fmt: skip
    special = forms.CharField(
        label="Special terms", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In words of your own. They stand as a clause of their own.",
    )  # fmt: skip

    def __init__(
        self,
        data: Any = None,
        *,
        initial_terms: Terms | None = None,
        subject: Collection[UUID] | None = None,
        prefix: str = "terms",
    ) -> None:
        self.before = initial_terms
        self.subject = subject
        first = values_of(initial_terms, listed=subject is None) if initial_terms else _start()
        super().__init__(data, initial=first, prefix=prefix)
        self.rate_rows = RateRows(
            data, prefix=f"{prefix}-rates", initial=rows_of(initial_terms.rates) if initial_terms else None
        )
        self.wants_row = bool(data) and ADD_ROW in data
        if self.wants_row:
            self._add_row()
        self._choose_fields()
        self.terms: Terms

    def is_valid(self) -> bool:
        """Whether the sheet can be meant; with the rows of rates."""
        return super().is_valid() and not self.wants_row

    def full_clean(self) -> None:
        """Nothing is wrong yet while somebody asks for another row."""
        if self.wants_row:
            self._errors, self.cleaned_data = ErrorDict(), {}
            return
        super().full_clean()

    def clean(self) -> dict[str, Any]:
        """Put the terms together, and let the rules of licences judge them."""
        data: dict[str, Any] = super().clean() or {}
        if not self.rate_rows.is_valid():
            self.add_error("rates", "One of the rates cannot be read. See its row.")
        if not self.errors:
            try:
                self.terms = self._terms(data)
                check_terms(self.terms, today=timezone.now().date())
            except Invalid as wrong:
                self.refused(wrong)
        return data

    def refused(self, wrong: Invalid) -> None:
        """Show what an action or a rule found, at the field it speaks of."""
        field = _SHOWN_AT.get(wrong.field, wrong.field)
        self.add_error(field if field in self.fields else None, wrong.sentence)

    @property
    def rate_errors(self) -> list[str]:
        """What is wrong with the rates as a whole."""
        return [str(error) for error in self.errors.get("rates", [])]

    def _choose_fields(self) -> None:
        gone = ["keep"]
        if self.subject is not None:
            gone = ["uses", "scope", "artists", "tracks", "without_artists", "without_tracks"]
            self.fields["keep"].choices = listing.choices(self.subject)  # type: ignore[attr-defined]
            if self.before and not self.before.model:
                gone += ["model_name", "model_version", "weights_sha256"]
        for name in gone:
            del self.fields[name]
        codes = dict.fromkeys([*CURRENCIES, *([self.before.currency] if self.before else [])])
        self.fields["currency"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]

    def _add_row(self) -> None:
        name = f"{self.rate_rows.prefix}-TOTAL_FORMS"
        more = cast(QueryDict, self.data).copy()
        count = str(self.data.get(name, ""))
        more[name] = str(min(int(count) + 1, 40) if count.isdecimal() and len(count) < 4 else 1)
        self.data = more
        self.rate_rows = RateRows(more, prefix=self.rate_rows.prefix, initial=self.rate_rows.initial)

    def _terms(self, data: dict[str, Any]) -> Terms:
        codes, unknown = regions.put_together(data["regions"], data["countries"])
        if unknown and data["where"] == "some":
            raise Invalid("territories", f"“{unknown[0]}” is no country we know.", field="territories")
        if not codes and data["where"] == "some":
            raise Invalid("territories", "Name at least one country, or choose the whole world.", field="territories")
        made = Terms(
            uses=tuple(data["uses"]) if "uses" in data else self.before.uses if self.before else (),
            catalogue=self._catalogue(data),
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            currency=data["currency"],
            rates=tuple(rate for row in self.rate_rows if (rate := row.rate())),
            minimum=data["minimum"],
            territories=tuple(codes) if data["where"] == "some" else (),
            credit_line=data["credit_line"],
            notice_days=data["notice_days"],
            model=_model(data),
            reporting=Reporting(data["reporting"]),
            reporting_days=data["reporting_days"],
            at_end=AtEnd(data["at_end"]),
            sunset_days=(data["sunset_days"] or 0) if data["at_end"] == AtEnd.SUNSET else 0,
            longest=data["longest"],
            most_favoured=data["most_favoured"],
            special=data["special"].replace("\r\n", "\n"),
            pool=PoolRule(data["pool"]) if data["pool"] else None,
            offer=self.before.offer if self.before and self.subject is not None else None,
        )
        # In the one order that is hashed, so that the same terms are equal however they were typed.
        return Terms.from_data(made.as_data())

    def _catalogue(self, data: dict[str, Any]) -> Catalogue:
        if self.subject is not None:
            return Catalogue(Scope.ASSETS, assets=tuple(UUID(one) for one in data["keep"]))
        scope = Scope(data["scope"])
        return Catalogue(
            scope,
            artists=_read(data, "artists", "artists") if scope is Scope.ARTISTS else (),
            assets=_read(data, "tracks", "assets") if scope is Scope.ASSETS else (),
            without_artists=_read(data, "without_artists", "without_artists"),
            without_assets=_read(data, "without_tracks", "without_tracks"),
        )


def values_of(terms: Terms, *, listed: bool = True) -> dict[str, Any]:
    """What the form says of these terms; artists and tracks by name only where `listed`."""
    part = terms.catalogue
    found, left = regions.taken_apart(terms.territories)
    model = terms.model
    return {
        "uses": list(terms.uses),
        "model_name": model.name if model else "",
        "model_version": model.version if model else "",
        "weights_sha256": model.weights_sha256 if model else "",
        "scope": part.scope.value,
        "artists": listing.artist_lines(part.artists) if listed else "",
        "tracks": listing.asset_lines(part.assets) if listed else "",
        "keep": [str(one) for one in part.assets],
        "without_artists": listing.artist_lines(part.without_artists) if listed else "",
        "without_tracks": listing.asset_lines(part.without_assets) if listed else "",
        "where": "some" if terms.territories else "world",
        "regions": found,
        "countries": ", ".join(left),
        "starts_on": terms.starts_on,
        "ends_on": terms.ends_on,
        "currency": terms.currency,
        "minimum": plain(terms.minimum),
        "credit_line": terms.credit_line,
        "notice_days": terms.notice_days,
        "reporting": terms.reporting.value,
        "reporting_days": terms.reporting_days,
        "at_end": terms.at_end.value,
        "sunset_days": terms.sunset_days or None,
        "longest": terms.longest,
        "most_favoured": terms.most_favoured,
        "special": terms.special,
        "pool": terms.pool.value if terms.pool else "",
    }


def _start() -> dict[str, Any]:
    """An empty sheet: everything, everywhere, a year from today."""
    today = timezone.now().date()
    blank = Terms((), Catalogue(Scope.ALL), today, today + timedelta(days=364), "EUR")
    return values_of(blank, listed=False)


def _model(data: dict[str, Any]) -> Model | None:
    name, version = data.get("model_name", ""), data.get("model_version", "")
    weights = data.get("weights_sha256", "").lower()
    return Model(name, version, weights) if name or version or weights else None


def _read(data: dict[str, Any], name: str, field: str) -> tuple[UUID, ...]:
    read = listing.read_artists if name.endswith("artists") else listing.read_assets
    ids, unknown = read(data[name])
    if unknown:
        more = f" (and {len(unknown) - 1} more)" if len(unknown) > 1 else ""
        what = "artist" if name.endswith("artists") else "track, song, voice or likeness"
        raise Invalid("unknown", f"We know no {what} “{unknown[0][:80]}”{more}.", field=field)
    return ids
