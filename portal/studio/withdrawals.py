"""The studio keeps its word by itself: it does what a withdrawal asks, and acknowledges as any partner does.

- To stop new uses there is nothing left to do: the studio asks for each thing it makes, and keeps no answer.
- To take down: it acknowledges, and with that the pages say so, and the files are deleted (`consent.making.ending`).
- To let run out: the same, at the moment that was asked for and not before.
- To leave it out of the next model: the studio trains none.
"""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from artists.access import Actor
from artists.journal.followers import entries_of, follow
from artists.journal.outbox import handles
from artists.journal.record import Follows, file_messages
from artists.teams.actors import actor_for_client
from artists.teams.models import ApiClient
from consent.withdrawals import entries
from consent.withdrawals.actions import acknowledge
from consent.withdrawals.models import Concern, Demand
from consent.withdrawals.states import WAITING, What
from portal.studio.client import Unreachable
from portal.studio.tasks import credentials

TOPIC = "studio.withdrawals"
SUNSET = "studio.sunset"
_NOTES: Mapping[str, str] = {
    What.STOP_NEW.value: "The studio asks before each thing it makes, and keeps no answer.",
    What.TAKEDOWN.value: "Their pages say that they are gone, and the files are deleted.",
    What.SUNSET.value: "The day has come: what existed is gone, and its files are deleted.",
    What.EXCLUDE.value: "The studio trains no model.",
}


@handles(TOPIC)
def obey(payload: Mapping[str, Any]) -> None:
    """Do what the studio was asked by these entries. Carried out again, it changes nothing."""
    actor = studio_actor()
    if actor is None:
        return
    for entry in entries_of(payload, TOPIC):
        if entry.team_id == actor.team_id:
            _obey(entry.subject_id, actor)


@handles(SUNSET)
def end_of_sunset(payload: Mapping[str, Any]) -> None:
    """The day until which existing things might stay is over."""
    actor = studio_actor()
    waits = Demand.objects.filter(pk=payload["demand"], state__in=WAITING, until__lte=timezone.now())
    demand = waits.select_related("concern").first()
    if actor is not None and demand is not None:
        acknowledge(demand.concern, [demand.what], actor=actor, note=_NOTES[demand.what])


def studio_actor() -> Actor | None:
    """The studio, as its API client; None where it has none here: then its people acknowledge by hand."""
    try:
        name = credentials().client_id
    except Unreachable:
        return None
    client = ApiClient.objects.live().filter(client_id=name, mode=ApiClient.Mode.LIVE).first()
    return actor_for_client(client.client_id, client.team_id) if client else None


def _obey(concern_id: str, actor: Actor) -> None:
    concern = Concern.objects.filter(pk=concern_id, partner_id=actor.team_id, lifted_at=None).first()
    if concern is None:
        return
    for demand in concern.demands.filter(state__in=WAITING).order_by("pk"):
        if demand.what == What.SUNSET and demand.until is not None and demand.until > timezone.now():
            later = Follows(SUNSET, f"{SUNSET}:{demand.pk}", {"demand": demand.pk}, demand.until - timezone.now())
            file_messages([later])
        else:
            acknowledge(concern, [demand.what], actor=actor, note=_NOTES[demand.what])


follow(TOPIC, entries.CREATED, entries.CHANGED)
