"""An answer explained from its reasons alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.decisions.reasons import every_reason
from consent.sandbox.examples import EXAMPLES
from portal.site.console.trail import COVERED, Mark, trail

CODES = [reason.code for reason in every_reason()]


def test_every_reason_there_is_stands_against_something_or_for_all() -> None:
    assert set(CODES) <= COVERED


@pytest.mark.parametrize("code", CODES)
def test_the_trail_stops_exactly_where_the_answer_is_not_allow(code: str) -> None:
    answer = EXAMPLES[code].answer
    marks = [seen.mark for seen in trail(answer, [code])]
    assert (Mark.STOP in marks) is (answer == "deny")
    assert (Mark.ASK in marks) is (answer == "ask")
    assert marks[0] is Mark.FINE


def test_an_allow_is_in_order_throughout() -> None:
    assert {seen.mark for seen in trail("allow", ["licensed"])} == {Mark.FINE}


def test_nothing_is_looked_at_of_an_asset_that_is_not_known() -> None:
    marks = [seen.mark for seen in trail("deny", ["unknown_asset"])]
    assert set(marks[marks.index(Mark.STOP) + 1 :]) == {Mark.AHEAD}


@given(codes=st.sets(st.sampled_from([code for code in CODES if EXAMPLES[code].answer == "deny"]), min_size=1))
def test_a_no_for_several_reasons_says_of_no_licence_that_it_is_in_order(codes: set[str]) -> None:
    assert trail("deny", codes)[-1].mark is Mark.AHEAD
