"""Running a tool in a process of its own, so that whatever a file or a model does to it harms one job at most.

It has a folder, an order, and limits that the kernel holds (`portal.studio.process`). What it says is read and not
believed: how far it is, which files it made. A crash, a hang, an endless file or an endless talk end that process and
everything it started, and nothing else. It is ended too as soon as `hear` says that nobody wants it any more.
"""

import contextlib
import json
import os
import select
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from portal.studio.process import UNMAKEABLE
from portal.studio.tools import Made, Order, Unmakeable

Hear = Callable[[int, str], bool]
"""Is told how far it is, at least every few seconds; False ends it."""

_HOME = Path(__file__).resolve().parents[2]
_BEAT_SECONDS = 4.0
_LOOK_SECONDS = 0.25
_MOST_SAID = 1 << 20
_LAST_WORDS = 2000
_MB = 1 << 20
_KILLED = (-signal.SIGKILL, -signal.SIGTERM)


@dataclass(frozen=True)
class Limits:
    """What one run may take: seconds by the clock and of the processor, memory, one file, all its files."""

    seconds: int = 300
    memory_mb: int = 3000
    file_mb: int = 400
    folder_mb: int = 1200


class Broke(Exception):
    """The tool did not do its work: it crashed, hung, or wanted too much. The message is for logs, not for fans.

    `again` where somebody else killed it, such as a machine short of memory: it may work the next time.
    """

    def __init__(self, message: str, *, again: bool = False) -> None:
        super().__init__(message)
        self.again = again


class Stopped(Exception):
    """Nobody wants it any more."""


def run(tool: str, order: Order, hear: Hear, limits: Limits) -> list[Made]:
    """Run `make` of the module `tool` and return what it made. The order's folder is the run's own and must be empty.

    Raises `Unmakeable` with the tool's sentence, `Broke`, `Stopped`.
    """
    run_in = order.folder
    (run_in / "made").mkdir(parents=True)
    _write_order(tool, order, limits)
    ours, its = os.pipe()
    with contextlib.closing(_Pipe(ours)) as pipe:
        try:
            with (run_in / "errors").open("wb") as errors:
                process = _start(run_in, its, errors.fileno())
        finally:
            os.close(its)
        try:
            _watch(process, pipe, run_in, hear, limits)
        finally:
            _end(process)
    return _result(process.returncode, run_in)


def _write_order(tool: str, order: Order, limits: Limits) -> None:
    said = {
        "tool": tool,
        "inputs": dict(order.inputs),
        "tracks": [{**asdict(one), "path": str(one.path)} for one in order.tracks],
        "longest": order.longest,
        "limits": asdict(limits),
        "parent": os.getpid(),
    }
    (order.folder / "order.json").write_text(json.dumps(said))


def _start(folder: Path, pipe: int, errors: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "portal.studio.process", str(folder), str(pipe)]
    return subprocess.Popen(  # noqa: S603 - our own program
        command, cwd=_HOME, env=_environment(folder), pass_fds=[pipe], start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors,
    )  # fmt: skip


def _environment(folder: Path) -> dict[str, str]:
    """What a tool needs and nothing of ours: no settings, no secrets. One thread each: the site runs beside it."""
    threads = dict.fromkeys(
        ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "RAYON_NUM_THREADS"), "1"
    )
    paths = {"HOME": str(folder), "TMPDIR": str(folder), "PATH": os.environ.get("PATH", os.defpath)}
    return {**threads, **paths, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1"}


class _Pipe:
    """What the process says, a line at a time; the last one counts."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._rest = b""
        self._read = 0
        self.percent, self.words = 0, ""
        os.set_blocking(number, False)

    def close(self) -> None:
        os.close(self._number)

    def listen(self, seconds: float) -> bool:
        """Wait for words; whether there were new ones. Raises `Broke` for who never stops talking."""
        ready, _, _ = select.select([self._number], [], [], seconds)
        said = os.read(self._number, 1 << 16) if ready else b""
        if ready and not said:  # its end is closed
            time.sleep(seconds)
            return False
        self._read += len(said)
        if self._read > _MOST_SAID:
            raise Broke("It said more than anybody can read.")
        *lines, self._rest = (self._rest + said).split(b"\n")
        return bool([line for line in lines if self._understood(line)])

    def _understood(self, line: bytes) -> bool:
        with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError):
            said = json.loads(line)
            self.percent, self.words = max(0, min(99, int(said["percent"]))), str(said["words"])[:200]
            return True
        return False


def _watch(process: "subprocess.Popen[bytes]", pipe: _Pipe, folder: Path, hear: Hear, limits: Limits) -> None:
    """Until it has ended by itself. Raises `Broke` and `Stopped`."""
    ends, beat = time.monotonic() + limits.seconds, 0.0
    while process.poll() is None:
        news = pipe.listen(_LOOK_SECONDS)
        now = time.monotonic()
        if now > ends:
            raise Broke(f"It was not ready within {limits.seconds} s.")
        if now - beat >= (1.0 if news else _BEAT_SECONDS):
            beat = now
            if not hear(pipe.percent, pipe.words):
                raise Stopped
            if _size(folder) > limits.folder_mb * _MB:
                raise Broke(f"It wrote more than {limits.folder_mb} MB.")


def _size(folder: Path) -> int:
    total = 0
    for here, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(here, name)).st_size
    return total


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Whatever is left of it and of what it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _result(status: int, folder: Path) -> list[Made]:
    if status not in (0, UNMAKEABLE):
        why = f"signal {-status}" if status < 0 else f"status {status}"
        raise Broke(f"It ended with {why}. {_last_words(folder)}", again=status in _KILLED)
    try:
        with (folder / "made.json").open() as file:
            said: Mapping[str, Any] = json.loads(file.read(_MOST_SAID))
        if status == UNMAKEABLE:
            raise Unmakeable(str(said["unmakeable"])[:300])
        made = [_believed(one, folder / "made") for one in said["made"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Broke(f"What it made cannot be read: {error}") from error
    if not made:
        raise Broke("It made nothing.")
    return made


def _believed(one: Mapping[str, Any], folder: Path) -> Made:
    """One of its files: a plain one, in its folder, and not a link to one of ours."""
    path = Path(one["path"])
    if path.parent.resolve() != folder.resolve() or not stat.S_ISREG(path.lstat().st_mode):
        raise ValueError(f"{path.name} is no file of its folder.")
    return Made(str(one["role"])[:30], path, str(one["content_type"])[:100], dict(one["facts"]), list(one["used"]))


def _last_words(folder: Path) -> str:
    with contextlib.suppress(OSError), (folder / "errors").open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _LAST_WORDS))
        return file.read(_LAST_WORDS).decode("utf-8", "replace").strip()
    return ""
