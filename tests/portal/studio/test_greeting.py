"""The greeting, really spoken: what is heard, that names make a difference, and that it says it is an AI voice."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from consent.licences import voices
from portal.studio.models_in_packages import SPEECH
from portal.studio.neural import speech
from portal.studio.tools import Order, Unmakeable, greeting

SENTENCE = "Good luck, {name}. Breathe out first."


def spoken(folder: Path, name: str, voice: str = "heart", sentence: str = SENTENCE):
    """What was made: its facts, and its samples."""
    folder.mkdir(exist_ok=True)
    told = []
    [made] = greeting.make(
        Order({"sentence": sentence, "name": name, "voice": voice}, [], folder), lambda *what: told.append(what)
    )
    assert [percent for percent, _ in told] == sorted(percent for percent, _ in told)
    sound, rate = soundfile.read(made.path)
    assert (rate, sound.ndim, made.role, made.content_type) == (44_100, 1, "mix", "audio/wav")
    return made.facts, sound


def share_of_band(sound, low: float, high: float) -> float:
    power = np.abs(np.fft.rfft(sound)) ** 2
    pitch = np.fft.rfftfreq(len(sound), 1 / 44_100)
    return float(power[(pitch >= low) & (pitch < high)].sum() / power.sum())


def pitch_of(sound) -> float:
    """The median pitch of what is voiced, in Hz, by the highest peak of the autocorrelation between 70 and 350 Hz."""
    found = []
    for start in range(0, len(sound) - 2048, 1024):
        frame = sound[start : start + 2048] * np.hanning(2048)
        if np.sqrt((frame**2).mean()) > 0.03:
            same = np.correlate(frame, frame, "full")[2047:]
            lag = 126 + int(np.argmax(same[126:630]))
            found += [44_100 / lag] if same[lag] > 0.4 * same[0] else []
    return float(np.median(found))


def test_a_voice_says_the_words_with_the_name_and_that_it_is_an_ai_voice(tmp_path):
    facts, fay = spoken(tmp_path / "a", "Fay")
    assert facts["words"] == "Good luck, Fay. Breathe out first."
    assert (facts["voice"], facts["ai"], facts["notice"]) == ("Heart", True, greeting.NOTICE)
    assert 3.0 < facts["seconds"] < 7.0
    assert abs(len(fay) / 44_100 - facts["seconds"]) < 0.1
    words = fay[: -int(2.6 * 44_100)]
    assert share_of_band(words, 80, 5_000) > 0.95
    assert 0.05 < np.sqrt((words**2).mean()) < 0.2
    assert np.abs(fay).max() < 0.9  # nothing is clipped
    loud = np.array([np.abs(fay[at : at + 4410]).max() > 0.01 for at in range(0, len(fay), 4410)])
    assert loud.mean() > 0.5  # a voice, not a blip in silence

    note = fay[-int(2.4 * 44_100) :]
    notes = [np.abs(np.fft.rfft(note[at : at + 8192] * np.hanning(8192))) for at in range(0, len(note) - 8192, 1024)]
    strongest = [round(int(np.argmax(one)) * 44_100 / 8192) for one in notes]
    assert any(abs(pitch - 587) < 6 for pitch in strongest)
    assert any(abs(pitch - 784) < 6 for pitch in strongest)


def test_each_name_and_each_voice_sounds_its_own_and_the_same_every_time(tmp_path):
    _, her = spoken(tmp_path / "her", "Fay", "heart", "Hello, {name}.")
    _, again = spoken(tmp_path / "again", "Fay", "heart", "Hello, {name}.")
    assert np.array_equal(her, again)
    _, longer = spoken(tmp_path / "longer", "Jonathan", "heart", "Hello, {name}.")
    assert len(longer) > len(her)  # three syllables for one
    _, him = spoken(tmp_path / "him", "Fay", "fenrir", "Hello, {name}.")
    assert pitch_of(her) > 1.2 * pitch_of(him)
    one, other = (speech.style(voices.read(code)) for code in ("heart", "george"))
    blend = voices.read("heart:70+george:30")
    assert np.allclose(speech.style(blend), 0.7 * one + 0.3 * other, atol=1e-6)
    assert blend.label == "Heart (70 %) with George (30 %)"
    for code in voices.VOICES:
        assert speech.style(voices.read(code)).shape == (510, 256)


def test_what_cannot_be_said_is_refused_in_a_sentence(tmp_path):
    order = Order({"sentence": SENTENCE, "name": "Fay", "voice": "ayla"}, [], tmp_path)
    for wrong in (
        order,
        replace(order, inputs={"sentence": "", "voice": "heart"}),
        replace(order, inputs={"sentence": "one " * 300, "voice": "heart"}),
        replace(order, inputs={"sentence": "…", "voice": "heart"}),
        replace(order, inputs=dict(order.inputs) | {"voice": "heart"}, longest=3),
    ):
        with pytest.raises(Unmakeable, match=r"\.$"):
            greeting.make(wrong, lambda *_: None)


def test_words_become_the_sounds_the_model_was_trained_on():
    said = speech.phonemes(["Good night, Zoë: go!", "Joan’s fire", "", "“…”"], british=False)
    assert said == ["ɡˈʊd nˈIt, zˈOi: ɡˈO!", "ʤˈOnz fˈIəɹ", "", "“…”"]
    assert speech.phonemes(["home"], british=True) == ["hˈQm"]
    assert greeting.sayable("Nguyễn and Chloë, José") == "Nguyen and Chloe, José"


def test_what_is_missing_is_said(monkeypatch):
    assert greeting.missing() == ""
    gone = replace(SPEECH[2], package="a_package_that_is_not_here")
    monkeypatch.setattr(speech, "SPEECH", (*SPEECH[:2], gone, SPEECH[3]))
    assert greeting.missing() == "The speech model is not installed: run make setup."
