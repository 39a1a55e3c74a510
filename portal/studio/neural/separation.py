"""Part a mix into the voice and everything else, in steady memory however long it is.

As Spleeter does: a spectrum of 4096 samples every 1024, the network's share of the voice in each of its lowest 1024
bands (up to 11 kHz), nothing of it above. What is not voice is what is left when the voice is taken away, so that both
together are the mix again, sample by sample.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
import soundfile
from numpy.typing import NDArray
from scipy.signal import get_window

from portal.studio.models_in_packages import SEPARATION
from portal.studio.neural import checkpoint, spleeter

RATE = 44_100
_WINDOW = 4096
_HOP = 1024
_SEGMENT = 512  # frames the network sees at once: 11.9 s, what it was trained with
_MARGIN = 32  # of them at either end, seen but not used: 0.74 s
_KEPT = _SEGMENT - 2 * _MARGIN
_OVERLAP = 1.5  # what squared Hann windows come to, a quarter of their length apart

Samples = NDArray[np.float32]
"""Sound as (samples, 2)."""


class Separator:
    """The network, ready to be asked. Takes about a second to load."""

    def __init__(self, *, threads: int = 1) -> None:
        folder = "pretrained_models/2stems/"
        index = SEPARATION.file(f"{folder}model.index")
        data = SEPARATION.file(f"{folder}model.data-00000-of-00001")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # gives back what a segment needed
        self._session = onnxruntime.InferenceSession(
            spleeter.graph(checkpoint.read(index, data)), options, providers=["CPUExecutionProvider"]
        )

    def share(self, magnitudes: NDArray[np.float32]) -> NDArray[np.float32]:
        """The voice's share, 0 to 1, of magnitudes shaped (frames, bands, 2); frames a multiple of 64."""
        given = np.ascontiguousarray(magnitudes.transpose(2, 0, 1)[None])
        return self._session.run(None, {spleeter.MIX: given})[0][0].transpose(1, 2, 0)


def voices(mix: Path, separator: Separator) -> Iterator[tuple[Samples, Samples]]:
    """Pairs of (mix, voice) from the start to the end of a stereo file of 44.1 kHz, about ten seconds each."""
    window = get_window("hann", _WINDOW).astype(np.float32)[:, None]
    with soundfile.SoundFile(mix) as file:
        length = len(file)
        # A frame f covers samples f*_HOP - _WINDOW + _HOP … f*_HOP + _HOP: three frames reach before the start.
        frames = -(-length // _HOP) + _WINDOW // _HOP - 1
        pending = np.zeros((_WINDOW - _HOP, 2), np.float32)
        for start in range(0, frames, _KEPT):
            kept = min(_KEPT, frames - start)
            spectrum = _spectrum(_read(file, start - _MARGIN, _SEGMENT), window)
            share = separator.share(np.abs(spectrum[:, : spleeter.BANDS]))[_MARGIN : _MARGIN + kept]
            spectrum = spectrum[_MARGIN : _MARGIN + kept]
            spectrum[:, : spleeter.BANDS] *= share
            spectrum[:, spleeter.BANDS :] = 0
            summed = _overlapped(spectrum, window, pending)
            whole, pending = summed[: kept * _HOP], summed[kept * _HOP :]
            first = start * _HOP - (_WINDOW - _HOP)
            yield _part(file, whole, first, length)


def _part(file: soundfile.SoundFile, voice: Samples, first: int, length: int) -> tuple[Samples, Samples]:
    """The mix and the voice from sample `first` on, without what lies before the start or after the end."""
    begin, end = max(first, 0), min(first + len(voice), length)
    file.seek(begin)
    return file.read(end - begin, dtype="float32", always_2d=True), voice[begin - first : end - first]


def _read(file: soundfile.SoundFile, frame: int, frames: int) -> Samples:
    """The samples that these frames cover, silence where there are none."""
    first = frame * _HOP - (_WINDOW - _HOP)
    wanted = (frames - 1) * _HOP + _WINDOW
    begin, end = min(max(first, 0), len(file)), min(max(first + wanted, 0), len(file))
    file.seek(begin)
    found = file.read(end - begin, dtype="float32", always_2d=True)
    samples = np.zeros((wanted, 2), np.float32)
    samples[begin - first : begin - first + len(found)] = found
    return samples


def _spectrum(samples: Samples, window: Samples) -> NDArray[np.complex64]:
    frames = np.lib.stride_tricks.sliding_window_view(samples, _WINDOW, axis=0)[::_HOP].transpose(0, 2, 1)
    return np.fft.rfft(frames * window, axis=1).astype(np.complex64)


def _overlapped(spectrum: NDArray[np.complex64], window: Samples, pending: Samples) -> Samples:
    """Frames back to sound, added to what the frames before reached into."""
    frames = np.fft.irfft(spectrum, _WINDOW, axis=1).astype(np.float32) * window / _OVERLAP
    summed = np.zeros((len(frames) * _HOP + len(pending), 2), np.float32)
    summed[: len(pending)] = pending
    quarters = _WINDOW // _HOP
    for quarter in range(quarters):
        part = frames[:, quarter * _HOP : (quarter + 1) * _HOP].reshape(-1, 2)
        summed[quarter * _HOP : quarter * _HOP + len(part)] += part
    return summed


@dataclass(frozen=True)
class Parted:
    """What was found: the length, and the share of the time in which a voice is heard, 0 to 1."""

    seconds: float
    voiced: float


def part(mix: Path, vocals: Path, accompaniment: Path, *, told: Callable[[float], None], threads: int = 1) -> Parted:
    """Write both parts of `mix` as FLAC and say how much of it is voice. `told` hears how far it is, 0 to 1."""
    hearing = Hearing()
    length = max(1, soundfile.info(mix).frames)
    done = 0
    with _writing(vocals) as voice_file, _writing(accompaniment) as rest_file:
        for whole, voice in voices(mix, Separator(threads=threads)):
            voice_file.write(voice)
            rest_file.write(whole - voice)
            hearing.add(whole, voice)
            done += len(whole)
            told(done / length)
    return Parted(seconds=length / RATE, voiced=hearing.share)


def _writing(path: Path) -> soundfile.SoundFile:
    return soundfile.SoundFile(path, "w", RATE, 2, format="FLAC", subtype="PCM_16")


class Hearing:
    """Counts the time in which a voice is heard: where it is loud enough beside the rest, and at all."""

    _STEP = RATE // 10
    _BESIDE = 10 ** (-10 / 10)  # of the mix's power: what is taken for a voice in music without one stays below
    _AT_ALL = 10 ** (-50 / 10)  # of full scale's

    def __init__(self) -> None:
        self._heard = self._steps = 0

    def add(self, mix: Samples, voice: Samples) -> None:
        """A stretch of both; whatever is shorter than a tenth of a second at its end is left out."""
        steps = len(mix) // self._STEP
        loud = [np.square(one[: steps * self._STEP]).reshape(steps, -1).mean(axis=1) for one in (mix, voice)]
        self._heard += int(np.count_nonzero((loud[1] > loud[0] * self._BESIDE) & (loud[1] > self._AT_ALL)))
        self._steps += steps

    @property
    def share(self) -> float:
        return self._heard / self._steps if self._steps else 0.0
