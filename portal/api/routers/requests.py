"""Asking for a yes, by a program: send, follow, counter, accept, withdraw. A person signs; a program never does."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router

from artists.access import Actor
from consent.requests import asked
from consent.requests.actions import Ask, ask_again, ask_for_use, counter, withdraw
from consent.requests.models import Request
from consent.requests.states import Outward
from consent.requests.votes import vote
from portal.api import asking, schemas
from portal.api import deal_schemas as deals
from portal.api.bearer import Partner, PartnerToken
from portal.api.idempotency import once
from portal.api.rendering import to_json

router = Router(auth=PartnerToken("requests"), tags=["Requests"])
_READ = dict.fromkeys((401, 403, 406, 422, 500), schemas.Problem)
_ONE = {404: schemas.Problem, **_READ}
_WRITE = dict.fromkeys((401, 403, 404, 406, 409, 413, 415, 422, 500), schemas.Problem)


class PartnerRequest(HttpRequest):
    """A request that `PartnerToken` let through."""

    auth: Partner


@router.get("/requests", response={200: deals.RequestPage, **_READ}, operation_id="requests", summary="Your requests")
def own_requests(request: PartnerRequest, page: Query[deals.RequestFilter]) -> HttpResponse:
    """What your team asks for, newest first, a page at a time."""
    asking.only_known(request.GET, deals.RequestFilter.model_fields)
    now = timezone.now()
    found = asked.sent(request.auth.actor)
    if page.state:
        found = asked.standing_at(found, Outward(page.state), now=now)
    rows, cursor = asking.page_of(found, page, lambda one: _summary(asked.summary(one, now=now)))
    return _answer({"requests": rows, "next": cursor})


@router.post("/requests", response={201: deals.RequestDetail, **_WRITE}, operation_id="ask", summary="Ask for a yes")
def ask(request: PartnerRequest, ask: deals.NewRequest) -> HttpResponse:
    """Send it to every holder whose yes is needed. Approved, it is a licence for exactly that. Silence is no."""

    def act() -> HttpResponse:
        terms = asking.terms_from(ask.terms, asking.named(ask))
        sent = Ask(ask.title, ask.purpose, terms, asking.moment(ask.deadline))
        return _told(ask_for_use(sent, actor=request.auth.actor), request.auth.actor, status=201)

    return _once(request, act)


@router.get(
    "/requests/{id}", response={200: deals.RequestDetail, **_ONE}, operation_id="request", summary="One request"
)
def one_request(request: PartnerRequest, id: str) -> HttpResponse:
    """Where it stands, and every round with its terms and what changed. Never who said what."""
    actor = request.auth.actor
    return _told(_found(id, actor), actor)


@router.post(
    "/requests/{id}/withdraw", response={200: deals.RequestDetail, **_WRITE}, operation_id="withdraw",
    summary="Take a request back",
)  # fmt: skip
def take_back(request: PartnerRequest, id: str) -> HttpResponse:
    """Before it is answered."""
    return _change(request, id, lambda found, actor: withdraw(found, actor=actor))


@router.post(
    "/requests/{id}/counter", response={200: deals.RequestDetail, **_WRITE}, operation_id="counter",
    summary="Put other terms on the table",
)  # fmt: skip
def next_round(request: PartnerRequest, id: str, round: deals.Counter) -> HttpResponse:
    """The next round: it sets the answers to the one before aside. The uses stay, of the assets some may go."""

    def act(found: Request, actor: Actor) -> None:
        deadline = asking.moment(round.deadline)
        counter(found, _terms(found, round), seen_sha256=round.seen_sha256, actor=actor, deadline=deadline)

    return _change(request, id, act)


@router.post(
    "/requests/{id}/accept", response={200: deals.RequestDetail, **_WRITE}, operation_id="accept",
    summary="Accept a holder's counter-offer",
)  # fmt: skip
def accept(request: PartnerRequest, id: str, seen: deals.Seen) -> HttpResponse:
    """Your yes to the round that a holder put on the table. A licence is signed by a person, on its page."""
    return _change(request, id, lambda found, actor: vote(found, yes=True, seen_sha256=seen.seen_sha256, actor=actor))


@router.post(
    "/requests/{id}/again", response={200: deals.RequestDetail, **_WRITE}, operation_id="askAgain",
    summary="Ask again after a no",
)  # fmt: skip
def again(request: PartnerRequest, id: str, round: deals.Counter) -> HttpResponse:
    """With new terms, when a holder invites you or `again_at` has come."""

    def act(found: Request, actor: Actor) -> None:
        ask_again(found, _terms(found, round), actor=actor, deadline=asking.moment(round.deadline))

    return _change(request, id, act)


def _change(request: PartnerRequest, reference: str, act: Callable[[Request, Actor], object]) -> HttpResponse:
    def change() -> HttpResponse:
        actor = request.auth.actor
        act(_found(reference, actor), actor)
        return _told(_found(reference, actor), actor)

    return _once(request, change)


def _once(request: PartnerRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
    with asking.refusals_told():
        return once(request, request.auth, act)


def _found(reference: str, actor: Actor) -> Request:
    return get_object_or_404(asked.sent(actor), pk=asking.number_of(reference, "R"))


def _terms(found: Request, sent: deals.Counter) -> Any:
    kept = found.version.agreed
    assets: list[UUID] = asking.named(sent)
    terms = asking.terms_from(sent.terms, assets)
    if terms.offer is None:
        terms = replace(terms, offer=kept.offer)
    return terms if assets else replace(terms, catalogue=kept.catalogue)


def _told(found: Request, actor: Actor, *, status: int = 200) -> HttpResponse:
    fresh = asked.sent(actor).get(pk=found.pk)
    said = _summary(asked.summary(fresh)) | {
        "purpose": fresh.purpose,
        "assets": asked.asset_ids(fresh),
        "rounds": [_round(one) for one in asked.rounds(fresh)],
    }
    return _answer(said, status)


def _summary(one: asked.Asked) -> dict[str, Any]:
    return {
        "id": one.reference, "kind": one.kind, "state": one.state.value, "title": one.title, "uses": list(one.uses),
        "round": one.round, "ours": one.ours, "opened_at": one.opened_at, "deadline_at": one.deadline_at,
        "closed_at": one.closed_at, "again_at": one.again_at, "invited": one.invited, "licence": one.licence or None,
    }  # fmt: skip


def _round(one: asked.Round) -> dict[str, Any]:
    return {
        "number": one.number,
        "ours": one.ours,
        "by": one.by,
        "proposed_at": one.proposed_at,
        "sha256": one.sha256,
        "terms": asking.terms_of(one.terms),
        "words": [{"term": line.key, "label": line.label, "value": line.value} for line in one.lines],
        "changes": [
            {"term": it.key, "label": it.label, "before": it.before, "after": it.after, "better": it.better}
            for it in one.changes
        ],
    }


def _answer(content: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(
        to_json(content), status=status, content_type="application/json", headers={"Cache-Control": "no-store"}
    )
