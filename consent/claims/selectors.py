"""What pages read of claims: the operator's queue, one claim, and what was mended about an output."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Q
from django.utils import timezone

from artists.access import Actor
from consent.claims import hiding
from consent.claims.models import Claim
from consent.claims.querysets import ClaimQuerySet
from consent.claims.states import State
from consent.making.fan import Fan
from consent.reports import credits
from consent.reports.credits import Source
from consent.reports.models import Output


@dataclass(frozen=True)
class Mended:
    """What a page says since somebody was right about it: empty words stay as they were."""

    contains_ai: str
    credit: str
    at: datetime


@dataclass(frozen=True)
class Weighed:
    """A claim as an operator reads it: what it is about, and how often its maker was right before.

    `others` are further claims about the same output, the newest first.
    """

    claim: Claim
    output: Output
    sources: tuple[Source, ...]
    others: tuple[Claim, ...]
    before: int
    right: int
    overdue: bool


def queue(actor: Actor, *, answered: bool) -> ClaimQuerySet:
    """What waits, what is due first first; or what was answered, the newest first."""
    rows = Claim.objects.visible_to(actor).select_related("output__partner", "team")
    if answered:
        return rows.exclude(state=State.OPEN).order_by("-answered_at")
    return rows.open().order_by(F("hides").desc(), "answer_due_at")


def counts(actor: Actor) -> tuple[int, int]:
    """How many wait, and how many of them are overdue. One query."""
    waiting = Count("pk")
    late = Count("pk", filter=Q(answer_due_at__lt=timezone.now()))
    found = Claim.objects.visible_to(actor).open().aggregate(waiting=waiting, late=late)
    return found["waiting"], found["late"]


def weighed(actor: Actor, pk: UUID) -> Weighed | None:
    """One claim; None for one that the actor does not see."""
    rows = Claim.objects.visible_to(actor).select_related("output__partner", "team", "answered_by")
    claim = rows.filter(pk=pk).first()
    if claim is None:
        return None
    others = Claim.objects.filter(output=claim.output).exclude(pk=claim.pk).order_by("-made_at")
    fan = Fan(claim.person_id, claim.visitor, claim.address)
    earlier = Claim.objects.filter(hiding.whose(fan), answered_at__isnull=False).exclude(pk=claim.pk)
    right = Count("pk", filter=Q(state__in=[State.UPHELD, State.MENDED]))
    history = earlier.aggregate(before=Count("pk"), right=right)
    return Weighed(
        claim, claim.output, tuple(credits.sources_of([claim.output])[claim.output_id]), tuple(others[:20]),
        history["before"], history["right"],
        claim.stands is State.OPEN and claim.answer_due_at < timezone.now(),
    )  # fmt: skip


def mended(output_id: UUID) -> Mended | None:
    """What the last answer mended, None where nothing was. One query."""
    found = Claim.objects.filter(output_id=output_id, state=State.MENDED).order_by("-answered_at").first()
    if found is None or found.answered_at is None:
        return None
    return Mended(found.contains_ai, found.credit, found.answered_at)


def upheld_sentence(output_id: UUID) -> str:
    """Why it was taken down, as the operator wrote; empty where no claim did it."""
    found = Claim.objects.filter(output_id=output_id, state=State.UPHELD).order_by("answered_at").first()
    return found.sentence if found else ""


def recent_of(fan: Fan) -> ClaimQuerySet:
    """Somebody's own claims of the last half year, the newest first."""
    since = timezone.now() - timedelta(days=183)
    own = Fan(fan.person, fan.visitor, "")
    return Claim.objects.filter(hiding.whose(own), made_at__gt=since, team=None).order_by("-made_at")
