"""How a request ends: the last vote or the deadline closes it, and a yes from everybody makes the licence."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from artists.access import Conflict
from artists.journal.record import Act as Entry
from artists.journal.record import record
from consent.licences import steps
from consent.licences.models import Licence, Signature
from consent.requests import entries, voters
from consent.requests.models import Request, Vote
from consent.requests.states import TRANSITIONS, Act, State, verdict

WAIT_AFTER_A_NO = timedelta(days=14)


def lock(request: Request) -> Request:
    """The request as it is now, locked: one act at a time.

    Locked by itself first: a join would lose the row where somebody put another version on the table meanwhile.
    """
    Request.objects.select_for_update().only("pk").get(pk=request.pk)
    return Request.objects.select_related("licence__partner", "version").get(pk=request.pk)


def everyone(request: Request) -> frozenset[int]:
    """The partner and every team whose yes is needed: whom an act concerns that says nothing of votes."""
    return frozenset({request.partner_id, request.opened_for_id, *request.voters.values_list("team_id", flat=True)})


def settle(request: Request, *, now: datetime) -> None:
    """Close the request if every vote is in. The caller holds its lock, inside its transaction."""
    ask_newcomers(request, now=now)
    counted = voters.votes_counted(request)
    act = verdict([None if vote is None else vote.yes for vote in counted.values()])
    if act is None or request.state != State.OPEN:
        return
    if act is Act.ALL_SAID_YES:
        _conclude(request, counted, now)
    close(request, act, now=now)
    _record_end(request, act, now)


def ask_newcomers(request: Request, *, now: datetime) -> None:
    """Ask whoever came to hold what an open request is about, too. The caller holds the request's lock."""
    if request.state == State.OPEN and (new := voters.invite(request)):
        data = {"teams": sorted(new)}
        act = Entry(entries.JOINED, "request", str(request.pk), data, everyone(request), team_id=request.partner_id)
        record(act, actor=None, at=now)


def close(request: Request, act: Act, *, now: datetime) -> None:
    """Go where the table leads. Whatever is no yes refuses the licence."""
    to = TRANSITIONS.get((State(request.state), act))
    if to is None:
        raise Conflict("closed", "This request is closed already.")
    request.state, request.closed_at = to.value, now
    if act in (Act.ALL_SAID_NO, Act.YES_AND_NO, Act.DEADLINE):
        request.again_at = now + WAIT_AFTER_A_NO
    request.save()
    if act is not Act.ALL_SAID_YES:
        steps.refuse(Licence.objects.select_for_update(of=("self",)).get(pk=request.licence_id))


def close_overdue(*, now: datetime | None = None, limit: int = 200) -> int:
    """Note which requests ran out; no vote counted since that moment anyway. Returns how many."""
    at = now or timezone.now()
    over = Request.objects.filter(state=State.OPEN, deadline_at__lte=at).order_by("deadline_at")
    closed = 0
    for pk in list(over.values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            request = lock(Request(pk=pk))
            if request.state == State.OPEN and request.deadline_at <= at:
                close(request, Act.DEADLINE, now=at)
                _record_end(request, Act.DEADLINE, at)
                closed += 1
    return closed


def _conclude(request: Request, counted: Mapping[int, Vote | None], now: datetime) -> None:
    """Everybody said yes. Of a vote, when it was cast and whether by a rule stays its team's own affair."""
    licence = Licence.objects.select_for_update(of=("self",)).select_related("partner").get(pk=request.licence_id)
    licence_asked = request.kind == Request.Kind.LICENCE
    plain = Signature.How.SIGNED if licence_asked else Signature.How.VOTED
    yeses = [
        steps.Yes(team, vote.cast_by_id, vote.cast_at, plain, written_at=None if licence_asked else now)
        for team, vote in counted.items()
        if vote is not None
    ]
    version = request.version
    if request.partner_id not in counted:
        yeses.append(steps.Yes(request.partner_id, version.proposed_by_id, version.proposed_at, plain))
    steps.conclude(licence, version, yeses, at=now, by_request=request.of_assets)


def _record_end(request: Request, act: Act, now: datetime) -> None:
    """The holders read what it came to; who asked reads no more than that it was refused."""
    told = everyone(request)
    holders = told - {request.partner_id}
    said = {
        Act.ALL_SAID_YES: [(entries.APPROVED, told)],
        Act.DEADLINE: [(entries.LAPSED, told)],
        Act.ALL_SAID_NO: [(entries.DECLINED, holders), (entries.REFUSED, frozenset({request.partner_id}))],
        Act.YES_AND_NO: [(entries.CONFLICTED, holders), (entries.REFUSED, frozenset({request.partner_id}))],
    }[act]
    for entry_type, concerns in said:
        data = {"title": request.title, "round": request.version.number}
        act_ = Entry(entry_type, "request", str(request.pk), data, concerns, team_id=request.partner_id)
        record(act_, actor=None, at=now)
