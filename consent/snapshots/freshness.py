"""Did anything happen that could change what a partner may use? One query, and never a wrong no.

Triggers (migration 0001) note each transaction that changes what a check reads: the teams whose licence it takes, or
the partner whose licences changed, or everybody. A build keeps the database snapshot it read in; it is up to date as
long as that snapshot has seen every note that concerns the partner. A transaction that was still open during the build
is not in it, whenever it commits, so no change slips between the two.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from consent.snapshots.models import Snapshot

# A build looks a little further ahead than it is good for: see `Window`.
BUILT_ANEW = timedelta(hours=24)
TEST_LOOKED_AT = timedelta(seconds=10)  # nothing is noted of a sandbox, which is small: it is read again instead
NOTES_KEPT = BUILT_ANEW * 2

# Which database this is, and what the transaction sees. Numbers of transactions mean nothing in another database, such
# as one restored from a dump. And one that has written (in tests) cannot tell what it wrote before from what after.
SEEN = """
CASE WHEN pg_current_xact_id_if_assigned() IS NULL THEN (SELECT system_identifier FROM pg_control_system())::text
     ELSE '0' END || ' ' || pg_current_snapshot()::text
"""
_STALE = """
SELECT now(),
       split_part(seen.mark, ' ', 1) <> (SELECT system_identifier FROM pg_control_system())::text
       OR EXISTS (SELECT FROM snapshots_change c
                   WHERE c.xid >= pg_snapshot_xmin(split_part(seen.mark, ' ', 2)::pg_snapshot)
                     AND NOT pg_visible_in_snapshot(c.xid, split_part(seen.mark, ' ', 2)::pg_snapshot)
                     AND (c.partner_id = %(partner)s
                          OR c.partner_id IS NULL AND (
                             c.teams IS NULL
                             OR c.teams && ARRAY(SELECT DISTINCT team_id FROM licences_cover
                                                  WHERE partner_id = %(partner)s AND live AND ends_at > now()))))
  FROM (SELECT %(seen)s AS mark) seen
"""
_FORGET = "DELETE FROM snapshots_change WHERE at < %(before)s"


class Freshness(NamedTuple):
    """As of when a snapshot is known to be right, and whether it still is now."""

    as_of: datetime
    current: bool


def freshness(snapshot: Snapshot) -> Freshness:
    """Whether what this snapshot holds is what checks say now; if not, as of when it was last known to be."""
    with connection.cursor() as cursor:
        cursor.execute(_STALE, {"partner": snapshot.partner_id, "seen": snapshot.seen})
        now, stale = cursor.fetchone()
    if snapshot.test:
        return Freshness(snapshot.right_at, current=now - snapshot.right_at < TEST_LOOKED_AT)
    if stale or now - snapshot.right_at > BUILT_ANEW:
        return Freshness(snapshot.right_at, current=False)
    return Freshness(now, current=True)


def forget_old_notes() -> None:
    """Drop the notes that no snapshot is old enough to need."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, {"before": timezone.now() - NOTES_KEPT})
