"""Offers go into the terms' JSON and back unchanged, change the hash, and leave terms without one as they were."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artists.access import Invalid
from consent.licences.offer import AMOUNTS, PRESETS, Offer, Tool
from consent.licences.offer_validity import check_offer
from consent.licences.terms import Catalogue, Scope, Terms
from consent.licences.wording import Names, changes, full_text, in_words

WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=12)
COUNTS = st.none() | st.integers(1, 10_000)
OFFERS = st.builds(
    Offer, tool=st.sampled_from(Tool), title=WORDS, promise=WORDS, what_ai_does=WORDS | st.just(""),
    vocals=st.sampled_from(AMOUNTS), instrumentation=st.sampled_from(AMOUNTS), post_production=st.sampled_from(AMOUNTS),
    outputs_a_day=COUNTS, outputs_in_all=COUNTS, outputs_a_fan=COUNTS, fans=COUNTS, least_age=st.integers(0, 99),
    presets=st.lists(st.sampled_from(sorted(PRESETS)), unique=True).map(tuple),
    sentences=st.lists(WORDS.map(lambda word: f"{word} {{name}}"), unique=True, max_size=3).map(tuple),
    moods=st.lists(WORDS, unique=True, max_size=3).map(tuple),
    unwanted=st.lists(WORDS, unique=True, max_size=3).map(tuple),
    price=st.none() | st.decimals(0, 99, places=2),
)  # fmt: skip
PLAIN = Terms(("remix",), Catalogue(Scope.ALL), date(2026, 1, 1), date(2026, 12, 31), "EUR")
NAMES = Names("Halcyon Audio", ("Ayla Marsh",))


@given(OFFERS)
def test_there_and_back_and_into_the_text(offer: Offer) -> None:
    terms = replace(PLAIN, offer=offer)
    again = Terms.from_data(terms.as_data())
    assert again.canonical == terms.canonical
    assert again.offer == offer
    assert offer.title in full_text(terms, NAMES)
    assert terms.deal_sha256 != PLAIN.deal_sha256


def test_terms_without_an_offer_keep_their_text_and_hash() -> None:
    assert "offer" not in PLAIN.as_data()
    assert PLAIN.deal_sha256 == "c11eb5eab1bf19bf6c378142de932598f9caa9294230e1a0cd98349f46f3a788"


@given(OFFERS, st.integers(1, 10_000))
def test_a_lower_limit_is_better_for_the_holders(offer: Offer, most: int) -> None:
    free, held = (replace(PLAIN, offer=replace(offer, outputs_a_day=limit)) for limit in (None, most))
    [change] = changes(in_words(free, NAMES), in_words(held, NAMES))
    assert (change.key, change.better) == ("offer_outputs_a_day", True)
    [back] = changes(in_words(held, NAMES), in_words(free, NAMES))
    assert back.better is False


def test_a_sentence_has_the_name_once_and_a_voice_is_one_we_have() -> None:
    hello = Offer(Tool.GREETING, "A hello", "Hear a name.", sentences=("Hello {name}.",), voice="heart")
    check_offer(hello, ["speak"])
    for field, wrong in (("sentences", ("Hello.",)), ("sentences", ("{name} and {name}",)), ("voice", "ayla")):
        with pytest.raises(Invalid) as refused:
            check_offer(replace(hello, **{field: wrong}), ["speak"])  # type: ignore[arg-type]
        assert refused.value.field == field
    with pytest.raises(Invalid, match="this use alone"):
        check_offer(hello, ["sing"])
