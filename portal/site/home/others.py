"""The homes of teams that are not an artist's: labels and their kin, AI partners, the operator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q
from django.utils import timezone

from artists.access import Actor, TeamKind
from artists.accounts.models import User
from artists.catalog.models import Delivery
from artists.journal.models import Message
from artists.teams.models import ApiClient, Mandate, Team
from consent.choices import kept_tallies, tallies
from consent.claims import selectors as claims

_UNDER_WAY = (Delivery.State.READING, Delivery.State.PLANNED, Delivery.State.RUNNING)


@dataclass(frozen=True)
class Catalogue:
    """A roster in numbers, and the files that are being brought in."""

    artists: int
    tracks: int
    missing: int
    waiting: int
    deliveries: Sequence[Delivery]
    mandates: Sequence[Mandate]


def catalogue(actor: Actor) -> Catalogue:
    """A handful of queries, however many tracks."""
    found = kept_tallies.by_artist(actor.team_id)
    under_way = Delivery.objects.filter(team_id=actor.team_id, state__in=_UNDER_WAY).defer("content", "plan")[:5]
    mandates = Mandate.objects.visible_to(actor).in_force().filter(holder_team_id=actor.team_id)
    held = list(mandates.select_related("artist_team").order_by("until")[:5])
    return Catalogue(len(found), *tallies.total(found), list(under_way), held)


def clients(actor: Actor) -> list[ApiClient]:
    """The live API clients of a partner."""
    return list(ApiClient.objects.visible_to(actor).filter(revoked_at__isnull=True).order_by("name", "pk"))


@dataclass(frozen=True)
class Portal:
    """How the portal itself does. `oldest` is since when the oldest message that is due waits, None while none is."""

    waiting: int
    due: int
    oldest: datetime | None
    dead: Sequence[Message]
    dead_total: int
    people: int
    teams: Sequence[tuple[str, int]]
    claims: int

    @property
    def later(self) -> int:
        """How many messages wait for a moment to come, such as a reminder."""
        return self.waiting - self.due


def portal(actor: Actor) -> Portal:
    """Six queries. For the operator's own team only."""
    due = Q(due_at__lte=timezone.now())
    waiting = Message.objects.waiting().aggregate(
        number=Count("pk"), due=Count("pk", filter=due), oldest=Min("due_at", filter=due)
    )
    dead = Message.objects.dead().order_by("-dead_at")
    kinds = dict(Team.objects.order_by().values_list("kind").annotate(Count("pk")))
    return Portal(
        waiting=waiting["number"],
        due=waiting["due"],
        oldest=waiting["oldest"],
        dead=list(dead[:5]),
        dead_total=dead.count(),
        people=User.objects.filter(is_active=True).count(),
        teams=[(kind.label, kinds.get(kind.value, 0)) for kind in TeamKind],
        claims=claims.counts(actor)[0],
    )
