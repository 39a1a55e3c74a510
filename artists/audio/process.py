"""The program that opens strangers' sound, in a process of its own: `python -m artists.audio.process JOB`.

JOB is JSON: `source`, `longest` (seconds), and where to write what it plays: `wav` (44.1 kHz, stereo, 16 bits) and
`mp3` (the same as MP3). It reads the file once, block by block, and prints one JSON object: what it found, or
`{"problem": code}` (the sentences are in `decoding`). It knows no database, no settings and no secret.

A decoder is where a hostile file does its harm: this process may use so much memory, time and disk, and no more.
"""

import json
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from artists.audio.kinds import HEAD, kind_of

MEMORY = 1024**3
CPU_SECONDS = 150
FILE_BYTES = 256 * 1024**2
OPEN_FILES = 32
RATE = 44_100
BLOCK = 65_536
_STEP = 1024  # frames that one number of the waveform is worked out from
_PEAKS = 200
_RATES = (8_000, 192_000)
_VBR = 0.2  # LAME's V2, about 190 kbit/s: what most people cannot tell from the original

Samples = NDArray[np.float32]


class Unplayable(Exception):
    """The file cannot be taken; the argument is the code of why."""


@dataclass
class Meter:
    """Loudness over time, of a length that nobody knows before the end."""

    squares: list[Samples] = field(default_factory=list)
    rest: Samples = field(default_factory=lambda: np.zeros((0, 1), np.float32))
    frames: int = 0

    def __call__(self, block: Samples) -> None:
        """Take in a block."""
        self.frames += len(block)
        block = np.concatenate([self.rest, block]) if len(self.rest) else block
        whole = len(block) // _STEP * _STEP
        self.squares.append(_loudness(block[:whole]))
        self.rest = block[whole:]

    def heights(self) -> list[int]:
        """200 heights from 0 to 100: how loud each part is beside the loudest one."""
        tail = [np.mean(self.rest**2, keepdims=True).ravel()] if len(self.rest) else []
        power = np.concatenate([*self.squares, *tail]) if self.squares or tail else np.zeros(1, np.float32)
        edges = np.linspace(0, len(power), _PEAKS + 1)
        parts = [
            float(np.sqrt(power[int(start) : max(int(start) + 1, int(end))].mean())) for start, end in pairwise(edges)
        ]
        loudest = max(parts)
        return [round(100 * part / loudest) if loudest > 0 else 0 for part in parts]


def _loudness(block: Samples) -> Samples:
    mono: Samples = np.mean(block**2, axis=1, dtype=np.float32)
    steps: Samples = mono.reshape(-1, _STEP).mean(axis=1, dtype=np.float32)
    return steps


def limit() -> None:
    """Bind this process before it opens anything. What it may write is also what it may print."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def work(job: dict[str, Any]) -> dict[str, Any]:
    """Read the file from its beginning to its end. Raises `Unplayable`."""
    source = Path(job["source"])
    with source.open("rb") as raw:
        kind = kind_of(raw.read(HEAD))
    if kind is None:
        raise Unplayable("unknown")
    _whole(source, kind.code)
    try:
        with soundfile.SoundFile(source) as file, ExitStack() as outputs:
            if file.format not in (kind.code, "WAVEX", "RF64"):
                raise Unplayable("unknown")
            _sane(file, job["longest"])
            sinks = [_sink(job[name], name, file, outputs) for name in ("wav", "mp3") if job.get(name)]
            meter = Meter()
            for block in _blocks(file, job["longest"]):
                meter(block)
                for take in sinks:
                    take(block, False)
            if not meter.frames:
                raise Unplayable("empty")
            for take in sinks:
                take(np.zeros((0, file.channels), np.float32), True)
            _complete(file, meter.frames)
            rate, channels = file.samplerate, file.channels
    except soundfile.LibsndfileError:
        raise Unplayable("damaged") from None
    seconds = round(meter.frames / rate, 3)
    return {
        "kind": kind.code, "seconds": seconds, "rate": rate, "channels": channels, "peaks": meter.heights(),
    }  # fmt: skip


def _sane(file: soundfile.SoundFile, longest: float) -> None:
    if file.channels not in (1, 2):
        raise Unplayable("channels")
    if not _RATES[0] <= file.samplerate <= _RATES[1]:
        raise Unplayable("rate")
    if file.frames > longest * file.samplerate:
        raise Unplayable("long")


def _blocks(file: soundfile.SoundFile, longest: float) -> Iterator[Samples]:
    """What the file plays. A header may lie: what counts is what comes out, and it ends where it becomes too much."""
    frames = 0
    while True:
        block: Samples = file.read(BLOCK, dtype="float32", always_2d=True)
        if not len(block):
            return
        frames += len(block)
        if frames > longest * file.samplerate:
            raise Unplayable("long")
        if not np.isfinite(block).all():
            raise Unplayable("numbers")
        yield block


def _sink(path: str, kind: str, file: soundfile.SoundFile, outputs: ExitStack) -> Callable[[Samples, bool], None]:
    """Writes what it is given to `path`, in our one shape."""
    shape: dict[str, Any] = (
        {"format": "WAV", "subtype": "PCM_16"}
        if kind == "wav"
        else {"format": "MP3", "subtype": "MPEG_LAYER_III", "compression_level": _VBR, "bitrate_mode": "VARIABLE"}
    )
    target = outputs.enter_context(soundfile.SoundFile(path, "w", RATE, 2, **shape))
    stream = None
    if file.samplerate != RATE:
        stream = soxr.ResampleStream(file.samplerate, RATE, file.channels, dtype="float32", quality="HQ")

    def take(block: Samples, last: bool) -> None:
        if stream is not None:
            block = stream.resample_chunk(block, last=last)
        if not len(block):
            return
        both = np.repeat(block, 2, axis=1) if block.shape[1] == 1 else block
        target.write(np.clip(both, -1.0, 1.0))

    return take


def _whole(source: Path, kind: str) -> None:
    """Raise `Unplayable` where the container itself says that there should be more of it."""
    size = source.stat().st_size
    with source.open("rb") as raw:
        if kind in ("WAV", "AIFF"):
            head = raw.read(8)
            said = int.from_bytes(head[4:8], "little" if kind == "WAV" else "big")
            if head[:4] != b"RF64" and said not in (0, 0xFFFFFFFF) and said + 8 > size + 1:
                raise Unplayable("cut")
        elif kind == "OGG":
            raw.seek(max(0, size - 65_536 - 300))
            tail = raw.read()
            last = tail.rfind(b"OggS")
            if last < 0 or len(tail) < last + 27 or not tail[last + 5] & 4:
                raise Unplayable("cut")


def _complete(file: soundfile.SoundFile, frames: int) -> None:
    """An MP3 may say how many frames it has; a file that was cut off has fewer."""
    if frames < 0.98 * file.frames - RATE // 4:
        raise Unplayable("cut")


def main() -> None:
    """Do the one job that the command names."""
    limit()
    try:
        found = work(json.loads(sys.argv[1]))
    except Unplayable as problem:
        found = {"problem": str(problem)}
    except MemoryError:
        found = {"problem": "memory"}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
