"""Tallies of a roster, kept between two looks: a label of 100,000 tracks is not counted anew for each page.

A tally is kept with the snapshot of the database it was counted in. Triggers note the artists of whatever changes,
with the number of the transaction that did it (`choices_touched`, migration 0007). A tally counts for as long as its
snapshot has seen every note on its artist; else that artist is counted again. A transaction that was still open when
the tally was counted is not in its snapshot, whenever it commits, so no change can slip between the two.

All of it is forgotten after an hour, which lets the notes be forgotten after two.
"""

from typing import Any
from uuid import UUID

from django.db import connection

from consent.choices import tallies
from consent.choices.tallies import Tally

_WRITES = "SELECT pg_current_xact_id_if_assigned() IS NOT NULL"
# Nothing in it: nobody has counted this roster within the hour.
_KNOWN = "SELECT 1 FROM choices_tallied WHERE team_id = %(team)s AND kept_at > now() - interval '1 hour'"
_STALE = """
SELECT DISTINCT t.artist_id
  FROM choices_touched t
  JOIN choices_tallied a ON a.team_id = %(team)s
  LEFT JOIN choices_tally y ON y.team_id = a.team_id AND y.artist_id = t.artist_id AND y.kept_at >= a.kept_at
 WHERE NOT pg_visible_in_snapshot(t.xid, coalesce(y.as_of, a.as_of))
"""
_KEPT = """
SELECT y.artist_id, y.tracks, y.missing, y.waiting, y.changed_at, y.counts
  FROM choices_tally y JOIN choices_tallied a ON a.team_id = y.team_id AND y.kept_at >= a.kept_at
 WHERE y.team_id = %(team)s AND y.tracks > 0
"""
# In the order of the key, so that two who look at once wait for each other rather than for ever.
_KEEP = """
INSERT INTO choices_tally (team_id, artist_id, as_of, kept_at, tracks, missing, waiting, changed_at, counts)
SELECT %(team)s, artist_id, pg_current_snapshot(), now(), tracks, missing, waiting, changed_at, counts
  FROM counted ORDER BY artist_id
    ON CONFLICT (team_id, artist_id) DO UPDATE
   SET as_of = excluded.as_of, kept_at = excluded.kept_at, tracks = excluded.tracks, missing = excluded.missing,
       waiting = excluded.waiting, changed_at = excluded.changed_at, counts = excluded.counts
"""
_COUNT_ALL = "".join(
    (
        "WITH counted AS (",
        tallies.BY_ARTIST,
        """), whole AS (
    INSERT INTO choices_tallied (team_id, as_of, kept_at) VALUES (%(team)s, pg_current_snapshot(), now())
        ON CONFLICT (team_id) DO UPDATE SET as_of = excluded.as_of, kept_at = excluded.kept_at
)
""",
        _KEEP,
    )
)
# An artist with nothing left is kept as nothing, or the note on it would have it counted for ever.
_COUNT_SOME = "".join(
    (
        "WITH found AS (",
        tallies.BY_ARTIST_OF,
        """), counted AS (
    SELECT artist_id, coalesce(tracks, 0) AS tracks, coalesce(missing, 0) AS missing, coalesce(waiting, 0) AS waiting,
           changed_at, coalesce(counts, ARRAY[]::integer[]) AS counts
      FROM unnest(%(artists)s::uuid[]) artist_id LEFT JOIN found USING (artist_id)
)
""",
        _KEEP,
    )
)
_FORGET_NOTES = "DELETE FROM choices_touched WHERE at < now() - interval '2 hours'"
_FORGET_ALL = "DELETE FROM choices_tallied"


def by_artist(team_id: int) -> list[Tally]:
    """What `tallies.by_artist` says, counted anew only for the artists of whom something changed.

    Within a transaction that has written, all is counted: what it did has no number of its own among what it reads.
    """
    if not connection.in_atomic_block or not _rows(_WRITES, {})[0][0]:
        _bring_up_to_date(team_id)
        return [tallies.tally_of(row) for row in _rows(_KEPT, {"team": team_id})]
    return tallies.by_artist(team_id)


def forget() -> None:
    """Have every roster counted anew, such as after a restore: numbers of transactions mean nothing there."""
    _run(_FORGET_ALL, {})


def forget_old_notes() -> None:
    """Drop the notes that no kept tally is old enough to need."""
    _run(_FORGET_NOTES, {})


def _bring_up_to_date(team_id: int) -> None:
    asked = {"team": team_id}
    if not _rows(_KNOWN, asked):
        forget_old_notes()
        _run(_COUNT_ALL, asked)
        return
    stale: list[UUID] = [artist for (artist,) in _rows(_STALE, asked)]
    if stale:
        _run(_COUNT_SOME, asked | {"artists": stale})


def _rows(sql: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _run(sql: str, asked: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
