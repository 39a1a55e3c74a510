"""What somebody who watches the server may know: whether the database answers and how far behind the outbox is."""

from dataclasses import dataclass

from django.db import Error, connection
from django.db.models import Count, Min
from django.utils import timezone

from artists.journal.models import Message


@dataclass(frozen=True)
class Health:
    """`waiting` and `oldest_seconds` speak of messages that are due; `dead` ones wait for an operator."""

    database: bool
    waiting: int | None = None
    oldest_seconds: int | None = None
    dead: int | None = None

    @property
    def status(self) -> str:
        """One word for it."""
        return "ok" if self.database else "down"


def measure() -> Health:
    """Look now. A database that does not answer, or lacks our tables, is a finding and not an error."""
    now = timezone.now()
    due = Message.objects.waiting(now=now)
    try:
        found = due.aggregate(waiting=Count("id"), oldest=Min("due_at"))
        dead = Message.objects.dead().count()
    except Error:
        connection.close()  # do not keep a connection that may be broken
        return Health(database=False)
    oldest = int((now - found["oldest"]).total_seconds()) if found["oldest"] else 0
    return Health(database=True, waiting=found["waiting"], oldest_seconds=oldest, dead=dead)
