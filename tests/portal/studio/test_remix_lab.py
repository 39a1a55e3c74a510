"""The remix lab on real sound: what it says of speed and pitch is so, and nothing clips or runs long."""

from math import log2
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from consent.licences.offer import PRESETS as NAMED
from portal.studio.tools import Order, Track, Unmakeable, remix_lab

RATE = remix_lab.RATE
SECONDS = 8


def music() -> NDArray[np.float32]:
    """A note of 440 Hz with a hard beat, noise and a bass, nearly as loud as can be."""
    time = np.arange(SECONDS * RATE) / RATE
    beat = (np.sin(2 * np.pi * 2 * time) > 0.9) * np.random.default_rng(1).standard_normal(len(time)) * 0.3
    left = 0.5 * np.sin(2 * np.pi * 440 * time) + 0.3 * np.sin(2 * np.pi * 55 * time) + beat
    right = 0.5 * np.sin(2 * np.pi * 440 * time) + 0.3 * np.sin(2 * np.pi * 55 * time) - beat
    both = np.stack([left, right], 1)
    return (both / np.max(np.abs(both)) * 0.999).astype(np.float32)


@pytest.fixture(scope="module")
def track(tmp_path_factory: pytest.TempPathFactory) -> Track:
    path = tmp_path_factory.mktemp("music") / "track.wav"
    soundfile.write(path, music(), RATE, subtype="PCM_16")
    return Track("0190", "Neon Harbor", "Ayla Marsh", path)


def made(track: Track, folder: Path, longest: int | None = None, **inputs: Any) -> tuple[NDArray[Any], Any]:
    folder.mkdir(exist_ok=True)
    [one] = remix_lab.make(Order(inputs, [track], folder, longest), lambda percent, words: None)
    sound, rate = soundfile.read(one.path, dtype="float32")
    assert (rate, sound.shape[1], one.role, one.content_type) == (RATE, 2, "mix", "audio/flac")
    assert abs(len(sound) / RATE - one.facts["seconds"]) < 0.02
    return sound, one.facts


def note(sound: NDArray[Any], least: float = 250) -> float:
    """The strongest frequency above `least`, to a fraction of a hertz."""
    middle = sound[RATE : 5 * RATE, 0] * np.hanning(4 * RATE)
    power = np.abs(np.fft.rfft(middle, 16 * RATE))
    hertz = np.fft.rfftfreq(16 * RATE, 1 / RATE)
    power[hertz < least] = 0
    return float(hertz[np.argmax(power)])


def energy(sound: NDArray[Any], low: float, high: float) -> float:
    """What lies between two frequencies, as part of the whole."""
    power = np.abs(np.fft.rfft(sound[:, 0])) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    return float(power[(hertz >= low) & (hertz < high)].sum() / power.sum())


@pytest.mark.parametrize("strength", [0, 60, 100])
@pytest.mark.parametrize("preset", sorted(NAMED))
def test_every_preset_keeps_its_word_on_speed_and_pitch_and_never_clips(
    track: Track, tmp_path: Path, preset: str, strength: int
) -> None:
    sound, facts = made(track, tmp_path, preset=preset, strength=strength)

    speed = facts["speed"]
    tail = remix_lab._TAIL_SECONDS if remix_lab.PRESETS[preset].tail else 0
    assert len(sound) / RATE == pytest.approx(SECONDS / speed + tail, rel=0.01)
    cents = 1200 * log2(note(sound) / 440)
    assert cents == pytest.approx(1200 * log2(speed), abs=8)
    assert facts["semitones"] == pytest.approx(cents / 100, abs=0.1)
    # The peak between the samples, and no silence either: what is made is as loud as what it was made of, within 8 dB.
    assert 20 * np.log10(remix_lab.true_peak(sound)) <= remix_lab.PEAK_DB + 0.05
    loudness = 10 * np.log10(np.mean(sound[RATE : 5 * RATE] ** 2) / np.mean(music() ** 2))
    assert -8 < loudness < 6


def test_presets_do_to_the_sound_what_they_are_called(track: Track, tmp_path: Path) -> None:
    plain = music()
    worn, _ = made(track, tmp_path, preset="lofi", strength=100)
    deep, _ = made(track, tmp_path, preset="bass", strength=100)
    wide, _ = made(track, tmp_path, preset="wide", strength=100)

    assert energy(worn, 6000, 22_050) < energy(plain, 6000, 22_050) / 20
    assert energy(deep, 30, 90) > 2 * energy(plain, 30, 90)
    ratios = [
        np.mean(wide[at : at + RATE, 0] ** 2) / np.mean(wide[at : at + RATE, 1] ** 2) for at in (2 * RATE, 7 * RATE)
    ]
    assert ratios[0] < 0.5  # to the right after two and a half seconds
    assert ratios[1] > 2  # and to the left after seven and a half


def test_the_longest_is_kept_to_and_a_start_after_the_end_is_refused_with_a_sentence(
    track: Track, tmp_path: Path
) -> None:
    for preset in NAMED:
        sound, _ = made(track, tmp_path, longest=4, preset=preset, strength=100, start=1)
        assert len(sound) <= 4 * RATE
        assert len(sound) >= 3.9 * RATE
    sound, _ = made(track, tmp_path, longest=6, preset="sped", strength=60, length=3)
    assert len(sound) == pytest.approx(3 * RATE, abs=200)
    with pytest.raises(Unmakeable, match="Start earlier"):
        made(track, tmp_path, preset="slowed", strength=60, start=900)
