"""What follows for licences by itself."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from artists.journal.outbox import handles
from artists.journal.record import Act, record
from consent.licences import entries, steps
from consent.licences.models import Licence
from consent.licences.states import State


@handles(steps.EXPIRES_SOON)
def say_it_ends_soon(payload: Mapping[str, Any]) -> None:
    """Tell the sides, unless it was renewed or has ended meanwhile."""
    with transaction.atomic():
        licence = Licence.objects.select_for_update(of=("self",)).get(pk=payload["licence"])
        if licence.in_force_id != payload["version"] or licence.state not in (State.SIGNED, State.SUSPENDED):
            return
        data = {"ends_at": licence.ends_at.isoformat() if licence.ends_at else None}
        act = Act(
            entries.EXPIRES_SOON, "licence", str(licence.pk), data, steps.concerned(licence), team_id=licence.partner_id
        )
        record(act, actor=None, at=timezone.now())
