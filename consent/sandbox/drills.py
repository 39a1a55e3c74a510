"""The withdrawal that a run, or the press of a button, plays to a partner: what it takes back, and what came of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from artists.webhooks.models import Attempt, Event
from consent.choices.answers import Answer
from consent.decisions.models import Permit
from consent.sandbox.assets import AYLA, BO, DEE, DRILL, DRILL_USE, SandboxAsset, named, of_artist
from consent.sandbox.judging import Drill
from consent.sandbox.models import SandboxChoice
from consent.withdrawals import drills, events
from consent.withdrawals.models import Demand, Withdrawal

EVENT = events.CREATED
TAKEN_BACK: Mapping[str, SandboxAsset] = MappingProxyType({AYLA: named("yes"), BO: named("licence-eu"), DEE: DRILL})
"""The track that a test artist takes back: one that is allowed while nobody was made to say anything."""


def play(team_id: int, artist: str) -> UUID:
    """Have the artist say no and tell the partner as of a real withdrawal; the id by which its feed calls it.

    Her outstanding test permits are called back. The caller holds a lock that lets no two play at once.
    """
    now = timezone.now()
    with transaction.atomic():
        SandboxChoice.objects.update_or_create(
            team_id=team_id, artist=artist, defaults={"answer": Answer.OFF, "set_at": now, "set_by": None}
        )
        call_back(team_id, artist, now=now)
        withdrawal = drills.drill(team_id, TAKEN_BACK[artist].id, DRILL_USE, at=now)
        concern: UUID = withdrawal.concerns.values_list("pk", flat=True).get()
    return concern


def call_back(team_id: int, artist: str, *, now: datetime) -> None:
    """Call back the test permits this partner has for what is the artist's."""
    mine = [one.id for one in of_artist(artist)]
    given = Permit.objects.filter(partner_id=team_id, test=True, asset_id__in=mine, expires_at__gt=now)
    given.filter(revoked_at__isnull=True).update(revoked_at=now)


def put_back(team_id: int, artists: Sequence[str]) -> int:
    """Let these artists answer as it is written down, and lift what was played of them; how many had said something."""
    now = timezone.now()
    with transaction.atomic():
        gone, _ = SandboxChoice.objects.filter(team_id=team_id, artist__in=artists).delete()
        assets = [TAKEN_BACK[one].id for one in artists if one in TAKEN_BACK]
        played = Withdrawal.objects.filter(
            test=True, concerns__partner_id=team_id, concerns__lifted_at=None, concerns__items__asset_id__in=assets
        )
        for withdrawal in played.distinct().order_by("pk"):
            drills.end_drill(withdrawal, at=now)
    return gone


def seen(drill_id: UUID, withdrawn_at: datetime) -> Drill:
    """What came of it: when the partner's server took our call, and when its program acknowledged. Three queries."""
    told_at, trouble = _told(drill_id, withdrawn_at)
    done_at, by_hand = _acknowledged(drill_id)
    return Drill(withdrawn_at, told_at, done_at, trouble, by_hand)


def _told(drill_id: UUID, withdrawn_at: datetime) -> tuple[datetime | None, str]:
    """When the first of its servers answered 2xx; until then, what the last of our calls came to."""
    sent = Event.objects.filter(type=EVENT, filed_at__gte=withdrawn_at, body__contains=f'"{drill_id}"')
    taken: datetime | None = (
        sent.filter(state=Event.State.DELIVERED).order_by("ended_at").values_list("ended_at", flat=True).first()
    )
    if taken is not None:
        return taken, ""
    last = Attempt.objects.filter(event__in=sent).order_by("-pk").first()
    if last is None:
        return None, ""
    return None, f"Your server answered {last.status}." if last.status else "Your server could not be reached."


def _acknowledged(drill_id: UUID) -> tuple[datetime | None, bool]:
    """When the last thing asked was acknowledged, and whether a person did it on the page."""
    asked = list(Demand.objects.filter(concern_id=drill_id).values_list("acknowledged_at", "acknowledged_client"))
    moments = [at for at, _ in asked if at is not None]
    if not moments or len(moments) < len(asked):
        return None, False
    return max(moments), not all(client for _, client in asked)
