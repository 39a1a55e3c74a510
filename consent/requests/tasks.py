"""What follows for requests by itself: new holders are asked too, and silence is warned before it turns into no."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from celery import shared_task
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from artists.journal.outbox import handles
from artists.journal.record import Act as Entry
from artists.journal.record import record
from consent.choices.tasks import HOLDERS_CHANGED
from consent.licences.actions import end_overdue
from consent.requests import entries, resolve, voters
from consent.requests.actions import CLOSING_SOON
from consent.requests.models import Request


@handles(HOLDERS_CHANGED)
def ask_new_holders(payload: Mapping[str, Any]) -> None:
    """Whoever came to hold what an open request is about is asked too; whoever left no longer holds it up."""
    assets = [UUID(asset) for asset in payload["assets"]]
    now = timezone.now()
    about = Q(requested__asset__in=assets) | Q(requested__asset__compositions__in=assets)
    touched = Request.objects.open(now=now).filter(about).order_by("pk").values_list("pk", flat=True).distinct()
    for pk in touched:
        with transaction.atomic():
            resolve.settle(resolve.lock(Request(pk=pk)), now=now)


@handles(CLOSING_SOON)
def warn_the_silent(payload: Mapping[str, Any]) -> None:
    """An entry for each team that has not answered the round on the table. It concerns that team alone."""
    with transaction.atomic():
        request = resolve.lock(Request(pk=payload["request"]))
        now = timezone.now()
        if not request.is_open(now=now) or request.version_id != payload["version"]:
            return
        silent = [team for team, vote in voters.votes_counted(request).items() if vote is None]
        for team in silent:
            data = {"title": request.title, "hours": payload["hours"]}
            act = Entry(entries.CLOSING_SOON, "request", str(request.pk), data, frozenset({team}), team_id=team)
            record(act, actor=None, at=now)


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def close_what_ran_out() -> int:
    """Note the requests and licences whose time is over. Beat calls it every minute; nothing waits for it."""
    return resolve.close_overdue() + end_overdue()
