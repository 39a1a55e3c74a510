"""Real brokers, real workers, a real mail server, and a table that counts."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from kombu import pools
from kombu.exceptions import OperationalError

from portal.celery import app
from portal.ops.broker import conn_string, transport_options
from tests.environment import FOLDER
from tests.faults.mailbox import Mailbox
from tests.support.brokers import Broker, RabbitMQ, Redis, end

SWEEP_SECONDS = 1


class Effects:
    """What the worker wrote, by key."""

    def count(self) -> Counter[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT key, count(*) FROM faults_effect GROUP BY key")
            return Counter(dict(cursor.fetchall()))

    def number(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM faults_effect")
            return int(cursor.fetchone()[0])


@pytest.fixture
def effects(transactional_db: None) -> Iterator[Effects]:
    """A table that holds whatever is written to it, twice as well."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE faults_effect (key text NOT NULL)")
    yield Effects()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE faults_effect")


class Worker:
    """A Celery worker with its children, and beat inside it if it sweeps."""

    def __init__(self, folder: Path, number: int, arguments: list[str], environment: dict[str, str]) -> None:
        self.log = folder / f"worker-{number}.log"
        command = [sys.executable, "-m", "celery", "-A", "tests.faults.worker", "worker", *arguments]
        command += ["--without-gossip", "--without-mingle", "--without-heartbeat", "-n", f"w{number}@localhost"]
        with self.log.open("wb") as output:
            self._process = subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def kill(self) -> None:
        """SIGKILL it with all of its children: it gets to finish nothing."""
        end(self._process)

    def check(self) -> None:
        """Fail if it has ended by itself."""
        assert self._process.poll() is None, self.log.read_text(errors="replace")[-4000:]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for what this run writes, gone afterwards."""
    made = FOLDER / f"faults-{os.getpid()}"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def mailbox(folder: Path) -> Iterator[Mailbox]:
    """A mail server, not started yet."""
    one = Mailbox(folder / "letters")
    yield one
    one.kill()


class EmbeddedBroker(Broker):
    """The broker in PostgreSQL. Its power cut: every connection that is not ours is severed, in mid-sentence."""

    name = "pgmq"

    def __init__(self) -> None:
        self.url = "pgmq://localhost"

    def start(self) -> None:
        """It is there while the database is."""

    def kill(self) -> None:
        """Sever every other connection to the database."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    def remove(self) -> None:
        """Leave nothing in its queues."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pgmq.drop_queue(queue_name) FROM pgmq.list_queues()")


@pytest.fixture(params=["redis", "rabbitmq", "pgmq"])
def broker(request: pytest.FixtureRequest, folder: Path, transactional_db: None) -> Iterator[Broker]:
    """Each of the brokers of the runbook, running, and ours as long as the test lasts."""
    kinds: dict[str, Callable[[], Broker]] = {
        "redis": lambda: Redis(folder / "redis"),
        "rabbitmq": lambda: RabbitMQ(folder / "rabbitmq"),
        "pgmq": EmbeddedBroker,
    }
    one = kinds[request.param]()
    try:
        one.start()
        with _used_by_this_process(one.url):
            yield one
    finally:
        one.remove()


@contextlib.contextmanager
def _used_by_this_process(url: str) -> Iterator[None]:
    """Have the pages of this process wake their workers through the broker, as a server's would."""
    before = app.conf.broker_url, app.conf.broker_transport_options
    described = {**connection.settings_dict, "OPTIONS": {}}
    options = transport_options(url, conn_string(described), visibility_seconds=1200)
    app.conf.update(broker_url=url, broker_transport_options=options)
    _forget_connections()
    yield
    app.conf.update(broker_url=before[0], broker_transport_options=before[1])
    _forget_connections()


def _forget_connections() -> None:
    with contextlib.suppress(OperationalError, OSError):
        pools.reset()
    app._after_fork()


@pytest.fixture
def hire(broker: Broker, mailbox: Mailbox, folder: Path) -> Iterator[Callable[..., Worker]]:
    """Start a worker for the broker, the test's database and the mail server; `sweeps=True` has beat in it."""
    hired: list[Worker] = []
    database = connection.settings_dict
    environment = os.environ | {
        "CELERY_BROKER_URL": broker.url,
        "DATABASE_URL": f"postgresql://{database['USER']}@{quote(database['HOST'], safe='')}/{database['NAME']}",
        "EMAIL_URL": mailbox.url,
        "LOG_LEVEL": "WARNING",
        "SWEEP_SECONDS": str(SWEEP_SECONDS),
    }

    def start(*, sweeps: bool = True) -> Worker:
        arguments = ["--concurrency", "2"]
        if sweeps:
            arguments += ["--beat", "--schedule", str(folder / f"beat-{len(hired)}")]
        hired.append(Worker(folder, len(hired), arguments, environment))
        return hired[-1]

    yield start
    for worker in hired:
        worker.kill()
