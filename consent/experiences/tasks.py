"""What follows for experiences by itself: answers, presses on choices and licences, dates, limits."""

from collections.abc import Mapping
from typing import Any

from celery import shared_task
from django.utils import timezone

from artists.journal.followers import entries_of, follow
from artists.journal.outbox import handles
from consent.experiences import asking, keeping
from consent.licences import entries as licences
from consent.requests import entries as requests
from consent.requests.models import Request
from consent.withdrawals import pressing

ANSWERED, PRESSED, LICENSED = "experiences.answered", "experiences.pressed", "experiences.licensed"


@handles(ANSWERED)
def follow_answers(payload: Mapping[str, Any]) -> None:
    """A request was answered, or is on the table again: its experience follows."""
    numbers = {int(entry.subject_id) for entry in entries_of(payload, ANSWERED)}
    for request in Request.objects.filter(pk__in=numbers, kind=Request.Kind.EXPERIENCE).order_by("pk"):
        asking.follow_answer(request)


@handles(PRESSED)
def follow_presses(payload: Mapping[str, Any]) -> None:
    """Somebody changed what they say yes to: what no longer holds pauses, within seconds."""
    concerned = entries_of(payload, PRESSED).values_list("concerns", "team_id")
    teams = {team for some, own in concerned for team in (*some, own) if team}
    keeping.look(teams=teams)


@handles(LICENSED)
def follow_licences(payload: Mapping[str, Any]) -> None:
    """A licence was stopped, or will end on another day."""
    told = list(entries_of(payload, LICENSED))
    keeping.follow_licences({int(entry.subject_id) for entry in told})
    keeping.look(teams={team for entry in told for team in entry.concerns})


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def turn_experiences() -> None:
    """Begin, pause and end what is due. Checks go by the clock and the choices themselves, whenever this comes."""
    now = timezone.now()
    asking.begin_due(now=now)
    keeping.end_due(now=now)
    keeping.look(now=now)


follow(
    ANSWERED, requests.APPROVED, requests.DECLINED, requests.CONFLICTED, requests.LAPSED, requests.WITHDRAWN,
    requests.REOPENED,
)  # fmt: skip
follow(PRESSED, *pressing.TYPES)
follow(LICENSED, licences.SUSPENDED, licences.NOTICE_GIVEN, licences.NOTICE_TAKEN_BACK, licences.ENDED)
