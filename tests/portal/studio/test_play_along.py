"""Transcription scored on music we wrote: the floors stand here, the figures in docs/studio.md."""

import json
from pathlib import Path

import mido
import numpy as np
import pytest
from mir_eval.transcription import precision_recall_f1_overlap

from portal.studio.neural import percussion, transcription
from portal.studio.tools import Order, Track, Unmakeable, play_along
from tests.support import playing
from tests.support.playing import Note, Samples

SECONDS = 10
# A tune over held chords in C: what is hard, for each struck key shakes those that sound.
TUNE = (72, 74, 76, 79, 76, 74, 72, 69, 67, 69, 72, 76, 74, 71, 67, 72)
CHORDS = ((48, 52, 55), (45, 48, 52), (53, 57, 60), (43, 47, 50))
SCORE = [
    *(Note(0.5 + 0.55 * place, 1.0 + 0.55 * place, pitch) for place, pitch in enumerate(TUNE)),
    *(Note(0.5 + 2.2 * bar, 2.6 + 2.2 * bar, pitch) for bar, chord in enumerate(CHORDS) for pitch in chord),
]
FLOOR, FLOOR_WITH_DRUMS = 0.88, 0.68  # measured: 0.97, 0.76


def test_what_a_piano_plays_is_written_down(tmp_path: Path) -> None:
    made = play_along.make(_order(tmp_path, playing.piano(SCORE, SECONDS)), lambda *_: None)
    assert [(one.role, one.content_type) for one in made] == [
        ("mix", "audio/wav"),
        ("midi", "audio/midi"),
        ("notes", "application/json"),
    ]
    content = json.loads(made[2].path.read_text())
    heard = [Note(start, end, pitch) for start, end, pitch, _ in content["notes"]]
    assert _f1(heard) >= FLOOR
    assert made[0].facts["notes"] == len(heard)
    assert made[0].facts["key"] in ("C major", "A minor")
    assert content["names"]["72"] == "C5"
    file = mido.MidiFile(made[1].path)
    played = sum(1 for message in file if message.type == "note_on")
    assert played == len(heard)
    assert file.length == pytest.approx(max(note.end for note in heard), abs=0.01)


def test_drums_hide_few_of_the_notes(tmp_path: Path) -> None:
    strings, drums = playing.piano(SCORE, SECONDS), playing.drums(SECONDS, tempo=109)
    path = playing.save(tmp_path / "mix.wav", 0.6 * strings / np.abs(strings).max() + 0.5 * drums)
    heard = [Note(one.start, one.end, one.pitch) for one in transcription.transcribe(path, told=lambda _: None)]
    assert _f1(heard) >= FLOOR_WITH_DRUMS


def test_where_nothing_is_played_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unmakeable, match="hardly a note"):
        play_along.make(_order(tmp_path, np.zeros((2 * playing.RATE, 2), np.float32)), lambda *_: None)
    assert transcription.mono(_order(tmp_path / "short", np.zeros((9, 2), np.float32)).tracks[0].path).size < 9
    for frames in range(4):
        nothing = np.zeros((frames, 88), np.float32)
        assert transcription.notes(nothing, nothing) == []


def test_taking_the_beat_out_keeps_the_length_and_what_sounds_on() -> None:
    rate = 22_050
    tone = np.sin(np.arange(25 * rate) * 2 * np.pi * 440 / rate).astype(np.float32)
    clicks = np.zeros_like(tone)
    clicks[:: rate // 2] = 5
    left = percussion.without(tone + clicks)
    assert left.shape == tone.shape
    inside = slice(rate, -rate)
    assert np.square(left - tone)[inside].mean() < 0.3 * np.square(clicks)[inside].mean()
    assert percussion.without(tone[:100]).shape == (100,)


def _f1(heard: list[Note]) -> float:
    """Notes with the right pitch that start within 50 ms, as the field scores it."""
    spans, pitches = zip(*(_as_scored(notes) for notes in (SCORE, heard)), strict=True)
    return float(precision_recall_f1_overlap(spans[0], pitches[0], spans[1], pitches[1], offset_ratio=None)[2])


def _as_scored(notes: list[Note]) -> tuple[Samples, Samples]:
    spans = np.array([(note.start, note.end) for note in notes], dtype=np.float32)
    return spans, np.array([playing.hertz(note.pitch) for note in notes], dtype=np.float32)


def _order(folder: Path, mix: Samples) -> Order:
    made = folder / "made"
    made.mkdir(parents=True)
    path = playing.save(folder / "mix.wav", mix)
    return Order({}, [Track("an-asset", "Slow Ferry", "Ayla Marsh", path)], made)
