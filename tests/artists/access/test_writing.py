"""Titles and names: what one reads is what is there."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artists.access import Invalid, one_line


@pytest.mark.parametrize(
    "text",
    ["Ayla\u202ehsraM", "a\u0000b", "\u2067Ayla", "tab\u0008bell", "x\u009b31m", "\ud800", "\ue000", "esc\u001b[2J"],
)
def test_signs_that_control_or_turn_the_text_are_refused(text: str) -> None:
    with pytest.raises(Invalid, match="hidden signs"):
        one_line(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  Salt \t\n glass ", "Salt glass"), ("Ay\u200bla", "Ayla"), ("\ufeffAyla", "Ayla"),
        ("Ine\u0302s", "In\u00eas"),
        ("\u200b", ""), ("\u3164", ""), ("\u0301", ""), ("\u200d", ""), ("", ""), ("!!!", "!!!"), ("+", "+"),
        ("\u05e9\u05dc\u05d5\u05dd",) * 2,
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",) * 2,
        ("\u6771\u4eac", "\u6771\u4eac"), ("\U0001f469\u200d\U0001f3a4",) * 2,
    ],
)  # fmt: skip
def test_every_script_stays_as_it_is_and_what_shows_nothing_goes(text: str, kept: str) -> None:
    assert one_line(text) == kept


@given(st.text())
def test_what_comes_through_is_one_visible_line_and_comes_through_again(text: str) -> None:
    try:
        line = one_line(text)
    except Invalid:
        return
    assert one_line(line) == line
    assert not any(unicodedata.category(sign) == "Cc" for sign in line)
    assert not set(line) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
