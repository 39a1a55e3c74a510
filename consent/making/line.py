"""The line before the studio: what a fan made, and when theirs is ready."""

import statistics
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from consent.making.fan import Fan
from consent.making.models import Making
from consent.making.querysets import MakingQuerySet
from consent.making.states import OPEN, State

_LOOKED_AT = 25  # of the newest of a tool: what the machine does now, not what it did last year
# Until a tool has made something here: as measured on two cores, see docs/studio.md.
_AT_FIRST = {"remix_lab": 12, "karaoke": 45, "play_along": 40, "greeting": 25, "mood_mix": 40}
_OTHERWISE = 45
_LEAST = 2


@dataclass(frozen=True)
class Position:
    """`place` is 1 for who is next, 0 once it is being made. `seconds` is how long until it is ready, as it looks."""

    place: int
    seconds: int


def mine(fan: Fan) -> MakingQuerySet:
    """What the fan made or is making, newest first, with what a page shows."""
    found = Making.objects.of_fan(fan.person, "" if fan.person is not None else fan.visitor)
    return (
        found.select_related("experience", "asset__artist", "output")
        .prefetch_related("files__sound")
        .order_by("-asked_at")
    )


def position(making: Making, *, now: datetime | None = None) -> Position:
    """Where it is in line. Seconds come from how long the newest of each tool took on this very machine."""
    at = now or timezone.now()
    if making.state not in OPEN:
        return Position(0, 0)
    takes = _Takes()
    if making.state != State.WAITING:
        return Position(0, takes.left(making, at))
    before = Making.objects.filter(state__in=OPEN, asked_at__lt=making.asked_at).select_related("experience")
    ahead = list(before.order_by("asked_at")[:200])
    rest = sum(takes.left(one, at) for one in ahead)
    place = 1 + sum(one.state == State.WAITING for one in ahead)
    own = takes.seconds(making.experience.tool)
    return Position(place, round(rest / max(1, settings.STUDIO.workers)) + own)


class _Takes:
    """How long makings of each tool take; asked once for each tool."""

    def __init__(self) -> None:
        self._found: dict[str, int] = {}

    def seconds(self, tool: str) -> int:
        """The median of the newest, in seconds."""
        if tool not in self._found:
            done = Making.objects.filter(experience__tool=tool, state=State.READY, started_at__isnull=False)
            spans = done.order_by("-ended_at").values_list("started_at", "ended_at")[:_LOOKED_AT]
            took = [(end - start).total_seconds() for start, end in spans if start and end]
            self._found[tool] = max(_LEAST, round(statistics.median(took))) if took else _AT_FIRST.get(tool, _OTHERWISE)
        return self._found[tool]

    def left(self, making: Making, at: datetime) -> int:
        """What one still takes: the whole while it waits, then what the clock has left of it."""
        whole = self.seconds(making.experience.tool)
        if making.state == State.WAITING or making.started_at is None:
            return whole
        return max(_LEAST, whole - round((at - making.started_at).total_seconds()))


def waiting() -> Counter[str]:
    """How many wait and are being made, by state: for whoever watches the studio."""
    return Counter(Making.objects.filter(state__in=OPEN).values_list("state", flat=True))
