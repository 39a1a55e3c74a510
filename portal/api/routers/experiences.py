"""What a partner offers fans, and whether it is open at this moment."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from artists.access import Actor
from consent.decisions.reasons import reason
from consent.experiences import holding, keeping
from consent.experiences.holding import Held
from consent.experiences.models import Experience
from consent.experiences.reading import terms_of
from consent.experiences.states import State
from consent.licences import steps, wording
from portal.api import asking, schemas
from portal.api import experience_schemas as shapes
from portal.api.bearer import Partner, PartnerToken
from portal.api.rendering import to_json

router = Router(auth=PartnerToken("checks"), tags=["Experiences"])
_READ = dict.fromkeys((401, 403, 406, 422, 500), schemas.Problem)
_ONE = {404: schemas.Problem, **_READ}


class PartnerRequest(HttpRequest):
    """A request that `PartnerToken` let through."""

    auth: Partner


@router.get(
    "/experiences", response={200: shapes.ExperiencePage, **_READ}, operation_id="experiences",
    summary="Your experiences",
)  # fmt: skip
def own_experiences(request: PartnerRequest, page: Query[shapes.ExperienceFilter]) -> HttpResponse:
    """Those you drafted, asked for or offer; newest first, a page at a time. Building one is for the site."""
    asking.only_known(request.GET, shapes.ExperienceFilter.model_fields)
    found = _mine(request.auth.actor)
    if page.state is not None:
        found = found.filter(state=page.state)
    if page.after is not None:
        found = found.filter(pk__lt=page.after)
    rows = list(found[: page.limit + 1])
    shown = rows[: page.limit]
    held = holding.open_now(shown)
    made = keeping.made_in([one.pk for one in shown])
    said = [_summary(one, held[one.pk], made.get(one.pk, 0)) for one in shown]
    return _answer({"experiences": said, "next": shown[-1].pk if len(rows) > page.limit else None})


@router.get(
    "/experiences/{id}", response={200: shapes.ExperienceDetail, **_ONE}, operation_id="experience",
    summary="One experience",
)  # fmt: skip
def one_experience(request: PartnerRequest, id: UUID) -> HttpResponse:
    """What fans do, its limits, whether it is open now, and every reason why not."""
    one = get_object_or_404(_mine(request.auth.actor), pk=id)
    terms = terms_of(one)
    running = one.state in (State.LIVE, State.PAUSED)
    codes = holding.in_the_way(one) if running else frozenset()
    assets = list(one.ingredients.order_by("pk").values_list("asset_id", flat=True))
    names = steps.names_for(terms, one.partner, [])
    held = holding.open_now([one])[one.pk]
    return _answer(
        _summary(one, held, keeping.made_in([one.pk]).get(one.pk, 0))
        | {
            "offer": terms.as_data()["offer"],
            "assets": assets,
            "words": [
                {"term": line.key, "label": line.label, "value": line.value} for line in wording.in_words(terms, names)
            ],
            "reasons": _in_words(codes),
            "left_out": [
                {"asset": left.asset, "sentence": left.sentence, "reasons": _in_words(left.codes)}
                for left in held.left_out
            ],
        }
    )


def _in_words(codes: Collection[str]) -> list[dict[str, Any]]:
    return [reason(code)._asdict() for code in sorted(codes)]


def _mine(actor: Actor) -> "QuerySet[Experience]":
    linked = Experience.objects.visible_to(actor).filter(partner_id=actor.team_id)
    return linked.select_related("partner", "paused_for", "licence__in_force", "request__version").order_by("-pk")


def _summary(one: Experience, held: Held, made: int) -> dict[str, Any]:
    return {
        "id": one.pk, "slug": one.slug, "title": one.title, "state": one.state, "open": held.open,
        "because": held.because, "sentence": held.sentence, "uses": list(one.uses),
        "territories": list(one.territories), "starts_at": one.starts_at, "ends_at": one.ends_at,
        "approved_at": one.approved_at, "made": made,
        "licence": one.licence.reference if one.licence is not None else None,
        "request": one.request.reference if one.request is not None else None,
    }  # fmt: skip


def _answer(content: dict[str, Any]) -> HttpResponse:
    return HttpResponse(to_json(content), content_type="application/json", headers={"Cache-Control": "no-store"})
