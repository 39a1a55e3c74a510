"""The voices an offer can name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.licences.voices import VOICES, read


@given(st.sampled_from(sorted(VOICES)), st.sampled_from(sorted(VOICES)), st.integers(1, 99))
def test_a_voice_or_a_blend_of_two_is_read_back_as_it_was_named(first, second, share):
    assert read(f" {first} ").code == first
    if first != second:
        named = f"{first}:{share}+{second}:{100 - share}"
        assert read(named).code == named
        assert read(f"{first}+{second}").code == f"{first}:50+{second}:50"


def test_the_british_voices_speak_british_english():
    assert [code for code, voice in VOICES.items() if voice.british] == ["emma", "george"]


@given(
    st.text(max_size=40) | st.sampled_from(["heart:60+emma:50", "heart+heart", "heart:0+emma:100", "heart:60", "a+b+c"])
)
def test_anything_else_is_refused_in_a_sentence(text):
    if text.strip() not in VOICES:
        with pytest.raises(ValueError, match="voice"):
            read(text)
