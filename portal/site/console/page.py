"""What the console shows, section by section. A constant number of queries, however much a partner does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from artists.access import Actor, Permission, why_not
from artists.webhooks import selectors as webhooks
from artists.webhooks.selectors import Card
from consent.licences.models import Licence
from consent.licences.states import Phase, State
from consent.sandbox import selectors as sandbox
from consent.usage.selectors import last_uses
from portal.site.console import checks, due, log
from portal.site.licences.lists import last_day_of, phase_of
from portal.site.scoping import TeamRequest

SHOWN = 5
_TAKEN = (State.SIGNED, State.SUSPENDED)


@dataclass(frozen=True)
class Deal:
    """A licence of the partner's, as it stands."""

    licence: Licence
    phase: Phase
    last_day: date | None


def context(request: TeamRequest) -> dict[str, Any]:
    """Everything on the page."""
    actor, test, now = request.actor, request.GET.get("mode") == "test", timezone.now()
    known = log.clients_of(actor, test=test)
    live = [client for client in known if client.revoked_at is None]
    wanted, used = log.Wanted.of(request.GET), last_uses(actor)
    return {
        "test": test,
        "today": checks.today(actor, test=test, now=now),
        "log": log.read(actor, wanted, test=test),
        "wanted": wanted,
        "tabs": _tabs(wanted, test=test),
        "known": known,
        "clients": [(one, used.get(one.pk)) for one in live],
        "used": checks.used(live),
        "waiting": due.withdrawals(actor, test=test, now=now),
        "reports": [] if test else due.reports(actor, now=now),
        "hooks": _hooks(actor),
        "deals": [] if test else _deals(actor),
        "badge": sandbox.badge_of(request.team.pk),
        "last_run": sandbox.run_shown(actor),
        "may_make": not why_not(actor, Permission.MANAGE_CLIENTS),
        "may_hook": not why_not(actor, Permission.MANAGE_WEBHOOKS),
    }


def _tabs(wanted: log.Wanted, *, test: bool) -> list[dict[str, Any]]:
    """The answers one can filter by, each with the address that keeps the other filters."""
    kept = {"mode": "test" if test else "", "client": wanted.client, "q": wanted.q}
    return [
        {
            "label": label,
            "url": "?" + urlencode({key: value for key, value in {**kept, "show": show}.items() if value}) + "#checks",
            "current": show == wanted.show,
        }
        for show, label in log.SHOWS
    ]


def _hooks(actor: Actor) -> Sequence[Card]:
    """Only for those who may see a webhook's address."""
    return webhooks.cards(actor) if actor.has(Permission.MANAGE_WEBHOOKS) else ()


def _deals(actor: Actor) -> Sequence[Deal]:
    """The licences that open something, or did until a side suspended them: the first to end first."""
    now = timezone.now()
    found = Licence.objects.visible_to(actor).filter(partner_id=actor.team_id, state__in=_TAKEN, ends_at__gt=now)
    rows = found.select_related("in_force").order_by("ends_at", "pk")[:SHOWN]
    return [Deal(one, phase_of(one, now=now), last_day_of(one)) for one in rows]
