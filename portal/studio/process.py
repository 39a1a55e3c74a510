"""A tool's own process: `python -m portal.studio.process FOLDER PIPE`. Started by `portal.studio.runner` alone.

It reads `order.json` in the folder, shuts itself in (limits, no network, ends with its parent), makes what is ordered,
and writes `made.json`. How far it is goes through the pipe, a line of JSON each. Django is never set up here: no
settings, no database, no secret is in its environment.
"""

import contextlib
import ctypes
import importlib
import json
import os
import resource
import signal
import socket
import sys
from pathlib import Path
from typing import Any, NoReturn

from portal.studio.tools import Made, Order, Track, Unmakeable

UNMAKEABLE = 3
_PR_SET_PDEATHSIG = 1
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # of unshare(2)
_MB = 1 << 20


def main(folder: Path, pipe: int) -> int:
    """Make what the folder's order says. Returns the exit status: 0, or `UNMAKEABLE` with the sentence written."""
    said = json.loads((folder / "order.json").read_text())
    _end_with(said["parent"])
    _limit(said["limits"])
    _leave_the_network()
    order = Order(
        inputs=said["inputs"],
        tracks=[Track(one["asset"], one["title"], one["artist"], Path(one["path"])) for one in said["tracks"]],
        folder=folder / "made",
        longest=said["longest"],
    )

    def say(percent: int, words: str) -> None:
        line = json.dumps({"percent": int(percent), "words": str(words)[:200]}) + "\n"
        with contextlib.suppress(BlockingIOError):  # nobody has read the last ones yet: this one can be missed
            os.write(pipe, line.encode())

    os.set_blocking(pipe, False)
    tool = importlib.import_module(said["tool"])
    try:
        made = tool.make(order, say)
    except Unmakeable as reason:
        _write(folder, {"unmakeable": str(reason)})
        return UNMAKEABLE
    _write(folder, {"made": [_told(one) for one in made]})
    return 0


def _told(one: Made) -> dict[str, Any]:
    return {
        "role": one.role, "path": str(one.path), "content_type": one.content_type, "facts": dict(one.facts),
        "used": list(one.used),
    }  # fmt: skip


def _write(folder: Path, content: dict[str, Any]) -> None:
    """Whole or not at all."""
    beside = folder / "made.json.part"
    beside.write_text(json.dumps(content))
    beside.rename(folder / "made.json")


def _end_with(parent: int) -> None:
    """A worker that is killed takes its tool along: a tool alone would work for nobody."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit("The worker has gone.")


def _limit(limits: dict[str, int]) -> None:
    """The kernel holds it to these. Any program it starts has them too."""
    seconds, memory, file = limits["seconds"], limits["memory_mb"] * _MB, limits["file_mb"] * _MB
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, file),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))
    os.nice(10)


def _leave_the_network() -> None:
    """A network namespace of its own, with nothing in it, where the kernel lets us; and no sockets from Python."""
    ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK)

    def refused(*args: Any, **kwargs: Any) -> NoReturn:
        raise PermissionError("A tool has no network.")

    setattr(socket.socket, "connect", refused)  # noqa: B010 - for mypy, a method cannot be assigned to
    socket.create_connection = refused


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
