"""What is told of disputes by the clock alone: the end comes near, or has passed. Each once."""

from datetime import datetime, timedelta

from django.utils import timezone

from artists.access import TeamKind
from artists.notices.telling import Told, Words, tell_now
from artists.teams.models import Team
from consent.splits import notices
from consent.splits.models import Dispute
from consent.splits.querysets import DisputeQuerySet

BEFORE = (7, 1)  # days
_MOST = 2000


def remind(*, now: datetime | None = None) -> int:
    """Tell both sides a week and a day before, and the operator once the time is over; how many people were told."""
    moment = now or timezone.now()
    return _soon(moment) + _over(moment)


def _soon(moment: datetime) -> int:
    today = moment.date()
    near = _open().filter(until__gte=today, until__lte=today + timedelta(days=max(BEFORE)))
    told = 0
    for one in near[:_MOST]:
        left = min(days for days in BEFORE if one.until <= today + timedelta(days=days))
        words = Words(
            f"The dispute over “{one.asset}” should end by {one.until:%-d %B}",
            "Agree on a new split, or take the dispute back. Until then that part stays held.",
            (("Held", f"{one.basis_points / 100:g} %"),), "See the dispute",
        )  # fmt: skip
        teams = {one.raised_for_id: words, one.against_id: words}
        near_its_end = Told(notices.DUE, f"dispute:{one.pk}:due", teams, place=notices.place_of(one))
        told += tell_now(near_its_end, key=f"dispute:{one.pk}:soon:{left}", now=moment)
    return told


def _over(moment: datetime) -> int:
    operators = list(Team.objects.filter(kind=TeamKind.OPERATOR).values_list("pk", flat=True))
    told = 0
    for one in _open().filter(until__lt=moment.date())[:_MOST]:
        words = Words(
            f"No agreement on “{one.asset}” after thirty days",
            f"{one.raised_for.name} against {one.against.name}: “{one.reason}” That part stays held until they agree "
            "or you decide.", (), "See the dispute",
        )  # fmt: skip
        late = Told(
            notices.DUE, f"dispute:{one.pk}:due", dict.fromkeys(operators, words), place=notices.place_of(one),
            needs_answer=True,
        )  # fmt: skip
        told += tell_now(late, key=f"dispute:{one.pk}:over", now=moment)
    return told


def _open() -> DisputeQuerySet:
    return Dispute.objects.open().select_related("asset", "against", "raised_for").order_by("until", "pk")
