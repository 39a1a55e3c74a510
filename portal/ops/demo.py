"""`make demo`: PostgreSQL, server, worker and beat on one machine, with seeded data, ended together by Ctrl-C.

python -m portal.ops.demo            start everything
python -m portal.ops.demo large      the same with a label of 100,000 tracks, in a database of its own
python -m portal.ops.demo reset      remove the data
python -m portal.ops.demo manage …   a management command with the demonstration's settings
"""

import contextlib
import fcntl
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from portal.ops import keys
from portal.ops.embedded import BASE_DIR, Server, ServerError
from portal.ops.people import PASSWORD, PEOPLE
from portal.ops.port import DEFAULT, HOST, PortError, free_port
from portal.ops.processes import Process, ProcessError, Stop, end_all, run, stop_on_signals, undisturbed

VAR_DIR = Path(os.environ.get("SOUNDCHECK_VAR") or BASE_DIR / "var").absolute()
LOGS = VAR_DIR / "log"
DATA = ("postgres", "mail", "media", "static", "log", "celerybeat-schedule*", "*-client", "audio")
START_SECONDS = 90
QUEUES = "celery,outgoing,webhooks,snapshots"  # all but those of the workers behind the others
WORKER = ("worker", "--concurrency", "1", "--without-gossip", "--without-mingle", "--without-heartbeat")
MANAGE = [sys.executable, str(BASE_DIR / "manage.py")]


class Refused(Exception):
    """What was asked for cannot be done now; the message says why."""


