"""Processes that belong together: started, watched, and ended as one."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType

GRACE_SECONDS = 10
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PR_SET_PDEATHSIG = 1


class Stop(BaseException):
    """Somebody asked for the end (Ctrl-C, SIGTERM, a closed terminal)."""


class ProcessError(Exception):
    """A process could not do its work; the message says which, and ends with its last words."""


class Process:
    """One child with a log file of its own. It ends when we end, however we end."""

    def __init__(self, name: str, command: Sequence[str], *, environment: Mapping[str, str], logs: Path) -> None:
        """Start it, in a session of its own: Ctrl-C must reach us alone, so that the order of ending is ours."""
        self.name = name
        self.log = logs / f"{name}.log"
        with self.log.open("wb") as output:
            self._process = subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )

    def check(self) -> None:
        """Raise if it has ended by itself."""
        if (code := self._process.poll()) is not None:
            why = f"signal {-code}" if code < 0 else f"status {code}"
            raise ProcessError(
                f"The {self.name} ended by itself ({why}). The end of {self.log}:\n\n{self.last_words()}"
            )

    def has_said(self, words: str) -> bool:
        """Whether these words are in its log."""
        return words in self.log.read_text(errors="replace")

    def last_words(self) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-20:])

    def ask_to_end(self) -> None:
        """Let it finish what it does."""
        if self._process.poll() is None:
            self._process.terminate()

    def end(self, deadline: float) -> None:
        """Wait for its end until the deadline, then end whatever is left of its session."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.0, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def end_all(processes: Sequence[Process]) -> None:
    """End them together. A second Ctrl-C changes nothing: what is ending has at most ten seconds."""
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)
    for process in processes:
        process.ask_to_end()
    deadline = time.monotonic() + GRACE_SECONDS
    for process in processes:
        process.end(deadline)


def run(name: str, command: Sequence[str], *, environment: Mapping[str, str]) -> None:
    """Run something to its end; its output is ours. Raises if it fails, ends it if we are asked to stop."""
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=end_with_parent,
    )
    try:
        code = process.wait()
    except BaseException:
        process.terminate()
        process.wait()
        raise
    if code:
        raise ProcessError(f"{name} failed (status {code}); see above.")


def stop_on_signals() -> None:
    """Turn the signals that ask for an end into `Stop`, also where a shell had them ignored; end with `make` too."""
    for number in ENDING:
        signal.signal(number, _raise_stop)
    if "MAKELEVEL" in os.environ:  # `make` waits for us; a shell that started us in the background may go
        end_with_parent()


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Put off a signal that asks for an end until the block is through, as if it came then."""
    received: list[int] = []
    handlers = {number: signal.signal(number, lambda number, frame: received.append(number)) for number in ENDING}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    if received:
        os.kill(os.getpid(), received[0])


def end_with_parent() -> None:
    """Have the kernel send SIGTERM when the parent dies without a word (Linux alone can)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _raise_stop(number: int, frame: FrameType | None) -> None:
    for ending in ENDING:
        signal.signal(ending, signal.SIG_IGN)
    raise Stop
