"""Which licences a partner has, what they allow, and the very text that was signed."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router

from artists.access import Actor
from consent.licences import steps, wording
from consent.licences.models import Licence, Party
from consent.licences.querysets import LicenceQuerySet
from consent.licences.states import State, phase
from portal.api import asking, schemas
from portal.api import deal_schemas as deals
from portal.api.bearer import Partner, PartnerToken
from portal.api.rendering import to_json

router = Router(auth=PartnerToken("requests"), tags=["Licences"])
_READ = dict.fromkeys((401, 403, 406, 422, 500), schemas.Problem)
_ONE = {404: schemas.Problem, **_READ}


class PartnerRequest(HttpRequest):
    """A request that `PartnerToken` let through."""

    auth: Partner


@router.get("/licences", response={200: deals.LicencePage, **_READ}, operation_id="licences", summary="Your licences")
def own_licences(request: PartnerRequest, page: Query[deals.Page]) -> HttpResponse:
    """Those you have, had, or were offered; newest first, a page at a time. Drafts are on the site alone."""
    asking.only_known(request.GET, deals.Page.model_fields)
    rows, cursor = asking.page_of(_mine(request.auth.actor), page, _summary)
    return _answer({"licences": rows, "next": cursor})


@router.get(
    "/licences/{id}", response={200: deals.LicenceDetail, **_ONE}, operation_id="licence", summary="One licence"
)
def one_licence(request: PartnerRequest, id: str) -> HttpResponse:
    """The terms in force, in figures and in words, the signed text, and who signed it when."""
    found = get_object_or_404(_mine(request.auth.actor), pk=asking.number_of(id, "L"))
    version = found.in_force
    said: dict[str, Any] = {"terms": None, "catalogue": None, "words": [], "text": None, "signatures": []}
    if version is not None:
        terms = version.agreed
        lines = wording.in_words(terms, steps.names_of(found, terms))
        said = {
            "terms": asking.terms_of(terms),
            "catalogue": terms.as_data()["catalogue"],
            "words": [{"term": line.key, "label": line.label, "value": line.value} for line in lines],
            "text": version.text,
            "signatures": [
                {"team": one.team.name, "how": one.how, "signed_at": one.signed_at}
                for one in version.signatures.select_related("team").order_by("signed_at", "pk")
            ],
        }
    return _answer(_summary(found) | said)


def _mine(actor: Actor) -> LicenceQuerySet:
    holders = Prefetch("parties", Party.objects.select_related("team").order_by("team__name", "pk"))
    found = Licence.objects.visible_to(actor).filter(partner_id=actor.team_id).exclude(state=State.DRAFT)
    return found.select_related("in_force").prefetch_related(holders).order_by("-pk")


def _summary(one: Licence) -> dict[str, Any]:
    stands = phase(State(one.state), one.starts_at, one.ends_at, now=timezone.now())
    version = one.in_force
    return {
        "id": one.reference,
        "title": one.title,
        "origin": one.origin,
        "phase": stands.value,
        "holders": [party.team.name for party in one.parties.all()],
        "version": version.number if version else None,
        "sha256": version.sha256 if version else None,
        "starts_at": one.starts_at,
        "ends_at": one.ends_at,
    }


def _answer(content: dict[str, Any]) -> HttpResponse:
    return HttpResponse(to_json(content), content_type="application/json", headers={"Cache-Control": "no-store"})
