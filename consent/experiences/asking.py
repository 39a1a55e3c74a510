"""Asking every holder for an experience, and what follows from their answer."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Denied, Permission, require
from consent.experiences import drafting, entries, holding, turning
from consent.experiences.drafting import Sheet
from consent.experiences.models import Experience
from consent.experiences.states import Act, Because, State
from consent.experiences.turning import Turn
from consent.licences.terms import Terms
from consent.requests import actions as request_actions
from consent.requests.actions import Ask
from consent.requests.models import Request
from consent.requests.states import State as Answer


def submit(experience: Experience, *, actor: Actor, deadline: datetime | None = None, purpose: str = "") -> Experience:
    """Send a draft to everybody whose yes it needs. Raises as `consent.requests.actions.ask_for_experience`.

    `purpose` is for the holders; the promise to fans where it says nothing.
    """
    require(actor, Permission.ASK)
    now = timezone.now()
    with transaction.atomic():
        one = turning.lock(experience.pk)
        if one.partner_id != actor.team_id:
            raise Denied("not_yours", "Only who drafted it can send it.")
        turning.require_can(one, Act.SUBMIT)
        terms = Terms.from_data(one.draft or {})
        offer = drafting.check_sheet(Sheet(terms, one.preview))
        ask = Ask(one.title, purpose or offer.promise, terms, deadline)
        one.request = request_actions.ask_for_experience(ask, actor=actor)
        one.licence = one.request.licence
        turning.take(one, Turn(Act.SUBMIT, now, actor, data={"request": one.request.reference}))
    return one


def follow_answer(request: Request, *, now: datetime | None = None) -> None:
    """Do what the answer to this request means for its experience. Doing it again changes nothing."""
    at = now or timezone.now()
    with transaction.atomic():
        one = _of(request)
        if one is None:
            return
        fresh = Request.objects.select_related("version", "licence__in_force").get(pk=request.pk)
        if fresh.state == Answer.OPEN:
            _on_the_table(one, fresh, at)
        elif fresh.state == Answer.APPROVED and fresh.licence.in_force_id == fresh.version_id:
            _agreed(one, fresh, at)
        elif one.state == State.IN_REVIEW and fresh.state != Answer.APPROVED and fresh.pk == one.request_id:
            one.draft = fresh.version.terms
            turning.take(one, Turn(Act.REFUSE, at))


def begin_due(*, now: datetime | None = None, limit: int = 200) -> int:
    """Open what has every yes on its first day. Returns how many."""
    at = now or timezone.now()
    due = Experience.objects.filter(state=State.APPROVED, starts_at__lte=at).order_by("starts_at")
    begun = 0
    for pk in list(due.values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            one = turning.lock(pk)
            if one.state == State.APPROVED and one.starts_at is not None and one.starts_at <= at:
                _begin(one, at)
                begun += 1
    return begun


def _of(request: Request) -> Experience | None:
    found = Experience.objects.filter(licence_id=request.licence_id).values_list("pk", flat=True).first()
    return turning.lock(found) if isinstance(found, UUID) else None


def _on_the_table(one: Experience, request: Request, at: datetime) -> None:
    """A refused one was asked for again, with new terms, on the page of the request."""
    if one.state != State.DRAFT:
        return
    one.request, one.draft = request, request.version.terms
    turning.take(one, Turn(Act.SUBMIT, at, data={"request": request.reference}))


def _agreed(one: Experience, request: Request, at: datetime) -> None:
    _on_the_table(one, request, at)  # asked again and answered before anybody followed
    if one.state == State.IN_REVIEW:
        one.approved_at = request.closed_at or at
        turning.take_over(one, request.version)
        turning.take(one, Turn(Act.APPROVE, at))
        if one.starts_at is not None and one.starts_at <= at:
            _begin(one, at)
    elif one.state in (State.APPROVED, State.LIVE, State.PAUSED) and one.version_id != request.version_id:
        turning.take_over(one, request.version)
        turning.write(one, entries.CHANGED, {"title": one.title}, actor=None, at=at)
        if one.state == State.PAUSED and one.paused_because == Because.NARROWED:
            turning.take(one, Turn(Act.RESUME, at))
            pause_unless_it_holds(one, at)


def _begin(one: Experience, at: datetime) -> None:
    turning.take(one, Turn(Act.BEGIN, at))
    pause_unless_it_holds(one, at)


def pause_unless_it_holds(one: Experience, at: datetime) -> bool:
    """Pause it by itself where a choice or a licence under it says no longer yes. The row is live and locked.

    What is full stays live: nothing more is made anyway. Between a change of the catalogue and the next moment nobody
    has worked out what the choices come to; checks deny meanwhile, and nothing is paused for that.
    """
    codes = holding.missing(one, now=at) - {holding.FULL, holding.FULL_TODAY}
    if not codes or holding.unsettled(one, codes):
        return False
    because = Because.LICENCE if holding.why(codes) == Because.LICENCE else Because.CHOICE
    turning.take(one, Turn(Act.PAUSE, at, because=because))
    return True
