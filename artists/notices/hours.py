"""When something may leave: quiet hours and the digest's hour, in the person's own zone. Pure."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def is_quiet(moment: datetime, zone: ZoneInfo, since: time, until: time) -> bool:
    """Whether it is quiet then. From 22:00 until 8:00 goes over midnight; the same hour twice is never quiet."""
    local = moment.astimezone(zone).time()
    if since <= until:
        return since <= local < until
    return local >= since or local < until


def end_of_quiet(moment: datetime, zone: ZoneInfo, since: time, until: time) -> datetime:
    """The moment itself where it is not quiet, else the next time it ends."""
    return next_at(moment, zone, until) if is_quiet(moment, zone, since, until) else moment


def next_at(moment: datetime, zone: ZoneInfo, at: time, *, weekday: int | None = None) -> datetime:
    """The next time, after that moment, that a clock there shows `at`; on that day of the week if one is given.

    An hour that the clocks skip in spring is taken as the hour after; one that comes twice in autumn as the first.
    """
    day = moment.astimezone(zone).date()
    for _ in range(9):
        # Through UTC, so that an hour the clocks skip becomes one that exists.
        found = datetime.combine(day, at, tzinfo=zone).astimezone(ZoneInfo("UTC"))
        if found > moment and weekday in (None, day.weekday()):
            return found
        day += timedelta(days=1)
    raise ValueError("There is no such day of the week.")