def main(arguments: list[str]) -> int:
    """Do what was asked for; returns an exit status."""
    commands = {"start": start, "large": large, "reset": reset}
    try:
        if arguments[:1] == ["manage"]:
            return manage(arguments[1:])
        commands[arguments[0] if arguments else "start"]()
    except (Refused, PortError, ServerError, ProcessError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except Stop:
        print("Stopped.")
    return 0


def start(*, database: str = "soundcheck", seed: str = "seed") -> None:
    """Start everything, and stay until somebody or something ends it."""
    port = free_port(os.environ.get("PORT") or DEFAULT)
    stop_on_signals()
    with alone(), postgresql(database) as url:
        environment = demo_environment(url, port)
        run("Preparing the data", [*MANAGE, "demo", "--seed", seed], environment=environment)
        processes: list[Process] = []
        try:
            launch(processes, environment, port)
            wait_until_ready(processes, port)
            launch_behind(processes, environment)
            print(summary(port), flush=True)
            while True:
                time.sleep(0.5)
                for process in processes:
                    process.check()
        except Stop:
            print("\nStopping …", flush=True)
            raise
        finally:
            end_all(processes)


def large() -> None:
    """As `start`, with the label of 100,000 tracks, in a database of its own."""
    start(database="soundcheck_large", seed="large")


def reset() -> None:
    """Remove everything the demonstration wrote, but not its keys."""
    if os.environ.get("DATABASE_URL"):
        raise Refused(
            "DATABASE_URL is set: that database is yours, so it is not emptied here. Empty it, then `make demo`."
        )
    with alone():
        Server(VAR_DIR / "postgres").destroy()
        for path in [path for pattern in DATA for path in VAR_DIR.glob(pattern)]:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
    print("The demonstration's data is gone. `make demo` starts over.")


def manage(arguments: list[str]) -> int:
    """Run a management command with the demonstration's settings and database, whether or not it runs."""
    with postgresql("soundcheck") as url:
        environment = demo_environment(url, int(os.environ.get("PORT") or DEFAULT))
        signal.signal(signal.SIGINT, lambda number, frame: None)  # Ctrl-C is the command's own business
        return os.spawnve(os.P_WAIT, sys.executable, [*MANAGE, *arguments], environment)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Hold the demonstration's lock: two in one folder would share their data and their logs."""
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    LOGS.mkdir(exist_ok=True)
    try:
        lock = (VAR_DIR / "demo.lock").open("w")
    except PermissionError:
        raise Refused(f"{VAR_DIR} belongs to another user: run as that user, or remove it.") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("A demonstration is running from this folder already. End it with Ctrl-C first.") from None
        yield


@contextlib.contextmanager
def postgresql(database: str) -> Iterator[str]:
    """The DATABASE_URL to use: the one that is set, or that of the embedded server, which is ended if we were last."""
    if url := os.environ.get("DATABASE_URL"):
        yield url
        return
    server = Server(VAR_DIR / "postgres")
    try:
        with undisturbed():
            url = server.use(database)
        yield url
    finally:
        server.release()


def demo_environment(url: str, port: int) -> dict[str, str]:
    """The settings of the demonstration; what is set already counts."""
    ours = {
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "IDP_OIDC_PRIVATE_KEY": keys.signing_key(VAR_DIR),
        "VAPID_PRIVATE_KEY": keys.push_key(VAR_DIR),
        "LOG_FORMAT": "console",
        "PYTHONUNBUFFERED": "1",
        "SECRET_KEY": keys.secret_key(VAR_DIR),
        "SITE_ORIGIN": f"http://localhost:{port}",
        "SOUNDCHECK_DEMO": "true",
        "WEBHOOKS_TO_LOOPBACK": "true",
    }
    given = {name: value for name, value in os.environ.items() if value}
    return {**ours, **given, "DATABASE_URL": url, "SOUNDCHECK_VAR": str(VAR_DIR)}


def launch(processes: list[Process], environment: dict[str, str], port: int) -> None:
    """Start server, worker and beat. The list is filled one by one, so that a failure half-way ends them all."""
    programs = Path(sys.executable).parent
    server = [str(programs / "granian"), "--interface", "wsgi", "--host", HOST, "--port", str(port)]
    server += [
        "--workers",
        "2",
        "--blocking-threads",
        "1",
        "--blocking-threads-idle-timeout",
        "600",
        "--respawn-failed-workers",
        "--no-ws",
        "--access-log",
    ]
    for name, command in {
        "server": [*server, "portal.wsgi:application"],
        "worker": [*_celery(), *WORKER, "-Q", queues(environment), "--loglevel", "info"],
        "beat": [*_celery(), "beat", "--loglevel", "info"],
    }.items():
        processes.append(Process(name, command, environment=environment, logs=LOGS))


def queues(environment: dict[str, str]) -> str:
    """What the first worker reads: with the studio off its queue too, or what beat sends would pile up."""
    return QUEUES if _studio_is_on(environment) else f"{QUEUES},studio"


def behind(environment: dict[str, str]) -> dict[str, list[str]]:
    """The workers behind everything else, so that the pages stay quick: one makes what fans ask for, one reads what
    was uploaded. They share nothing, for a hostile file may hold its reader for four minutes."""
    politeness = {"studio": "10", "uploads": "15"} if _studio_is_on(environment) else {"uploads": "15"}
    return {
        name: [
            *(["nice", "-n", level] if shutil.which("nice") else []),
            *_celery(), *WORKER, "-Q", name, "-n", f"{name}@%h", "--loglevel", "info",
        ]
        for name, level in politeness.items()
    }  # fmt: skip


def launch_behind(processes: list[Process], environment: dict[str, str]) -> None:
    """Start the workers behind, once all others are there."""
    for name, command in behind(environment).items():
        processes.append(Process(name, command, environment=environment, logs=LOGS))


def _celery() -> list[str]:
    return [str(Path(sys.executable).parent / "celery"), "-A", "portal"]


def _studio_is_on(environment: dict[str, str]) -> bool:
    return environment.get("STUDIO", "on") == "on"


def wait_until_ready(processes: list[Process], port: int) -> None:
    """Until the server answers, and the worker and beat say that they are there."""
    server, worker, beat = processes
    deadline = time.monotonic() + START_SECONDS
    while not (answers(port) and worker.has_said("ready.") and beat.has_said("beat: Starting")):
        for process in processes:
            process.check()
        if time.monotonic() > deadline:
            raise ProcessError(f"Not ready after {START_SECONDS} s. The end of {server.log}:\n\n{server.last_words()}")
        time.sleep(0.1)


def summary(port: int) -> str:
    """What a person needs now: the address, who to be, the password, where mail is."""
    address = f"http://localhost:{port}"
    width = max(len(person.email) for person in PEOPLE)
    lines = [f"Soundcheck is ready:  {address}", "", "Sign in as"]
    lines += [f"    {person.email:<{width}}   {person.name}, {person.does}" for person in PEOPLE]
    lines += ["", f"Password of all:      {PASSWORD}", f"Mail they receive:    {address}/dev/mail/"]
    with contextlib.suppress(FileNotFoundError):
        lines += ["", "Halcyon Audio's OAuth 2 client, for the API:", (VAR_DIR / "halcyon-client").read_text().rstrip()]
    return "\n".join(["", *lines, "", f"Logs are in {LOGS}. Ctrl-C ends everything."])


def answers(port: int) -> bool:
    """Whether the server says that it is well."""
    try:
        with urlopen(f"http://{HOST}:{port}/healthz", timeout=5) as response:
            return bool(response.status == 200)
    except (URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
