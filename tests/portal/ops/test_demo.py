"""`make demo` as a whole: everything starts, everything ends, and what dies is noticed."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest

from portal.ops.demo import summary
from portal.ops.people import PASSWORD, PEOPLE
from tests.architecture.tree import ROOT
from tests.cast import PASSWORD as PASSWORD_OF_THE_CAST
from tests.support.waiting import until


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where this demonstration writes."""
    made = Path(tempfile.mkdtemp(prefix="soundcheck-demo-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def demo(folder: Path, port: int, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """The demonstration, with nothing of the tests' environment."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment |= {"PORT": str(port), "SOUNDCHECK_VAR": str(folder)}
    command = [sys.executable, "-m", "portal.ops.demo", *arguments]
    with (folder / "printed").open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(60)


def printed(folder: Path) -> str:
    """What it said so far."""
    return (folder / "printed").read_text()


def of_this_demo(folder: Path) -> list[psutil.Process]:
    """Every process that belongs to it, wherever in the tree: its environment or its arguments name the folder."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            named = process.environ().get("SOUNDCHECK_VAR") == str(folder) or str(folder) in " ".join(process.cmdline())
            if named and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def wait_until_ready(folder: Path, process: subprocess.Popen[bytes]) -> None:
    """Until it says that it is ready."""
    until(lambda: "Ctrl-C ends everything" in printed(folder) or process.poll() is not None, seconds=180)
    assert process.poll() is None, printed(folder)


def test_it_starts_answers_and_ends_and_starts_again_with_its_data(folder: Path, port: int) -> None:
    with demo(folder, port) as process:
        wait_until_ready(folder, process)
        assert f"Soundcheck is ready:  http://localhost:{port}" in printed(folder)
        with urlopen(f"http://127.0.0.1:{port}/accounts/login/") as response:
            assert response.status == 200
        names = {word for process in of_this_demo(folder) for word in process.cmdline()}
        assert {"worker", "beat", "portal.wsgi:application"} <= names

        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        assert of_this_demo(folder) == []

    with demo(folder, port) as process:
        wait_until_ready(folder, process)
        assert "Static files" not in printed(folder)
        worker = next(one for one in of_this_demo(folder) if "worker" in one.cmdline())
        worker.kill()
        assert process.wait(60) == 1
        assert "The worker ended by itself (signal 9)" in printed(folder)
        assert of_this_demo(folder) == []

    with demo(folder, port, "reset") as process:
        assert process.wait(60) == 0
    assert not (folder / "postgres").exists()


def test_a_taken_port_ends_it_before_anything_is_started(folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with demo(folder, other.getsockname()[1]) as process:
            assert process.wait(60) == 1

    assert "is taken by another program" in printed(folder)
    assert not (folder / "postgres").exists()


def test_the_summary_says_all_that_one_needs_to_sign_in() -> None:
    said = summary(8101)

    assert {person.email for person in PEOPLE if person.email not in said} == set()
    assert PASSWORD in said
    assert "http://localhost:8101/dev/mail/" in said


def test_the_cast_of_the_tests_and_the_readme_know_the_same_password() -> None:
    assert PASSWORD == PASSWORD_OF_THE_CAST
    assert f"`{PASSWORD}`" in (ROOT / "README.md").read_text()
