"""Filed messages wake a worker; a broker that is down harms nobody."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from celery.signals import before_task_publish

from artists.journal.handlers import Lane
from artists.journal.record import Follows, file_messages
from portal.celery import DRAIN_OUTBOX, app, wake

Capture = Callable[[], AbstractContextManager[list[Callable[[], Any]]]]


@pytest.fixture
def sent() -> Iterator[list[str]]:
    """The names of the tasks that were handed to the broker."""
    names: list[str] = []

    def note(sender: str, **kwargs: Any) -> None:
        names.append(sender)

    before_task_publish.connect(note)
    yield names
    before_task_publish.disconnect(note)


def test_the_task_that_wakes_is_one_that_exists() -> None:
    app.loader.import_default_modules()
    assert DRAIN_OUTBOX in app.tasks


def test_waking_asks_for_the_outbox_to_be_drained(sent: list[str]) -> None:
    wake(Lane.WORK)

    assert sent == [DRAIN_OUTBOX]


@pytest.mark.django_db
def test_a_worker_is_woken_after_the_commit_and_not_before(
    sent: list[str], django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        file_messages([Follows("nobody.listens", "key")])
    assert sent == []

    for callback in callbacks:
        callback()
    assert sent == [DRAIN_OUTBOX]


def test_a_broker_that_is_down_is_noted_and_nothing_else() -> None:
    # Port 9 of this machine: nothing listens there.
    environment = os.environ | {"CELERY_BROKER_URL": "amqp://127.0.0.1:9//"}
    code = "import django; django.setup(); from portal.celery import Lane, wake; wake(Lane.MAIL); print('unharmed')"

    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, text=True, capture_output=True, check=False, timeout=60
    )

    assert done.stdout == "unharmed\n"
    assert "outbox_wake_failed" in done.stderr
