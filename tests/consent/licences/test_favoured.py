"""Rates of a team's licences side by side: which is worse, and which falls with it."""

from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from artists.access import TeamKind
from artists.teams.models import Team
from consent.licences import favoured
from consent.licences.favoured import rates_of, worth
from consent.licences.templates import TEMPLATES
from consent.licences.terms import Basis, Rate
from consent.licences.validity import check_terms
from tests.cast import Cast, person, team
from tests.support.licences import in_force, terms


@pytest.fixture
def versao(cast: Cast) -> Team:
    """Another partner."""
    return team(TeamKind.PARTNER, "Versão Labs", "versao-labs", person("iri@demo.test", "Iri Prado"))


def paying(amount: str, use: str = "", basis: Basis = Basis.PER_OUTPUT) -> Rate:
    return Rate(basis, Decimal(amount), use=use)


@pytest.mark.django_db
def test_a_lower_rate_is_said_and_what_falls_with_it(cast: Cast, versao: Team) -> None:
    label, now = team(TeamKind.LABEL, "Low Tide", "low-tide", person("lo@demo.test", "Lo")), timezone.now()
    promised = in_force(versao, [label], terms(["cover"], rates=(paying("0.05"),), most_favoured=True))
    dearer = in_force(versao, [label], terms(["cover"], rates=(paying("0.06", "cover"),)))
    in_force(versao, [label], terms(["cover"], rates=(paying("0.09"),), currency="USD", most_favoured=True))
    in_force(versao, [label], terms(["cover"], rates=(paying("9", basis=Basis.PER_MINUTE),)))
    new = terms(["cover", "remix"], rates=(paying("0.04"),))
    found = favoured.warnings(new, label.pk, partner_id=cast.partner.pk, at=now)
    assert [(one.other.licence.pk, one.use.code, one.follows) for one in found] == [
        (promised.pk, "cover", True),
        (dearer.pk, "cover", False),
    ]
    assert (found[0].other.words, found[0].new_words) == ("€0.05 for each output", "€0.04 for each output")
    assert favoured.warnings(new, label.pk, partner_id=versao.pk, at=now) == []
    assert favoured.warnings(new, cast.label.pk, partner_id=versao.pk, at=now)[0].other.licence.partner == cast.partner
    assert favoured.warnings(terms(["sing"], rates=(paying("0"),)), label.pk, partner_id=versao.pk, at=now) == []


@pytest.mark.django_db
def test_licences_are_compared_use_by_use(cast: Cast, versao: Team, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    in_force(versao, [cast.label], terms(["remix", "cover"], rates=(paying("0.05"), paying("0.07", "cover"))))
    with django_assert_num_queries(2):
        found = favoured.compare(cast.label.pk, at=timezone.now())
    shown = {(one.use.code, one.currency): [str(price.worth) for price in one.prices] for one in found}
    assert shown["cover", "EUR"] == ["0.07", "0.045"]
    assert shown["remix", "EUR"] == ["0.05", "0.045"]
    assert all(one.differ for one in found if one.use.code in ("cover", "remix"))


rates = st.lists(
    st.builds(
        Rate,
        st.sampled_from([Basis.PER_OUTPUT, Basis.FLAT]),
        st.decimals(0, 100, places=2),
        use=st.sampled_from(["", "remix", "cover"]),
    ),
    unique_by=lambda rate: (rate.use, rate.basis),
    max_size=6,
)


@given(rates)
def test_a_use_has_one_rate_of_a_kind_and_its_own_goes_first(given_rates: list[Rate]) -> None:
    found = rates_of(terms(["remix", "cover"], rates=tuple(given_rates)))
    assert len({(use, rate.basis) for use, rate in found}) == len(found)
    own = {(rate.use, rate.basis): worth(rate) for rate in given_rates}
    for use, rate in found:
        assert worth(rate) == own.get((use, rate.basis), own.get(("", rate.basis)))


@pytest.mark.parametrize("key", list(TEMPLATES))
def test_a_template_is_nearly_a_deal(key: str) -> None:
    """All that is missing is what nobody else can know: the model's name, whose voice."""
    today = timezone.now().date()
    made = TEMPLATES[key].terms(today)
    assert set(made.uses) == set(TEMPLATES[key].uses)
    if key not in ("train", "greeting"):
        check_terms(made, today=today)
