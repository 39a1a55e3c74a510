"""Obeying a withdrawal, by a program: read what was taken back, and acknowledge what is asked."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from consent.withdrawals import feed
from consent.withdrawals.actions import acknowledge, seen
from consent.withdrawals.models import Concern
from portal.api import asking, schemas
from portal.api import withdrawal_schemas as shapes
from portal.api.bearer import Partner, PartnerToken
from portal.api.idempotency import once
from portal.api.problems import Problem
from portal.api.rendering import to_json

router = Router(auth=PartnerToken("withdrawals", tests=True), tags=["Withdrawals"])
_READ = dict.fromkeys((401, 403, 406, 422, 500), schemas.Problem)
_ONE = {404: schemas.Problem, **_READ}
_WRITE = dict.fromkeys((401, 403, 404, 406, 409, 413, 415, 422, 500), schemas.Problem)


class PartnerRequest(HttpRequest):
    """A request that `PartnerToken` let through."""

    auth: Partner


@router.get(
    "/withdrawals", response={200: shapes.WithdrawalPage, **_READ}, operation_id="withdrawals",
    summary="What was taken back",
)  # fmt: skip
def own_withdrawals(request: PartnerRequest, page: Query[shapes.FeedFilter]) -> HttpResponse:
    """By their last change, oldest first: read on from `next` whenever you like. Having read one, you know of it."""
    asking.only_known(request.GET, shapes.FeedFilter.model_fields)
    found = feed.page(_rows(request), after=_position(page.after), state=page.state or "", limit=page.limit)
    seen(found.rows, Concern.ToldBy.FEED)
    said = [_said(concern) for concern in found.rows]
    return _answer({"withdrawals": said, "next": _cursor(found.position), "more": found.more})


@router.get(
    "/withdrawals/{id}", response={200: shapes.Withdrawal, **_ONE}, operation_id="withdrawal", summary="One withdrawal"
)  # fmt: skip
def one_withdrawal(request: PartnerRequest, id: UUID) -> HttpResponse:
    """What is asked, by when, and what you have acknowledged. Never who took it back."""
    concern = get_object_or_404(_rows(request), pk=id)
    seen([concern], Concern.ToldBy.FEED)
    return _answer(_said(concern))


@router.get(
    "/withdrawals/{id}/assets", response={200: shapes.AssetPage, **_ONE}, operation_id="withdrawnAssets",
    summary="The assets of a withdrawal",
)  # fmt: skip
def its_assets(request: PartnerRequest, id: UUID, page: Query[shapes.AssetFilter]) -> HttpResponse:
    """Every asset it is about, a page at a time."""
    asking.only_known(request.GET, shapes.AssetFilter.model_fields)
    concern = get_object_or_404(_rows(request), pk=id)
    rows, after = feed.assets(concern, after=page.after, limit=page.limit)
    said = [
        {
            "asset": one.asset_id, "kind": one.kind, "title": one.title, "artist": one.artist, "isrc": one.isrc,
            "iswc": one.iswc, "uses": list(one.uses), "lifted": list(one.lifted),
        }
        for one in rows
    ]  # fmt: skip
    return _answer({"assets": said, "next": after})


@router.post(
    "/withdrawals/{id}/acknowledge", response={200: shapes.Withdrawal, **_WRITE}, operation_id="acknowledge",
    summary="Acknowledge what is asked",
)  # fmt: skip
def acknowledge_it(request: PartnerRequest, id: UUID, said: shapes.Acknowledgement) -> HttpResponse:
    """Say that it is done: all that is asked, or what you name. Sent again, it changes nothing."""
    concern = get_object_or_404(_rows(request), pk=id)

    def act() -> HttpResponse:
        acknowledge(concern, said.what, actor=request.auth.actor, note=said.note)
        return _answer(_said(_rows(request).get(pk=id)))

    with asking.refusals_told():
        return once(request, request.auth, act)


def _rows(request: PartnerRequest) -> Any:
    return feed.of(request.auth.actor, test=request.auth.test)


def _said(concern: Concern) -> dict[str, Any]:
    withdrawal = concern.withdrawal
    return {
        "id": concern.pk,
        "at": withdrawal.at,
        "cause": withdrawal.origin,
        "state": concern.standing,
        "uses": concern.uses,
        "assets": concern.assets,
        "kept_in": withdrawal.kept_in,
        "licence": withdrawal.licence.reference if withdrawal.licence else None,
        "resumes": withdrawal.resumes,
        "asked": [
            {
                "what": one.what, "state": one.state, "asked_at": one.asked_at, "due_at": one.due_at,
                "until": one.until, "acknowledged_at": one.acknowledged_at,
            }
            for one in sorted(concern.demands.all(), key=lambda one: one.pk)
        ],
        "lifted_at": concern.lifted_at,
        "test": withdrawal.test,
    }  # fmt: skip


def _cursor(position: int) -> str:
    return urlsafe_b64encode(b"after:%d" % position).decode().rstrip("=")


def _position(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        word, _, number = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii").partition(":")
    except ValueError:
        word, number = "", ""
    if word != "after" or not (number.isdecimal() and len(number) <= 18):
        detail = "This is no cursor of ours. Send `next` of the page before, or leave it out."
        raise Problem("invalid_request", errors=[{"field": "after", "detail": detail}])
    return int(number)


def _answer(content: dict[str, Any]) -> HttpResponse:
    return HttpResponse(to_json(content), content_type="application/json", headers={"Cache-Control": "no-store"})
