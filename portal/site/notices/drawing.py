"""The day as a bar: when it is quiet, and when the digest comes."""

from dataclasses import dataclass
from datetime import time

from artists.notices.models import Settings

WIDE = 288  # units of the drawing; 12 to the hour


@dataclass(frozen=True)
class DayBar:
    """The quiet stretches as (x, width), the digest's place, and both in words."""

    quiet: tuple[tuple[int, int], ...]
    digest: int
    words: str


def day_bar(row: Settings) -> DayBar:
    """Quiet over midnight is two stretches."""
    since, until = _at(row.quiet_since), _at(row.quiet_until)
    parts: tuple[tuple[int, int], ...] = ()
    if row.quiet:
        parts = ((since, until - since),) if since <= until else ((0, until), (since, WIDE - since))
    hours = f"Quiet from {row.quiet_since:%H:%M} to {row.quiet_until:%H:%M}." if row.quiet else "No quiet hours."
    return DayBar(parts, _at(row.digest_time), f"{hours} Digest at {row.digest_time:%H:%M}.")


def _at(moment: time) -> int:
    return round((moment.hour * 60 + moment.minute) * WIDE / 1440)
