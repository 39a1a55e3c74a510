"""Terms as a value: they survive JSON, their hash ignores order, and a difference reads the same from both ends."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from consent.licences.terms import AtEnd, Basis, Catalogue, Model, PoolRule, Rate, Reporting, Scope, Terms
from consent.licences.wording import Names, changes, full_text, in_words, sha256
from consent.uses import USES

NAMES = Names("Halcyon Audio", ("Northlight Records",))
ids = st.lists(st.uuids(), max_size=3).map(tuple)
amounts = st.decimals(0, 10_000, places=4)
uses = st.lists(st.sampled_from(sorted(USES)), min_size=1, max_size=4, unique=True).map(tuple)
words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=40)


@st.composite
def rates(draw: st.DrawFn) -> Rate:
    basis = draw(st.sampled_from(Basis))
    use = draw(st.sampled_from(["", *USES]))
    if basis is Basis.REVENUE_SHARE:
        return Rate(basis, basis_points=draw(st.integers(1, 10_000)), use=use)
    return Rate(basis, draw(amounts), use=use)


catalogues = st.builds(Catalogue, st.sampled_from(Scope), ids, ids, ids, ids)
days = st.dates(date(2026, 1, 1), date(2030, 1, 1))
deals = st.builds(
    Terms,
    uses=uses, catalogue=catalogues, starts_on=days, ends_on=days, currency=st.sampled_from(["EUR", "JPY", "USD"]),
    rates=st.lists(rates(), max_size=4, unique_by=lambda rate: (rate.use, rate.basis)).map(tuple),
    minimum=st.none() | amounts, territories=st.lists(st.sampled_from(["DE", "BR", "JP"]), unique=True).map(tuple),
    credit_line=words, notice_days=st.integers(0, 365),
    model=st.none() | st.builds(Model, words, words, words), reporting=st.sampled_from(Reporting),
    reporting_days=st.integers(1, 90), at_end=st.sampled_from(AtEnd), sunset_days=st.integers(0, 90),
    longest=st.none() | st.integers(1, 900), most_favoured=st.booleans(), special=words,
    pool=st.none() | st.sampled_from(PoolRule),
)  # fmt: skip


@given(deals)
def test_terms_survive_json(deal: Terms) -> None:
    again = Terms.from_data(deal.as_data())
    assert again.as_data() == deal.as_data()
    assert Terms.from_data(again.as_data()) == again
    assert again.canonical == deal.canonical


@given(deals)
def test_order_says_nothing(deal: Terms) -> None:
    turned = replace(
        deal, uses=deal.uses[::-1], rates=deal.rates[::-1], territories=deal.territories[::-1],
        catalogue=replace(deal.catalogue, artists=deal.catalogue.artists[::-1], assets=deal.catalogue.assets[::-1]),
    )  # fmt: skip
    assert turned.canonical == deal.canonical
    assert turned.deal_sha256 == deal.deal_sha256


@given(deals, catalogues)
def test_the_same_deal_for_other_music_has_the_same_hash(deal: Terms, other: Catalogue) -> None:
    assert replace(deal, catalogue=other).deal_sha256 == deal.deal_sha256


@given(deals)
def test_another_deal_has_another_hash(deal: Terms) -> None:
    later = replace(deal, ends_on=deal.ends_on + timedelta(days=1))
    dearer = replace(deal, minimum=(deal.minimum or Decimal(0)) + 1)
    assert len({deal.deal_sha256, later.deal_sha256, dearer.deal_sha256}) == 3


@given(deals, deals)
def test_a_difference_reads_the_same_from_both_ends(one: Terms, other: Terms) -> None:
    there = {change.key: change for change in changes(in_words(one, NAMES), in_words(other, NAMES))}
    back = {change.key: change for change in changes(in_words(other, NAMES), in_words(one, NAMES))}
    assert set(there) == set(back)
    for key, change in there.items():
        assert (change.before, change.after) == (back[key].after, back[key].before)
        assert (change.better is None) == (back[key].better is None)
        assert change.better is None or change.better != back[key].better
    assert changes(in_words(one, NAMES), in_words(one, NAMES)) == []


@given(deals)
def test_the_text_holds_the_terms_and_has_one_hash(deal: Terms) -> None:
    text = full_text(deal, NAMES)
    assert deal.canonical in text
    again = Terms.from_data(deal.as_data())
    assert sha256(full_text(again, NAMES)) == sha256(full_text(Terms.from_data(again.as_data()), NAMES))


@given(deals)
def test_what_was_signed_before_there_was_a_pool_rule_keeps_its_text(deal: Terms) -> None:
    silent = replace(deal, pool=None)
    assert "pool" not in silent.as_data()
    assert (replace(deal, pool=PoolRule.EQUAL).canonical == silent.canonical) is False
    old = replace(silent, rates=tuple(rate for rate in deal.rates if rate.basis is not Basis.ADVANCE))
    assert "divide over the assets covered" not in full_text(old, NAMES)


def test_the_text_of_a_deal_of_last_year_is_the_same_to_the_letter() -> None:
    """Worked out before advances and pools were terms at all."""
    deal = Terms(
        uses=("train", "remix"), catalogue=Catalogue(Scope.ALL), starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31),
        currency="EUR", rates=(Rate(Basis.FLAT, Decimal(10_000), use="train"), Rate(Basis.PER_OUTPUT, Decimal("0.05"))),
        minimum=Decimal(5000), model=Model("Loom", "2.1"),
    )  # fmt: skip
    assert sha256(full_text(deal, NAMES)) == "f65c6a8d966ab7309c13ebaa15278b6896a1e95ab1b2b39d429c4594176a2a01"
    assert deal.deal_sha256 == "f1362640f143cada4b190fdf2120d14ea968394d4e64064d70d50dcdb91144a7"
