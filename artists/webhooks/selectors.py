"""What the webhook pages read, and what an operator may know. The number of queries does not grow with the rows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from artists.access import Actor
from artists.webhooks import events
from artists.webhooks.forgetting import KEPT
from artists.webhooks.models import Attempt, Endpoint, Event, Key

STRIP = 40  # events drawn beside an endpoint


@dataclass(frozen=True)
class Card:
    """One endpoint: how it stands, how many events of the last thirty days, and how the last ones ended."""

    endpoint: Endpoint
    counts: Mapping[str, int]
    last: Sequence[str]

    @property
    def standing(self) -> str:
        """`off`, `paused`, `failing`, `new` (nothing sent yet) or `well`."""
        if self.endpoint.disabled_at:
            return "off"
        if self.endpoint.paused_at:
            return "paused"
        if self.endpoint.failures:
            return "failing"
        return "well" if self.endpoint.delivered_at else "new"

    @property
    def waiting(self) -> int:
        """How many events wait."""
        return self.counts.get(Event.State.WAITING, 0)

    @property
    def failed(self) -> int:
        """How many have failed for good."""
        return self.counts.get(Event.State.FAILED, 0)

    @property
    def labels(self) -> list[str]:
        """What it is told, in words."""
        return [events.label_of(name) for name in self.endpoint.types]


@dataclass(frozen=True)
class Trouble:
    """An endpoint that an operator may have to write to somebody about: whose, since when, how much waits or failed."""

    endpoint_id: UUID
    team_name: str
    name: str
    failing_since: datetime | None
    disabled_at: datetime | None
    waiting: int
    failed: int


def cards(actor: Actor) -> list[Card]:
    """The team's endpoints, the oldest first. Three queries."""
    return _cards(Endpoint.objects.visible_to(actor).order_by("made_at", "id"))


def card(endpoint: Endpoint) -> Card:
    """One endpoint."""
    return _cards(Endpoint.objects.filter(pk=endpoint.pk))[0]


def signing_keys(endpoint: Endpoint) -> list[Key]:
    """The keys that sign now, the newest first."""
    return list(endpoint.keys.signing(timezone.now()))


def log(actor: Actor, endpoint: Endpoint, *, state: str = "", type_: str = "") -> QuerySet[Event]:
    """What the endpoint was told, newest first, each with its number of attempts and what the last of them said."""
    found = Event.objects.visible_to(actor).filter(endpoint=endpoint)
    if state:
        found = found.filter(state=state)
    if type_:
        found = found.filter(type=type_)
    last = Attempt.objects.filter(event=OuterRef("pk")).order_by("-id")
    return found.annotate(
        made=Count("attempts"),
        last_status=Subquery(last.values("status")[:1]),
        last_problem=Subquery(last.values("problem")[:1]),
        last_at=Subquery(last.values("at")[:1]),
    ).order_by("-id")


def _cards(found: QuerySet[Endpoint]) -> list[Card]:
    shown = list(found)
    recent = Event.objects.filter(endpoint__in=shown, filed_at__gte=timezone.now() - KEPT)
    counts: dict[UUID, dict[str, int]] = defaultdict(dict)
    for endpoint_id, state, number in (
        recent.order_by().values_list("endpoint_id", "state").annotate(number=Count("id"))
    ):
        counts[endpoint_id][state] = number
    place = Window(RowNumber(), partition_by=F("endpoint_id"), order_by=F("id").desc())
    last: dict[UUID, list[str]] = defaultdict(list)
    drawn = Event.objects.filter(endpoint__in=shown).annotate(place=place).filter(place__lte=STRIP)
    for endpoint_id, state in drawn.order_by("id").values_list("endpoint_id", "state"):
        last[endpoint_id].append(state)
    return [Card(endpoint, counts[endpoint.pk], last[endpoint.pk]) for endpoint in shown]
