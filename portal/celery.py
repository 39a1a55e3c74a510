"""The Celery application: the broker only wakes the worker; what is to be done is in the outbox."""

import os
import time
from logging.config import dictConfig
from typing import Any

import structlog
from celery import Celery
from celery.signals import setup_logging
from django.conf import settings
from django_structlog.celery.steps import DjangoStructLogInitStep
from kombu.transport import TRANSPORT_ALIASES

from artists.journal.handlers import Lane

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

DRAIN_OUTBOX = "artists.journal.tasks.drain_outbox"
SEND_WEBHOOKS = "portal.channels.webhooks.send_webhooks"
BUILD_SNAPSHOTS = "consent.snapshots.tasks.build_snapshots"
WORK_OFF = "portal.studio.tasks.work_off"
REST_SECONDS = 10
_resting: list[float] = []

logger = structlog.get_logger(__name__)

TRANSPORT_ALIASES["pgmq"] = "portal.ops.transport:Transport"  # kombu's own does not survive a restart of the database

app = Celery("soundcheck")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)


@setup_logging.connect  # type: ignore[untyped-decorator]  # celery ships no types
def use_our_logs(**kwargs: Any) -> None:
    """Keep Celery from setting up logs of its own."""
    dictConfig(settings.LOGGING)


def wake(lane: Lane) -> None:
    """Ask a worker to drain a lane of the outbox. Never raises: with the broker down, beat's sweep catches up.

    After a failure the broker is left alone for some seconds: a page must not wait for it again and again.
    """
    _send(DRAIN_OUTBOX, args=[lane.value], queue=settings.LANE_QUEUES[lane])


def wake_senders() -> None:
    """Ask a worker to call the webhooks that are due. Never raises either."""
    _send(SEND_WEBHOOKS, args=[], queue="webhooks")


def wake_builders() -> None:
    """Ask a worker to build the snapshots that are due. Never raises: beat asks once a minute."""
    _send(BUILD_SNAPSHOTS, args=[], queue="snapshots")


def wake_studio() -> None:
    """Ask the studio to make what waits. Never raises: beat asks every ten seconds."""
    _send(WORK_OFF, args=[], queue="studio")


def _send(task: str, *, args: list[str], queue: str) -> None:
    now = time.monotonic()
    if _resting and now < _resting[0]:
        return
    try:
        app.send_task(task, args=args, queue=queue)
        _resting.clear()
    except Exception as error:  # whatever a broker's library may raise
        _resting[:] = [time.monotonic() + REST_SECONDS]
        logger.warning("outbox_wake_failed", task=task, error=str(error), kind=type(error).__name__)
