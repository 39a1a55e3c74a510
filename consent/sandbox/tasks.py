"""What moves conformance runs on by themselves, and what takes a badge away."""

from collections.abc import Mapping
from typing import Any

from celery import shared_task

from artists.journal.followers import entries_of, follow
from artists.journal.outbox import handles
from consent.sandbox import runs
from consent.withdrawals import entries as withdrawals

BADGES = "conformance.badges"
_BECAUSE = "An acknowledgement of a withdrawal became overdue in public."
follow(BADGES, withdrawals.PUBLISHED)


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def watch_runs() -> int:
    """Look at every open run: has the webhook taken the call, is a time over? Twice at once changes nothing."""
    return runs.advance_all()


@handles(BADGES)
def take_badges_away(payload: Mapping[str, Any]) -> None:
    """A partner that is late in public does not obey withdrawals, whatever its run once showed."""
    for entry in entries_of(payload, BADGES):
        if entry.team_id is not None and not entry.data.get("test"):
            runs.revoke_badges(entry.team_id, _BECAUSE)
