"""A permit after it was given: where it stands, and using it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from ninja import Router

from artists.access import Conflict
from consent.decisions import permits
from consent.decisions.models import Permit
from portal.api import schemas
from portal.api.bearer import PartnerToken
from portal.api.problems import Problem
from portal.api.rendering import to_json
from portal.api.routers.checks import PartnerRequest

router = Router(auth=PartnerToken("checks", tests=True), tags=["Permits"])
_PROBLEMS = dict.fromkeys((401, 403, 404, 406, 422, 500), schemas.Problem)


@router.get(
    "/permits/{permit}", response={200: schemas.PermitStatus, **_PROBLEMS}, operation_id="permit",
    summary="Read where a permit stands",
)  # fmt: skip
def read(request: PartnerRequest, permit: UUID) -> HttpResponse:
    """One of your own permits, by the `jti` of its token."""
    return _answer(permits.current(_own(request, permit).pk, actor=request.auth.actor))


@router.post(
    "/permits/{permit}/redeem", response={200: schemas.PermitStatus, 409: schemas.Problem, **_PROBLEMS},
    operation_id="redeemPermit", summary="Use a permit",
)  # fmt: skip
def redeem(request: PartnerRequest, permit: UUID) -> HttpResponse:
    """Ask at the moment of use: a withdrawal of a second ago is heard, and a single-use permit is good for one use.

    A second redeeming of a single-use permit is refused, whoever comes first.
    """
    try:
        return _answer(permits.redeem(_own(request, permit).pk, actor=request.auth.actor))
    except Conflict as refused:
        raise Problem("in_the_way", refused.sentence, refusal=refused.code) from None


def _own(request: PartnerRequest, permit: UUID) -> Permit:
    """A live client knows live permits alone, a test client those it got in the sandbox."""
    found = Permit.objects.visible_to(request.auth.actor).filter(pk=permit, test=request.auth.test).first()
    if found is None:
        raise Http404
    return found


def _answer(permit: Permit) -> HttpResponse:
    document = {
        "id": permit.id,
        "state": permits.state_of(permit, now=timezone.now()),
        "asset": permit.asset_id,
        "use": permit.use,
        "territory": permit.territory or None,
        "model": permit.model or None,
        "quantity": permit.quantity,
        "single_use": permit.single_use,
        "issued_at": permit.issued_at,
        "expires_at": permit.expires_at,
        "revoked_at": permit.revoked_at,
        "redeemed_at": permit.redeemed_at,
        "test": permit.test,
    }
    return HttpResponse(to_json(document), content_type="application/json", headers={"Cache-Control": "no-store"})
