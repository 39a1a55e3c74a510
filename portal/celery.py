"""The Celery application: the broker only wakes the worker; what is to be done is in the outbox."""

import os
from logging.config import dictConfig
from typing import Any

import structlog
from celery import Celery
from celery.signals import setup_logging
from django.conf import settings
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

DRAIN_OUTBOX = "artists.journal.tasks.drain_outbox"

logger = structlog.get_logger(__name__)

app = Celery("soundcheck")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)


@setup_logging.connect  # type: ignore[untyped-decorator]  # celery ships no types
def use_our_logs(**kwargs: Any) -> None:
    """Keep Celery from setting up logs of its own."""
    dictConfig(settings.LOGGING)


def wake() -> None:
    """Ask a worker to drain the outbox. Never raises: with the broker down, beat's sweep catches up."""
    try:
        app.send_task(DRAIN_OUTBOX)
    except Exception as error:  # whatever a broker's library may raise
        logger.warning("outbox_wake_failed", error=str(error), kind=type(error).__name__)
