"""Processes of the demonstration: started, watched, and ended without leaving any behind."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from portal.ops import processes
from portal.ops.port import PortError, free_port
from portal.ops.processes import Process, ProcessError, Stop, end_all, run, stop_on_signals, undisturbed
from tests.support.waiting import until

SLEEP = "import time; print('up', flush=True); time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEP}"
PARENT = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {STUBBORN!r}]); time.sleep(60)"


@pytest.fixture(autouse=True)
def _keep_signals() -> Iterator[None]:
    """What is tested here changes how this process hears signals; give it its ears back."""
    kept = {number: signal.getsignal(number) for number in processes.ENDING}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def python(code: str, folder: Path, name: str = "child") -> Process:
    """A process that runs this code."""
    return Process(name, [sys.executable, "-c", code], environment=dict(os.environ), logs=folder)


def descendants() -> list[psutil.Process]:
    """Our processes that run such code, however far down."""
    mine = psutil.Process().children(recursive=True)
    return [process for process in mine if "time.sleep(60)" in " ".join(process.cmdline())]


def test_a_process_that_ends_by_itself_is_noticed_with_its_last_words(tmp_path: Path) -> None:
    child = python("print('out of ink'); raise SystemExit(3)", tmp_path, "worker")
    until(lambda: child.has_said("out of ink"))

    with pytest.raises(ProcessError, match=r"(?s)The worker ended by itself \(status 3\).*out of ink"):
        until(lambda: child.check())
    end_all([child])


def test_processes_and_what_they_started_end_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "GRACE_SECONDS", 1)
    children = [
        python(SLEEP, tmp_path, "good"),
        python(STUBBORN, tmp_path, "stubborn"),
        python(PARENT, tmp_path, "parent"),
    ]
    until(lambda: children[0].has_said("up") and children[1].has_said("up") and children[2].has_said("up"))
    assert len(descendants()) >= 4

    end_all(children)

    until(lambda: not descendants())


def test_a_failing_step_is_named() -> None:
    with pytest.raises(ProcessError, match="Preparing failed"):
        run("Preparing", [sys.executable, "-c", "raise SystemExit(1)"], environment=dict(os.environ))


@pytest.mark.parametrize("number", processes.ENDING)
def test_each_signal_that_asks_for_an_end_is_heard(number: int) -> None:
    stop_on_signals()
    with pytest.raises(Stop):
        os.kill(os.getpid(), number)


def test_a_signal_waits_until_what_must_be_whole_is_done() -> None:
    stop_on_signals()
    done = []

    def whole() -> None:
        with undisturbed():
            os.kill(os.getpid(), signal.SIGTERM)
            done.append(True)

    with pytest.raises(Stop):
        whole()
    assert done == [True]


def test_a_taken_port_is_refused_with_a_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortError, match=f"Port {port} is taken by another program. Try: make demo PORT="):
            free_port(str(port))
    assert free_port(str(port)) == port


@pytest.mark.parametrize("wanted", ["0", "65536", "http", "-1", "８０８０"])
def test_what_is_no_port_is_refused(wanted: str) -> None:
    with pytest.raises(PortError, match="is not a port"):
        free_port(wanted)
