"""Experiences that are live, without the asking: see `consent.experiences` for how they come to be."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone

from artists.catalog.models import Asset
from artists.teams.models import Team
from consent.experiences.models import Experience, Ingredient
from consent.experiences.states import State
from consent.licences.offer import Offer, Tool
from tests.support.licences import in_force, terms

OFFER = Offer(
    tool=Tool.REMIX_LAB,
    title="Saltglass, your weather",
    promise="Slow it down, speed it up, put it in the rain.",
    presets=("slowed", "sped", "lofi"),
)


def live(
    partner: Team, licensors: Sequence[Team], assets: Sequence[Asset], *, offer: Offer = OFFER, **changed: Any
) -> Experience:
    """An experience that fans are offered now, under a licence of its own that every side has signed.

    `changed` are fields of the row, such as `outputs_a_day`, or `state`.
    """
    uses = changed.pop("uses", offer.tool.uses)
    agreed = terms(uses, assets=assets, offer=replace(offer, outputs_a_day=changed.get("outputs_a_day")))
    licence, now = in_force(partner, licensors, agreed), timezone.now()
    values: dict[str, Any] = {
        "slug": f"{offer.tool.value}-{licence.pk}".replace("_", "-"), "partner": partner, "title": offer.title,
        "tool": offer.tool.value, "state": State.LIVE.value, "licence": licence, "uses": sorted(agreed.uses),
        "starts_at": licence.starts_at, "ends_at": licence.ends_at, "created_at": now, "approved_at": now,
    }  # fmt: skip
    made = Experience.objects.create(**values | changed)
    Ingredient.objects.bulk_create([Ingredient(experience=made, asset=asset) for asset in assets])
    return made
