"""The application and the floor, served side by side under the same settings."""

import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.environment import FOLDER
from portal.ops.processes import Process

# As SPEED.md found best, and as `make demo` serves.
GRANIAN = ("--interface", "wsgi", "--workers", "2", "--blocking-threads", "1", "--no-ws")
APPLICATION = "portal.wsgi:application"
BARE = "benchmarks.bare:application"
START_SECONDS = 60


@contextmanager
def serving(*applications: str) -> Iterator[list[int]]:
    """Serve these; gives their ports, in order. Ended whatever happens."""
    processes: list[Process] = []
    try:
        ports = []
        for application in applications:
            ports.append(_free_port())
            processes.append(_start(application, ports[-1]))
        for process, port in zip(processes, ports, strict=True):
            _wait(process, port)
        yield ports
    finally:
        for process in processes:
            process.ask_to_end()
        for process in processes:
            process.end(time.monotonic() + 10)


def _start(application: str, port: int) -> Process:
    program = str(Path(sys.executable).parent / "granian")
    command = [program, *GRANIAN, "--host", "127.0.0.1", "--port", str(port), application]
    return Process(application.partition(":")[0], command, environment=os.environ, logs=FOLDER)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait(process: Process, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        process.check()
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"{process.name} did not start:\n{process.last_words()}")
