"""The one door to the ledger: whoever posts, or begins to close a month, holds this lock; and which month is open."""

from datetime import date

from django.db import connection
from django.db.models import Max

from consent.earnings.models import Month

_LEDGER = 7_431_330  # of the advisory lock: a number nobody else takes


def lock() -> None:
    """Wait for whoever else posts or begins a closing. Must run inside a transaction, which holds it to its end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LEDGER])


def first_open() -> date:
    """The first day of the earliest month that still takes lines; a day before all others where none was ever closed.

    Ask under the lock, or it may have changed when you use it.
    """
    last = Month.objects.aggregate(last=Max("first"))["last"]
    return month_after(last) if last else date(1900, 1, 1)


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def month_after(first: date) -> date:
    """The first day of the month after."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def booked(used_on: date, *, opens: date) -> date:
    """The month to whose statements a use of that day belongs, where `opens` is the first open one."""
    return max(month_of(used_on), opens)
