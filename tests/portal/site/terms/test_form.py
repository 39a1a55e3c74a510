"""The term sheet: what is typed becomes terms, what is wrong is said where it is wrong."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import timezone

from artists.access import Invalid
from consent.licences import steps
from consent.licences.terms import AtEnd, Basis, Catalogue, Model, Rate, Reporting, Scope, Terms
from portal.site.terms import show
from portal.site.terms.forms import TermsForm
from tests.cast import Cast, acting, track
from tests.support.licences import in_force, terms

pytestmark = pytest.mark.django_db


def sent(form: TermsForm, **changed: Any) -> QueryDict:
    """What a browser sends back of this form, with changes."""
    data = QueryDict(mutable=True)
    for field in form:
        value = field.value()
        values = value if isinstance(value, list | tuple) else [value]
        on_off = field.widget_type == "checkbox"
        kept = ["on"] if on_off and value else [] if on_off else ["" if one is None else str(one) for one in values]
        data.setlist(field.html_name, kept)
    for field in (field for row in [form.rate_rows.management_form, *form.rate_rows] for field in row):
        data[field.html_name] = "" if field.value() is None else str(field.value())
    for name, value in changed.items():
        data.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
    return data


def full(cast: Cast) -> Terms:
    """Terms in which every field says something."""
    today = timezone.now().date()
    return Terms(
        uses=("remix", "train"),
        catalogue=Catalogue(Scope.ARTISTS, artists=(cast.ayla_marsh.pk,)),
        starts_on=today, ends_on=today + timedelta(days=100), currency="BRL",
        rates=(Rate(Basis.PER_OUTPUT, Decimal("0.045"), use="remix"), Rate(Basis.REVENUE_SHARE, basis_points=1250)),
        minimum=Decimal("1200.5"), territories=("BR", "CA", "GB", "US"), credit_line="{title} by {artist}, {partner}",
        notice_days=60, model=Model("Loom", "2.1", "a" * 64), reporting=Reporting.QUARTERLY, reporting_days=20,
        at_end=AtEnd.SUNSET, sunset_days=90, longest=45, most_favoured=True, special="One.\nTwo.",
    )  # fmt: skip


def test_terms_come_back_as_they_were(cast: Cast) -> None:
    before = full(cast)
    again = TermsForm(sent(TermsForm(initial_terms=before)))
    assert again.is_valid(), again.errors
    assert again.terms == Terms.from_data(before.as_data())


def test_tracks_and_exclusions_come_back_as_they_were(cast: Cast) -> None:
    one = track("Saltglass", cast.ayla_marsh, performer=cast.artist, master=cast.label)
    one.isrc = "QZK6B2600412"
    one.save()
    two = track("Low Bridge", cast.ayla_marsh, performer=cast.artist)
    before = terms(assets=[one, two])
    form = TermsForm(initial_terms=before)
    assert "Saltglass by Ayla Marsh · QZK6B2600412" in form["tracks"].value()
    again = TermsForm(sent(form))
    assert again.is_valid(), again.errors
    assert again.terms == Terms.from_data(before.as_data())
    without = TermsForm(sent(TermsForm(initial_terms=terms()), terms__without_tracks="qzk6b-26-00412"))
    assert without.is_valid(), without.errors
    assert without.terms.catalogue.without_assets == (one.pk,)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"terms__uses": []}, "uses"),
        ({"terms__uses": ["dance"]}, "uses"),
        ({"terms__uses": ["train"]}, "model_name"),
        ({"terms__ends_on": "2001-01-01"}, "ends_on"),
        ({"terms__ends_on": "soon"}, "ends_on"),
        ({"terms__notice_days": "900"}, "notice_days"),
        ({"terms__scope": "artists"}, "artists"),
        ({"terms__scope": "artists", "terms__artists": "Nobody Known"}, "artists"),
        ({"terms__scope": "assets", "terms__tracks": "QZ0000000000"}, "tracks"),
        ({"terms__without_tracks": "what"}, "without_tracks"),
        ({"terms__where": "some"}, "countries"),
        ({"terms__where": "some", "terms__countries": "Atlantis"}, "countries"),
        ({"terms__currency": "XYZ"}, "currency"),
        ({"terms__credit_line": "by {nobody}"}, "credit_line"),
        ({"terms__at_end": "sunset"}, "sunset_days"),
        ({"terms__longest": "0"}, "longest"),
        ({"terms__minimum": "-1"}, "minimum"),
        ({"terms-rates-0-amount": "a lot"}, "rates"),
        ({"terms-rates-0-amount": "NaN"}, "rates"),
        ({"terms-rates-0-amount": "-2"}, "rates"),
        ({"terms-rates-0-basis": "revenue_share", "terms-rates-0-amount": "12.345"}, "rates"),
        ({"terms-rates-0-basis": "revenue_share", "terms-rates-0-amount": "300"}, "rates"),
        ({"terms-rates-TOTAL_FORMS": "x"}, "rates"),
        ({"terms-rates-TOTAL_FORMS": "100000"}, "rates"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(cast: Cast, changed: dict[str, Any], field: str) -> None:
    form = TermsForm(sent(TermsForm(initial_terms=terms()), **changed))
    assert not form.is_valid()
    assert set(form.errors) == {field}
    assert render_to_string("site/terms/form.html", {"terms": form})


def test_a_round_keeps_to_what_was_asked(cast: Cast) -> None:
    one, two = (track(title, cast.ayla_marsh, performer=cast.artist) for title in ("Saltglass", "Low Bridge"))
    other = track("Another", cast.ayla_marsh, performer=cast.artist)
    asked = terms(assets=[one, two])
    form = TermsForm(initial_terms=asked, subject=[one.pk, two.pk])
    assert "uses" not in form.fields
    again = TermsForm(sent(form, terms__keep=[str(one.pk)]), initial_terms=asked, subject=[one.pk, two.pk])
    assert again.is_valid(), again.errors
    assert again.terms == Terms.from_data(replace(asked, catalogue=Catalogue(Scope.ASSETS, (), (one.pk,))).as_data())
    more = TermsForm(sent(form, terms__keep=[str(other.pk)]), initial_terms=asked, subject=[one.pk, two.pk])
    assert not more.is_valid()
    assert set(more.errors) == {"keep"}


def test_another_row_of_rates_is_no_mistake(cast: Cast) -> None:
    form = TermsForm(sent(TermsForm(initial_terms=terms()), terms__ends_on="", add_rate="1"))
    assert form.wants_row
    assert not form.is_valid()
    assert not form.errors
    assert len(form.rate_rows.forms) == 4
    assert "form-0" not in render_to_string("site/terms/form.html", {"terms": form})


def test_regions_are_a_short_way_to_say_many_countries(cast: Cast) -> None:
    form = TermsForm(
        sent(
            TermsForm(initial_terms=terms()),
            terms__where="some",
            terms__regions=["eu", "uk"],
            terms__countries="Japan, br",
        )
    )
    assert form.is_valid(), form.errors
    assert len(form.terms.territories) == 27 + 3
    shown = TermsForm(initial_terms=form.terms)
    assert shown["regions"].value() == ["eu", "uk"]
    assert shown["countries"].value() == "BR, JP"


def test_a_refusal_of_an_action_is_shown_where_it_belongs(cast: Cast) -> None:
    form = TermsForm(sent(TermsForm(initial_terms=terms())))
    assert form.is_valid()
    form.refused(Invalid("x", "Not these.", field="assets"))
    form.refused(Invalid("another_subject", "Keep to it."))
    assert form.errors["tracks"] == ["Not these."]
    assert form.non_field_errors() == ["Keep to it."]


def test_what_changed_is_said_with_who_gains(cast: Cast) -> None:
    licence = in_force(cast.partner, [cast.label], terms())
    first = licence.in_force
    assert first is not None
    dearer = replace(terms(), rates=(Rate(Basis.PER_OUTPUT, Decimal("0.06")),), notice_days=90, special="Hello.")
    second = steps.add_version(licence, dearer, actor=acting(cast.rin, cast.partner), at=timezone.now())
    names = show.names_for(licence, first, second)
    found = show.difference(first, second, names)
    assert [(one.key, one.better) for one in found.changes] == [
        ("rate::per_output", True),
        ("notice_days", False),
        ("special", None),
    ]
    assert (found.better, found.worse) == (1, 1)
    page = render_to_string("site/terms/diff.html", {"difference": found, "ours": True})
    assert "Better for you" in page
    assert "€0.06 for each output" in page
    assert "€0.06" in render_to_string("site/terms/table.html", {"lines": show.table(second, names)})
