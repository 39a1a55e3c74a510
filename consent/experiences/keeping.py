"""Keeping experiences true: what no longer holds pauses by itself, what is over or full ends, dates follow licences."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from consent.decisions.models import Permit
from consent.experiences import asking, holding, turning
from consent.experiences.models import Experience
from consent.experiences.states import TRANSITIONS, Act, State
from consent.experiences.turning import Turn
from consent.licences.models import Licence
from consent.licences.states import State as LicenceState

AT_ONCE = 200


def look(*, teams: Collection[int] | None = None, now: datetime | None = None) -> int:
    """Pause what is live and does not hold, of these teams (partners or holders) or of all. Returns how many.

    Many are asked at once; only what fails is locked and asked again.
    """
    at = now or timezone.now()
    live = Experience.objects.filter(state=State.LIVE).select_related("partner", "paused_for").order_by("pk")
    if teams is not None:
        live = live.filter(Q(partner__in=teams) | Q(licence__parties__team__in=teams)).distinct()
    paused, after = 0, None
    while some := list((live.filter(pk__gt=after) if after else live)[:AT_ONCE]):
        after = some[-1].pk
        held = holding.open_now(some, now=at)
        paused += sum(_pause(pk, at) for pk, one in held.items() if not one.open)
    return paused


def follow_licences(licences: Collection[int], *, now: datetime | None = None) -> None:
    """Let the dates of these licences' experiences be theirs, and end what has lost its licence for good."""
    at = now or timezone.now()
    rows = Experience.objects.filter(licence__in=licences, approved_at__isnull=False).exclude(state=State.ENDED)
    for pk in list(rows.values_list("pk", flat=True)):
        with transaction.atomic():
            one = turning.lock(pk)
            licence = one.licence
            if licence is None or one.state == State.ENDED:
                continue
            if one.ends_at != licence.ends_at:
                one.ends_at = licence.ends_at
                one.save(update_fields=["ends_at"])
            if licence.state == LicenceState.ENDED or (one.ends_at is not None and one.ends_at <= at):
                turning.take(one, Turn(Act.END, at))


def end_due(*, now: datetime | None = None, limit: int = 200) -> int:
    """End what is past its last day, and pilots that have made, or reached, all that was agreed. Returns how many."""
    at = now or timezone.now()
    running = Experience.objects.filter(state__in=[to for to, act in TRANSITIONS if act is Act.END]).exclude(
        state=State.DRAFT
    )
    over = set(running.filter(ends_at__lte=at).order_by("ends_at").values_list("pk", flat=True)[:limit])
    ended = 0
    for pk in sorted(over | _full(running)):
        with transaction.atomic():
            one = turning.lock(pk)
            if (State(one.state), Act.END) in TRANSITIONS and one.state != State.DRAFT:
                data = {} if pk in over else {"because": "full"}
                turning.take(one, Turn(Act.END, at, data=data))
                ended += 1
    return ended


def made_in(experiences: Collection[UUID]) -> dict[UUID, int]:
    """How many were made in each: permits that were used, or that count for more than one. One query."""
    used = Permit.objects.filter(experience__in=experiences).filter(Q(redeemed_at__isnull=False) | Q(single_use=False))
    rows = used.values_list("experience").annotate(Sum("quantity"))
    return {pk: made for pk, made in rows if pk is not None}


def _full(running: "QuerySet[Experience]") -> set[UUID]:
    """What has made all its outputs; and what has reached all its fans, once nothing of theirs is being made."""
    capped = dict(running.filter(outputs_in_all__isnull=False).values_list("pk", "outputs_in_all"))
    made = made_in(capped)
    full = {pk for pk, most in capped.items() if most is not None and made.get(pk, 0) >= most}
    reached = running.filter(fans__isnull=False).annotate(
        reached=Count("makings__person", distinct=True, filter=Q(makings__state="ready"))
        + Count(
            "makings__visitor", distinct=True,
            filter=Q(makings__state="ready", makings__person__isnull=True) & ~Q(makings__visitor=""),
        )
    )  # fmt: skip
    return full | set(reached.filter(reached__gte=F("fans")).values_list("pk", flat=True))


def _pause(pk: UUID, at: datetime) -> bool:
    with transaction.atomic():
        one = turning.lock(pk)
        return one.state == State.LIVE and asking.pause_unless_it_holds(one, at)


def licences_of(numbers: Collection[int]) -> "QuerySet[Licence]":
    """Those of these that are for an experience."""
    return Licence.objects.filter(pk__in=numbers, experience__isnull=False)
