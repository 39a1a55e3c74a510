"""Checks today, hour by hour: the figures, and the bars they are drawn as. Hours are UTC's, as in the API."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from artists.access import Actor
from artists.teams.models import ApiClient
from consent.usage.models import Hour
from consent.usage.selectors import standings

ANSWERS = ("allow", "ask", "deny")
_HIGH = 110  # of the drawing, in its own units
_WIDE = 20  # of an hour in it
_BAR = 14
_LEAST = 2  # so that one answer among thousands is seen


@dataclass(frozen=True)
class Block:
    """One answer's part of a bar."""

    answer: str
    x: int
    y: float
    height: float


@dataclass(frozen=True)
class OneHour:
    """An hour of today with its counts. `ahead` is still to come."""

    hour: int
    allow: int = 0
    ask: int = 0
    deny: int = 0
    ahead: bool = False

    @property
    def total(self) -> int:
        """All of them."""
        return self.allow + self.ask + self.deny


@dataclass(frozen=True)
class Day:
    """Today since midnight UTC."""

    hours: Sequence[OneHour]
    blocks: Sequence[Block]

    @property
    def allow(self) -> int:
        """Answered allow."""
        return sum(one.allow for one in self.hours)

    @property
    def ask(self) -> int:
        """Answered ask."""
        return sum(one.ask for one in self.hours)

    @property
    def deny(self) -> int:
        """Answered deny."""
        return sum(one.deny for one in self.hours)

    @property
    def total(self) -> int:
        """All of them."""
        return self.allow + self.ask + self.deny

    @property
    def allowed(self) -> str:
        """The share of allow with one decimal, rounded down: 100 is all of them and not nearly all."""
        return f"{self.allow * 1000 // self.total / 10:g}" if self.total else ""

    @property
    def busiest(self) -> OneHour:
        """The hour with the most."""
        return max(self.hours, key=lambda one: one.total)


@dataclass(frozen=True)
class Used:
    """How far the busiest client has come to a limit within this minute."""

    label: str
    client: str
    used: int
    most: int


def today(actor: Actor, *, test: bool, now: datetime) -> Day:
    """One query."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    counts: dict[int, dict[str, int]] = {}
    rows = Hour.objects.visible_to(actor).filter(
        test=test, starts_at__gte=midnight, starts_at__lt=midnight + timedelta(days=1)
    )
    for hour, answer, count in rows.values_list("starts_at", "answer", "count"):
        if answer in ANSWERS:
            counts.setdefault(hour.astimezone(UTC).hour, {})[answer] = count
    current = now.astimezone(UTC).hour
    hours = [OneHour(hour, **counts.get(hour, {}), ahead=hour > current) for hour in range(24)]
    return Day(hours, list(_drawn(hours)))


def used(clients: Sequence[ApiClient]) -> list[Used]:
    """Each kind of request with the client that has come furthest this minute. One query; nothing without a client."""
    if not clients:
        return []
    names = {one.pk: one.name for one in clients}
    furthest: dict[str, Used] = {}
    full: dict[str, int] = {}
    for client, stands in standings(clients).items():
        for one in stands:
            if one.full > full.get(one.kind.code, -1):
                full[one.kind.code] = one.full
                furthest[one.kind.code] = Used(one.kind.label, names[client], one.used, one.per_minute)
    return list(furthest.values())


def _drawn(hours: Sequence[OneHour]) -> Iterable[Block]:
    most = max((one.total for one in hours), default=0)
    for one in hours:
        x, top = one.hour * _WIDE + (_WIDE - _BAR) // 2, float(_HIGH)
        if not one.total:
            yield Block("none", x, _HIGH - 1.5, 1.5)
            continue
        for answer in ANSWERS:
            if count := getattr(one, answer):
                height = max(_LEAST, count * (_HIGH - 3 * _LEAST) / most)
                top -= height
                yield Block(answer, x, round(top, 2), round(height, 2))
