"""Which notes are played: Basic Pitch's network (Bittner et al. 2022) over a recording, and notes made of its answer.

The network says, for each of 88 keys and about 86 times a second, how likely a note starts there and how likely one is
sounding. Notes are made of that much as Basic Pitch makes them (its `note_creation`, which needs several hundred
megabytes of libraries): a start that stands out begins a note, which lasts until its sound is gone; what still sounds
afterwards without a start becomes notes too. Ours are two rules stricter, `_AGAIN` and `_FAINT`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import soundfile
import soxr
from numpy.typing import NDArray

from portal.studio.models_in_packages import TRANSCRIPTION
from portal.studio.neural import percussion

LOWEST = 21  # the MIDI pitch of the first key: A0
_RATE = 22_050
_HOP = 256
_SAMPLES = 43_844  # what the network hears at once: 172 frames, just under two seconds
_MARGIN = 15  # frames at either end that it knows less about
_KEPT = 141  # of the frames between, so that windows lie whole frames apart
_HEARD, _SOUNDING, _STARTING = (
    "serving_default_input_2:0",
    "StatefulPartitionedCall:1",
    "StatefulPartitionedCall:2",
)
_AT_ONCE = 8  # windows the network is given together

_STARTS = 0.5  # how likely a start must be
_SOUNDS = 0.3  # how likely a note must be sounding to go on
_AGAIN = 0.8  # how likely it must be on a key that sounds already: other keys' starts shine through
_SHORTEST = 8  # frames, 0.09 s: what is shorter is more often wrong than a note
_PATIENCE = 11  # frames a note may be unheard before it has ended
_FAINT = 0.72  # beside the note whose overtone it may be
_OVERTONES = (-12, 12, -19, -24, -28)  # where that note lies: an octave up, or below by an octave, a twelfth and so on
_TOGETHER = 0.06  # seconds: notes that start this close start together

Likely = NDArray[np.floating[Any]]
"""Likelihoods as (frames, 88)."""


@dataclass(frozen=True)
class Note:
    """A note that is heard: from and to in seconds, its MIDI pitch, and how loud, 0 to 1."""

    start: float
    end: float
    pitch: int
    loudness: float


def transcribe(
    path: Path, *, longest: float | None = None, told: Callable[[float], None], threads: int = 1
) -> list[Note]:
    """The notes of a recording, in order. `told` hears how far it is, 0 to 1.

    It listens twice, the second time without the drums: a note may start in either, and sounds on in the second.
    Measured in docs/studio.md: with drums that finds a fifth more right, without them nothing is lost.
    """
    sound = mono(path, longest)
    network = Network(threads=threads)
    starts, _ = network.listen(sound, told=lambda part: told(part * 0.4))
    again, sounds = network.listen(percussion.without(sound), told=lambda part: told(0.6 + part * 0.4))
    return notes(np.maximum(starts, again), sounds)


def mono(path: Path, longest: float | None = None) -> NDArray[np.float32]:
    """A recording as the network hears it: one channel, 22.05 kHz, at most `longest` seconds."""
    with soundfile.SoundFile(path) as file:
        resampled = soxr.ResampleStream(file.samplerate, _RATE, 1, dtype="float32")
        left = len(file) if longest is None else min(len(file), int(longest * file.samplerate))
        parts = []
        while left > 0:
            block = file.read(min(left, file.samplerate * 10), dtype="float32", always_2d=True)
            left = left - len(block) if len(block) else 0
            parts.append(resampled.resample_chunk(block.mean(axis=1), last=left == 0))
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


class Network:
    """Basic Pitch, ready to listen."""

    def __init__(self, *, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        model = TRANSCRIPTION.file("saved_models/icassp_2022/nmp.onnx")
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])

    def listen(self, sound: NDArray[np.float32], *, told: Callable[[float], None]) -> tuple[Likely, Likely]:
        """How likely a note starts, and how likely one sounds, at each frame and key."""
        frames = -(-len(sound) // _HOP)
        windows = -(-frames // _KEPT)
        padded = np.zeros(windows * _KEPT * _HOP + _SAMPLES, np.float32)
        padded[_MARGIN * _HOP : _MARGIN * _HOP + len(sound)] = sound
        starts, sounds = [np.zeros((0, 88), np.float32)], [np.zeros((0, 88), np.float32)]
        for first in range(0, windows, _AT_ONCE):
            places = [number * _KEPT * _HOP for number in range(first, min(first + _AT_ONCE, windows))]
            given = np.stack([padded[place : place + _SAMPLES] for place in places])[:, :, None]
            answer = self._session.run([_STARTING, _SOUNDING], {_HEARD: given})
            for kept, part in zip((starts, sounds), answer, strict=True):
                kept.append(part[:, _MARGIN : _MARGIN + _KEPT].reshape(-1, part.shape[2]))
            told(min(1.0, (first + len(places)) / windows))
        return np.concatenate(starts)[:frames], np.concatenate(sounds)[:frames]


def notes(starts: Likely, sounds: Likely) -> list[Note]:
    """Notes made of likelihoods, in order of their start and pitch. Pure."""
    if len(sounds) < 3:
        return []
    starts = np.maximum(starts, _rises(starts, sounds))
    left = sounds.copy()
    found = [*_begun(starts, sounds, left), *_unbegun(sounds, left)]
    return sorted(_real(found), key=lambda note: (note.start, note.pitch))


def _begun(starts: Likely, sounds: Likely, left: Likely) -> list[Note]:
    """Notes with a start that stands out, the last first, so that a note ends where the next on its key begins."""
    middle = starts[1:-1]
    needed = np.where(_before(sounds)[1:-1] >= _SOUNDS, _AGAIN, _STARTS)
    peaks = (middle > starts[:-2]) & (middle > starts[2:]) & (middle >= needed)
    found = []
    for frame, key in zip(*(places[::-1].tolist() for places in np.nonzero(peaks)), strict=True):
        end = _last(left[:, key], frame + 1)
        if end - frame - 1 > _SHORTEST:
            left[frame + 1 : end, max(key - 1, 0) : key + 2] = 0
            found.append(_note(sounds, frame + 1, end, key))
    return found


def _unbegun(sounds: Likely, left: Likely) -> list[Note]:
    """Notes of what still sounds, the surest first."""
    frames, keys = np.nonzero(left > _SOUNDS)
    found = []
    for place in np.argsort(-left[frames, keys], kind="stable").tolist():
        frame, key = int(frames[place]), int(keys[place])
        if left[frame, key] <= _SOUNDS:
            continue
        end = _last(left[:, key], frame)
        begin = len(left) - _last(left[::-1, key], len(left) - 1 - frame)
        left[begin:end, max(key - 1, 0) : key + 2] = 0
        left[frame, key] = 0
        if end - begin > _SHORTEST:
            found.append(_note(sounds, begin, end, key))
    return found


def _last(column: Any, frame: int) -> int:
    """The frame after the last that sounds, from `frame` on, a short silence being none."""
    quiet = 0
    here = frame + 1
    while here < len(column) and quiet < _PATIENCE:
        quiet = 0 if column[here] >= _SOUNDS else quiet + 1
        here += 1
    return here - quiet


def _note(sounds: Likely, begin: int, end: int, key: int) -> Note:
    second = _HOP / _RATE
    loudness = float(sounds[begin:end, key].mean())
    return Note(round(begin * second, 3), round(end * second, 3), key + LOWEST, round(min(1.0, loudness), 3))


def _before(sounds: Likely) -> Likely:
    """How likely each key was sounding just before a frame: the mean of the three before the last."""
    padded = np.concatenate([np.zeros((4, sounds.shape[1]), np.float32), sounds])
    count = len(sounds)
    three = [padded[:count], padded[1 : count + 1], padded[2 : count + 2]]
    return sum(three, np.zeros_like(sounds)) / np.float32(3)


def _real(found: list[Note]) -> list[Note]:
    """Without the echoes: a faint note that starts while a much louder one sounds an octave away is its overtone.

    Real notes in octaves are nearly as loud as each other and stay.
    """
    loud: dict[int, list[Note]] = {}
    for note in found:
        loud.setdefault(note.pitch, []).append(note)
    return [note for note in found if not _echo(note, loud)]


def _echo(note: Note, loud: dict[int, list[Note]]) -> bool:
    return any(
        other.start - _TOGETHER <= note.start < other.end and note.loudness < other.loudness * _FAINT
        for away in _OVERTONES
        for other in loud.get(note.pitch + away, ())
    )


def _rises(starts: Likely, sounds: Likely) -> Likely:
    """Where a sound grows at once, as likely a start as the likeliest of the network's own."""
    grown = np.minimum(sounds[2:] - sounds[1:-1], sounds[2:] - sounds[:-2])
    rises = np.concatenate([np.zeros((2, sounds.shape[1]), np.float32), np.maximum(grown, 0)])
    most = float(rises.max())
    return rises * (float(starts.max()) / most) if most > 0 else rises
