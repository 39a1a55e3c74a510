"""A tool that does as its inputs say: well, or as badly as a tool can."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from portal.studio.tools import Made, Order, Say, Unmakeable

TITLE = "Odd"


def missing() -> str:
    """Nothing."""
    return ""


def make(order: Order, say: Say) -> list[Made]:
    """Do what `inputs["does"]` names."""
    say(10, "Beginning")
    return _DOES[order.inputs["does"]](order, say)


def _well(order: Order, say: Say) -> list[Made]:
    path = order.folder / "notes.json"
    path.write_text('{"notes": []}')
    return [Made("notes", path, "application/json", {"tempo": 90}, [one.asset for one in order.tracks])]


def _refuses(order: Order, say: Say) -> list[Made]:
    raise Unmakeable("There is no voice in this track.")


def _raises(order: Order, say: Say) -> list[Made]:
    raise RuntimeError("a model of another shape")


def _crashes(order: Order, say: Say) -> list[Made]:
    os.kill(os.getpid(), signal.SIGSEGV)
    return []


def _is_killed(order: Order, say: Say) -> list[Made]:
    os.kill(os.getpid(), signal.SIGKILL)
    return []


def _hangs_with_a_child(order: Order, say: Say) -> list[Made]:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    Path(order.inputs["tell"]).write_text(f"{os.getpid()} {child.pid}")
    while True:
        time.sleep(1)


def _writes_for_ever(order: Order, say: Say) -> list[Made]:
    with (order.folder / "mix.wav").open("wb") as file:
        while True:
            file.write(bytes(1 << 20))


def _writes_many(order: Order, say: Say) -> list[Made]:
    for number in range(10_000):
        (order.folder / f"{number}.bin").write_bytes(bytes(1 << 20))
    return []


def _talks_for_ever(order: Order, say: Say) -> list[Made]:
    while True:
        say(50, "still at it " * 20)


def _eats_memory(order: Order, say: Say) -> list[Made]:
    eaten = []
    while True:
        eaten.append(bytearray(64 << 20))


def _thinks_for_ever(order: Order, say: Say) -> list[Made]:
    while True:
        pass


def _calls_home(order: Order, say: Say) -> list[Made]:
    _by_python(int(order.inputs["port"]))
    if os.readlink("/proc/self/ns/net") != order.inputs["net"]:  # where the kernel gives out networks of one's own
        _by_another_program(int(order.inputs["port"]))
    return _well(order, say)


def _by_python(port: int) -> None:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2)
    except OSError:
        return
    raise AssertionError("It was connected.")


def _by_another_program(port: int) -> None:
    code = f"import socket; socket.create_connection(('127.0.0.1', {port}), timeout=2)"
    if subprocess.run([sys.executable, "-c", code], stderr=subprocess.DEVNULL, check=False).returncode == 0:
        raise AssertionError("It was connected.")


def _names_a_file_of_ours(order: Order, say: Say) -> list[Made]:
    (order.folder / "mix").symlink_to("/etc/hostname")
    return [Made("mix", order.folder / "mix", "audio/wav")]


def _tells_its_environment(order: Order, say: Say) -> list[Made]:
    path = order.folder / "notes.json"
    path.write_text("\n".join(sorted(os.environ)))
    return [Made("notes", path, "application/json")]


_DOES: dict[str, Callable[[Order, Say], list[Made]]] = {
    name.removeprefix("_"): value
    for name, value in list(globals().items())
    if name.startswith("_") and callable(value) and not name.startswith("__")
}
