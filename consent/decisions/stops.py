"""Stopping a partner's permits: none is given and none counts until whatever stopped them is put right."""

from django.db import transaction
from django.utils import timezone

from artists.access import Actor
from artists.journal.record import Act, record
from artists.teams.models import Team
from consent.decisions import entries
from consent.decisions.models import Permit, Stop


def stop(partner_id: int, because: str, *, source: str, actor: Actor | None = None) -> bool:
    """Stop the partner's permits and call back those it has; False if this source has stopped them already.

    `because` is a sentence the partner reads, and may name nobody. Test permits go on. `actor` None is the portal.
    """
    now = timezone.now()
    with transaction.atomic():
        Team.objects.select_for_update(no_key=True).get(pk=partner_id)
        made = Stop(partner_id=partner_id, source=source, because=because, stopped_at=now)
        if Stop.objects.filter(partner_id=partner_id, source=source, lifted_at=None).exists():
            return False
        made.save()
        Permit.objects.live().outstanding(now=now).filter(partner_id=partner_id).update(revoked_at=now)
        _record(entries.PERMITS_STOPPED, partner_id, because, source, actor)
    return True


def lift(partner_id: int, *, source: str, actor: Actor | None = None) -> bool:
    """End what this source stopped; False if nothing was. Permits that were called back stay so: ask again."""
    now = timezone.now()
    with transaction.atomic():
        Team.objects.select_for_update(no_key=True).get(pk=partner_id)
        one = Stop.objects.filter(partner_id=partner_id, source=source, lifted_at=None).first()
        if one is None:
            return False
        one.lifted_at = now
        one.save(update_fields=["lifted_at"])
        _record(entries.PERMITS_RESUMED, partner_id, one.because, source, actor)
    return True


def stopped_because(partner_id: int) -> list[str]:
    """Why the partner gets no permits now; empty if it does."""
    found = Stop.objects.filter(partner_id=partner_id, lifted_at=None).order_by("pk")
    return list(found.values_list("because", flat=True))


def _record(type_: str, partner_id: int, because: str, source: str, actor: Actor | None) -> None:
    act = Act(
        type_, "team", str(partner_id), {"because": because, "source": source},
        concerns=frozenset({partner_id}), team_id=None,
    )  # fmt: skip
    record(act, actor=actor)
