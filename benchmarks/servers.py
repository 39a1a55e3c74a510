"""The application and the floor, served side by side under the same settings."""

import os
import socket
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
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
    program = str(Path(sys.executable).parent / "granian")
    with ExitStack() as stack:
        ports = []
        for application in applications:
            ports.append(free_port())
            command = [program, *GRANIAN, "--host", "127.0.0.1", "--port", str(ports[-1]), application]
            stack.enter_context(running(application.partition(":")[0], command, ports[-1]))
        yield ports


@contextmanager
def running(
    name: str, command: Sequence[str], port: int, *, environment: Mapping[str, str] = os.environ
) -> Iterator[None]:
    """Run a server until the end of the block, which begins when its port answers."""
    process = Process(name, list(command), environment=environment, logs=FOLDER)
    try:
        _wait(process, port)
        yield
    finally:
        process.ask_to_end()
        process.end(time.monotonic() + 10)


def free_port() -> int:
    """A port that nobody listens at."""
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
