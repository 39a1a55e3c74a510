"""Outputs that lines name before another line says what they are: the rule, without a database."""

import time

from consent.reports.outputs import Made
from consent.reports.register import refused


def said(reference: str, title: str = "Night") -> Made:
    """An output with everything there is to say of it."""
    return Made(reference, title, "audio", contains_ai="All")


def test_a_long_chain_of_outputs_that_wait_for_each_other_is_read_at_once() -> None:
    chain = {place: [said(f"o{place}"), Made(f"o{place + 1}")] for place in range(9_999)} | {9_999: [said("o9999")]}
    started = time.process_time()
    assert refused(chain, {}) == []
    assert time.process_time() - started < 5


def test_what_nobody_says_is_unknown_and_what_is_said_twice_differently_is_refused() -> None:
    lines = {
        0: [Made("b")],
        1: [said("a"), Made("nobody")],
        2: [said("b")],
        3: [said("b", "Day")],
        4: [said("c"), said("c", "Day")],
        5: [Made("a")],
    }
    assert refused(lines, {}) == [
        (3, "output_reused", "outputs"), (4, "output_reused", "outputs"), (1, "unknown_output", "outputs"),
        (5, "unknown_output", "outputs"),
    ]  # fmt: skip
    assert refused({0: [said("a", "Day")], 1: [Made("a")]}, {"a": said("a")}) == [(0, "output_reused", "outputs")]
