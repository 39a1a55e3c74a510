"""What the worker does for snapshots."""

import time

import structlog
from celery import shared_task
from django.utils import timezone

from consent.snapshots.building import build
from consent.snapshots.keeping import due, forget_old

logger = structlog.get_logger(__name__)

TURN_SECONDS = 240  # then the next call goes on: a task has ten minutes at most


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def build_snapshots() -> int:
    """Build what is due; safe to run twice at once, for nobody builds what another is building."""
    began, built = time.monotonic(), 0
    for reader in due():
        try:
            built += build(reader.partner_id, test=reader.test) is not None
        except Exception:  # whatever it was: the next partner must not wait for it
            logger.exception("snapshot_failed", partner=reader.partner_id, test=reader.test)
        if time.monotonic() - began > TURN_SECONDS:
            break
    return built


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def forget_old_snapshots() -> int:
    """Delete versions that are kept no longer; safe to run twice at once."""
    return forget_old(now=timezone.now())
