"""How many more an experience may make: counted from its permits, so that what was permitted is never more."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from consent.decisions.wishes import Asked

FULL = "experience_full"
_LOCKS = 7_431_340  # of advisory locks: a number nobody else takes
# What a permit for one use was given for and never made counts no more once it has run out.
_LEFT = """
SELECT x.id,
       x.outputs_in_all - coalesce(sum(p.quantity), 0),
       x.outputs_a_day - coalesce(sum(p.quantity) FILTER (WHERE p.issued_at >= date_trunc('day', %(now)s, 'UTC')), 0)
  FROM experiences_experience x
  LEFT JOIN decisions_permit p ON p.experience = x.id
        AND (p.redeemed_at IS NOT NULL OR NOT p.single_use OR p.expires_at > %(now)s)
 WHERE x.id = ANY (%(experiences)s) AND (x.outputs_in_all IS NOT NULL OR x.outputs_a_day IS NOT NULL)
 GROUP BY x.id
"""


def left(wanted: Sequence[Asked], reasons: Sequence[str | None], *, now: datetime) -> list[str | None]:
    """The reasons, with `experience_full` for those for which no room is left, in the order they were asked.

    The caller has a transaction: permits of one experience are given one after the other until it ends.
    """
    named = {
        one.question.experience
        for one, reason in zip(wanted, reasons, strict=True)
        if reason is None and one.question.experience is not None
    }
    if not named:
        return list(reasons)
    room = _counted(sorted(named), now)
    found: list[str | None] = []
    for one, reason in zip(wanted, reasons, strict=True):
        limit = room.get(one.question.experience) if one.question.experience and reason is None else None
        if limit is not None and one.wish.quantity > limit:
            found.append(FULL)
            continue
        if limit is not None and one.question.experience:
            room[one.question.experience] = limit - one.wish.quantity
        found.append(reason)
    return found


def _counted(experiences: Sequence[UUID], now: datetime) -> dict[UUID, int]:
    with connection.cursor() as cursor:
        for one in experiences:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCKS, str(one)])
        cursor.execute(_LEFT, {"now": now, "experiences": list(experiences)})
        return {
            experience: min(int(some) for some in (in_all, today) if some is not None)
            for experience, in_all, today in cursor.fetchall()
        }
