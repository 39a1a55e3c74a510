"""Separation measured in dB on mixes of stems we made: the floors stand here, the figures in docs/studio.md."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from portal.studio.tools import Order, Track, Unmakeable, karaoke
from tests.support import playing
from tests.support.playing import Note, Samples

SECONDS = 10
TUNE = [
    Note(0.5 + 0.62 * place, 1.05 + 0.62 * place, pitch) for place, pitch in enumerate((57, 60, 62, 64, 62, 60) * 2)
]
FLOOR = 10.0  # dB, of either stem; measured: 13.1


def test_a_voice_is_parted_from_its_band_and_both_together_are_the_track(tmp_path: Path) -> None:
    voice, band = _as_loud(playing.singer(TUNE, SECONDS), playing.band(SECONDS))
    said: list[tuple[int, str]] = []
    made = karaoke.make(_order(tmp_path, voice + band), lambda *how: said.append(how))
    assert [(one.role, one.content_type) for one in made] == [
        ("accompaniment", "audio/flac"),
        ("vocals", "audio/flac"),
    ]
    accompaniment, vocals = (soundfile.read(one.path, dtype="float32")[0] for one in made)
    assert _ratio(voice, vocals) >= FLOOR
    assert _ratio(band, accompaniment) >= FLOOR
    assert np.abs(accompaniment + vocals - (voice + band)).max() < 1e-3
    assert made[0].facts["seconds"] == SECONDS
    assert made[0].facts["voice_share"] > 0.5
    percents = [percent for percent, _ in said]
    assert percents == sorted(percents)
    assert (percents[0], percents[-1]) == (2, 99)


def test_where_nobody_sings_it_says_so_and_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(Unmakeable, match="heard no voice in “Slow Ferry”"):
        karaoke.make(_order(tmp_path, playing.band(6)), lambda *_: None)
    with pytest.raises(Unmakeable, match="heard no voice"):
        karaoke.make(_order(tmp_path / "silence", np.zeros((3 * playing.RATE, 2), np.float32)), lambda *_: None)


def _order(folder: Path, mix: Samples) -> Order:
    made = folder / "made"
    made.mkdir(parents=True)
    path = playing.save(folder / "mix.wav", mix)
    return Order({}, [Track("an-asset", "Slow Ferry", "Ayla Marsh", path)], made)


def _as_loud(voice: Samples, band: Samples) -> tuple[Samples, Samples]:
    """Both as loud as each other: 0 dB, and neither clips."""
    voice = voice * np.sqrt(np.square(band).mean() / np.square(voice).mean())
    most = 0.8 / float(np.abs(voice + band).max())
    return voice * most, band * most


def _ratio(wanted: Samples, found: Samples) -> float:
    """Signal to distortion, in dB."""
    return float(10 * np.log10(np.square(wanted).sum() / np.square(wanted - found).sum()))
