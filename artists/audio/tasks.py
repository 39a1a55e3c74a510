"""What the worker does with sound."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from celery import shared_task

from artists.audio import decoding, intake, sweeping, topics
from artists.journal.outbox import Lane, TryAgain, handles

_LONGER_THAN_A_CHECK = timedelta(minutes=10)


@handles(topics.CHECK, lane=Lane.SOUND, outside_transaction=True, lease=_LONGER_THAN_A_CHECK)
def check(payload: Mapping[str, Any]) -> None:
    """Check an upload. Done again, it changes nothing."""
    try:
        intake.check(UUID(payload["sound"]))
    except decoding.NoDecoder as lacking:
        raise TryAgain(str(lacking)) from lacking


@handles(topics.CLEAR, lane=Lane.SOUND, outside_transaction=True)
def clear(payload: Mapping[str, Any]) -> None:
    """Delete the files of a sound that plays no more."""
    intake.clear(UUID(payload["sound"]))


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def sweep_files() -> int:
    """Delete the files that no row knows: every hour a part of them."""
    return sweeping.sweep()
