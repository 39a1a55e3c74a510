"""What somebody who watches the server may know: whether the database answers and how far behind the outbox is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import Error, connection
from django.db.models import Count, Min
from django.utils import timezone

from artists.journal.handlers import Lane
from artists.journal.models import Message


@dataclass(frozen=True)
class LaneHealth:
    """The same of one lane."""

    waiting: int = 0
    oldest_seconds: int = 0


@dataclass(frozen=True)
class Health:
    """`waiting` and `oldest_seconds` speak of messages that are due; `dead` ones wait for an operator."""

    database: bool
    waiting: int | None = None
    oldest_seconds: int | None = None
    dead: int | None = None
    lanes: Mapping[str, LaneHealth] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """One word for it."""
        return "ok" if self.database else "down"


def measure() -> Health:
    """Look now. A database that does not answer, or lacks our tables, is a finding and not an error."""
    now = timezone.now()
    due = Message.objects.waiting(now=now).order_by()
    try:
        found = {
            lane: LaneHealth(waiting, int((now - oldest).total_seconds()))
            for lane, waiting, oldest in due.values_list("lane").annotate(Count("id"), Min("due_at"))
        }
        dead = Message.objects.dead().count()
    except Error:
        connection.close()  # do not keep a connection that may be broken
        return Health(database=False)
    lanes = {lane.value: LaneHealth() for lane in Lane} | found
    waiting = sum(lane.waiting for lane in lanes.values())
    oldest = max(lane.oldest_seconds for lane in lanes.values())
    return Health(database=True, waiting=waiting, oldest_seconds=oldest, dead=dead, lanes=lanes)
