"""Opening a sound, at arm's length: what is in it, or a sentence that says what is wrong and how to mend it.

The work is `artists.audio.process`, a program of its own with limits on memory, time, disk and files, and without our
environment: no address of the database, no key. Whatever a file does to its decoder, it harms that one process.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from artists.audio import keeping
from artists.audio.kinds import KINDS, Kind
from artists.audio.models import Sound

SHORTEST = 1.0
LONGEST = 20 * 60.0
MOST_BYTES = 200 * 1024**2
WALL_SECONDS = 240
_ROOT = Path(__file__).resolve().parents[2]
_NEEDED = ("numpy", "soundfile", "soxr")
_MEND = "Save it anew as WAV, FLAC or MP3 from the program it was made with, and upload that."

_PROBLEMS = {
    "unknown": f"We cannot tell what kind of file this is, or it is not the kind it begins as. {_MEND}",
    "channels": "It has more than two channels. Mix it down to stereo, and upload that.",
    "rate": "Its sample rate is not between 8 and 192 kHz. Save it at 44.1 or 48 kHz, and upload that.",
    "long": "It is longer than 20 minutes, or says so. Upload a shorter one.",
    "short": "It is shorter than a second. Upload the whole track.",
    "empty": f"There is no sound in it. {_MEND}",
    "numbers": f"It holds numbers that are not sound. {_MEND}",
    "cut": "It ends too early: the file says that there is more of it. Upload it again, from the original.",
    "damaged": f"It is damaged: reading stopped in the midst of it. {_MEND}",
    "memory": f"It wants more memory than any track needs. {_MEND}",
    "slow": f"It took too long to read. {_MEND}",
    "crashed": f"It is damaged in a way that stopped our reader. {_MEND}",
}


class Unplayable(Exception):
    """The file cannot be taken. `sentence` says what is wrong, and how to mend it; `code` stays the same."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.sentence = _PROBLEMS[code]
        super().__init__(self.sentence)


class NoDecoder(Exception):
    """This machine cannot read sound at all; the file may be fine."""


@dataclass(frozen=True)
class Probe:
    """What is in a file. `peaks` are 200 heights from 0 to 100."""

    kind: Kind
    seconds: Decimal
    sample_rate: int
    channels: int
    peaks: list[int]


def missing() -> str:
    """What this machine lacks to read sound, in a sentence; empty where it can."""
    lacking = [name for name in _NEEDED if find_spec(name) is None]
    if not lacking:
        return ""
    return f"This machine cannot read sound: it lacks {' and '.join(lacking)} (requirements/studio.txt)."


def probe(path: Path, *, longest: float = LONGEST) -> Probe:
    """Read a file wholly and say what is in it. Raises `Unplayable`, and `NoDecoder`."""
    return decode(path, longest=longest)


def decode(path: Path, *, wav: Path | None = None, mp3: Path | None = None, longest: float = LONGEST) -> Probe:
    """The same, writing what it plays: as WAV (44.1 kHz, stereo, 16 bits), as MP3, or as both."""
    if lacking := missing():
        raise NoDecoder(lacking)
    job = {"source": str(path.resolve()), "longest": longest, "wav": _named(wav), "mp3": _named(mp3)}
    found = _run(job)
    if "problem" in found:
        raise Unplayable(found["problem"])
    if found["seconds"] < SHORTEST:
        raise Unplayable("short")
    kind = next(one for one in KINDS if one.code == found["kind"])
    return Probe(kind, Decimal(str(found["seconds"])), found["rate"], found["channels"], found["peaks"])


def decode_to_wav(sound: Sound, target: Path) -> Path:
    """What a tool works on: the sound as WAV, 44.1 kHz, stereo, 16 bits. Raises as `decode`, and `keeping.Gone`."""
    with fetched(sound.name) as source:
        decode(source, wav=target)
    return target


@contextmanager
def fetched(name: str) -> Iterator[Path]:
    """A file of the storage as one on this machine's disk, for as long as the block lasts."""
    if (there := keeping.path_of(name)) is not None:
        yield there
        return
    with tempfile.TemporaryDirectory(prefix="sound-") as folder:
        target = Path(folder) / "sound"
        with target.open("wb") as file:
            for piece in keeping.pieces(name):
                file.write(piece)
        yield target


def _named(path: Path | None) -> str | None:
    return str(path.resolve()) if path else None


def _run(job: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="decoding-") as folder, tempfile.TemporaryFile() as said:
        command = [sys.executable, "-m", "artists.audio.process", json.dumps(job)]
        try:
            done = subprocess.run(
                command, cwd=_ROOT, env=_environment(folder), stdin=subprocess.DEVNULL, stdout=said,
                stderr=subprocess.DEVNULL, timeout=WALL_SECONDS, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return {"problem": "slow"}
        if done.returncode:
            return {"problem": _why(done.returncode)}
        said.seek(0)
        found: dict[str, Any] = json.loads(said.read(65_536))
        return found


def _environment(folder: str) -> dict[str, str]:
    """All it is given: where programs are, one thread, and a place for scraps. No secret of ours."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "TMPDIR": folder,
        "LANG": "C.UTF-8",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


_SIGXCPU = 24


def _why(code: int) -> str:
    return "slow" if code == -_SIGXCPU else "crashed"
