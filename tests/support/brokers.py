"""The brokers of the tests: a Redis and a RabbitMQ of the machine's own. `python -m tests.support.brokers` gets them.

Each is started by the test that needs it, on a free port of this machine, with its data in a folder of its own, as
whoever runs the tests, and ended with it. No system service is started or touched.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from kombu import Connection
from kombu.exceptions import OperationalError

from tests.support.waiting import until

PACKAGES = ("redis-server", "rabbitmq-server")
RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")  # the one in /usr/sbin insists on the system's own user
POLICY = Path("/usr/sbin/policy-rc.d")
SECONDS = 60
HELP = """
The fault tests need a Redis and a RabbitMQ, and they were not found or could not be installed:

    sudo apt-get install redis-server rabbitmq-server    (the services themselves may stay off)

or run `make test ARGS="--ignore tests/faults"`, which leaves them out.
"""


class Broker:
    """A server that can be killed and started again on the same port with the same data."""

    name: str
    url: str

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True)
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and return when it takes connections."""
        self._process = self._launch()
        until(self.answers, seconds=SECONDS)

    def answers(self) -> bool:
        """Whether it takes connections; fails if it has ended by itself."""
        assert self._process, f"{self.name} was not started"
        assert self._process.poll() is None, f"{self.name} ended by itself:\n{self._said()}"
        with contextlib.suppress(OSError, OperationalError), Connection(self.url, connect_timeout=2) as connection:
            connection.ensure_connection(max_retries=0)
            return True
        return False

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process:
            end(self._process)
        self._process = None

    def remove(self) -> None:
        """End it, and leave nothing behind."""
        self.kill()
        shutil.rmtree(self.folder)

    def _launch(self) -> "subprocess.Popen[bytes]":
        raise NotImplementedError

    def _said(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-3000:]

    def _popen(
        self, command: Sequence[str], environment: Mapping[str, str] | None = None, log: str = "log"
    ) -> "subprocess.Popen[bytes]":
        with (self.folder / log).open("ab") as output:
            return subprocess.Popen(
                command,
                cwd=self.folder,
                env=None if environment is None else dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )


class Redis(Broker):
    """Redis as the runbook says: with its append-only file."""

    name = "redis"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def _launch(self) -> "subprocess.Popen[bytes]":
        options = {
            "port": str(self.port),
            "bind": "127.0.0.1",
            "dir": str(self.folder),
            "appendonly": "yes",
            "save": "",
        }
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        return self._popen([str(shutil.which("redis-server")), *arguments])


class RabbitMQ(Broker):
    """RabbitMQ with a name, a cookie, a data folder and a port mapper (epmd) that nobody else uses."""

    name = "rabbitmq"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.url = f"amqp://guest:guest@127.0.0.1:{self.port}//"
        self._mapper_port, self._node_port = free_port(), free_port()
        self._mapper: subprocess.Popen[bytes] | None = None

    def _launch(self) -> "subprocess.Popen[bytes]":
        if self._mapper is None:
            mapper = ["epmd", "-address", "127.0.0.1", "-port", str(self._mapper_port)]
            self._mapper = self._popen(mapper, log="epmd.log")
        (self.folder / "rabbitmq.conf").write_text(
            f"listeners.tcp.1 = 127.0.0.1:{self.port}\nvm_memory_high_watermark.absolute = 256MB\n"
            "disk_free_limit.absolute = 1MB\nlog.console = true\nlog.console.level = warning\nlog.file = false\n"
        )
        return self._popen([str(RABBITMQ)], self._environment())

    def kill(self) -> None:
        """End it as a power cut would. Its port mapper goes with it."""
        super().kill()
        if self._mapper:
            end(self._mapper)
        self._mapper = None

    def _environment(self) -> dict[str, str]:
        folder = str(self.folder)
        return {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "HOME": folder,  # where Erlang keeps its cookie
            "ERL_EPMD_PORT": str(self._mapper_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RUNNING_UNDER_SYSTEMD": "1",  # the server itself, without a shell around it that would outlive it
            "RABBITMQ_CONF_ENV_FILE": f"{folder}/none",
            "RABBITMQ_CONFIG_FILE": f"{folder}/rabbitmq.conf",
            "RABBITMQ_ADVANCED_CONFIG_FILE": f"{folder}/none.config",
            "RABBITMQ_GENERATED_CONFIG_DIR": f"{folder}/generated",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{folder}/plugins",
            "RABBITMQ_MNESIA_BASE": f"{folder}/data",
            "RABBITMQ_LOG_BASE": folder,
            "RABBITMQ_PID_FILE": f"{folder}/pid",
            "RABBITMQ_NODENAME": f"soundcheck{self.port}@localhost",
            "RABBITMQ_DIST_PORT": str(self._node_port),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-start_epmd false -kernel inet_dist_use_interface {127,0,0,1}",
        }


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def end(process: "subprocess.Popen[bytes]") -> None:
    """Kill a process and all of its session, and see it gone."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def are_there() -> bool:
    """Whether both are on this machine."""
    return bool(shutil.which("redis-server") and shutil.which("epmd") and RABBITMQ.exists())


def install() -> bool:
    """Get Debian's packages: apt as root, or by a sudo that asks nothing. Their services are kept from starting."""
    before = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (before and not shutil.which("sudo")):
        return False
    with _no_service_starts(before):
        apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
        get = [*apt, "install", "--yes", "--no-install-recommends", *PACKAGES]
        _run([*before, *get]) or (_run([*before, *apt, "update"]) and _run([*before, *get]))
    if shutil.which("systemctl"):
        _run([*before, "systemctl", "disable", *PACKAGES])  # nor at the next start of the machine
    return are_there()


@contextlib.contextmanager
def _no_service_starts(before: Sequence[str]) -> Iterator[None]:
    """Debian asks this file whether a package may start what it brings; one that is there already is left alone."""
    if POLICY.exists():
        yield
        return
    with tempfile.NamedTemporaryFile("w") as no:
        no.write("#!/bin/sh\nexit 101\n")
        no.flush()
        _run([*before, "install", "-m", "755", no.name, str(POLICY)])
    try:
        yield
    finally:
        _run([*before, "rm", "-f", str(POLICY)])


def _run(command: list[str]) -> bool:
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


def main() -> int:
    """Find or get them; returns an exit status."""
    if are_there():
        return 0
    print("Getting Redis and RabbitMQ for the fault tests (only this once) …", flush=True)
    if not install():
        print(HELP, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
