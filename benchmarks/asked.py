"""Requests to measure the inbox on: made straight into the tables, as the actions would leave them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from django.db.models import Model
from django.utils import timezone

from benchmarks import data
from consent.licences.models import Licence, Party, Version
from consent.licences.terms import Basis, Catalogue, Rate, Scope, Terms
from consent.requests.models import Request, RequestedAsset, Vote, Voter

PARTNERS = 8
Row = TypeVar("Row", bound=Model)


def requests(team: int, assets: Sequence[UUID], count: int) -> None:
    """So many open requests to a team, for one track each: nine in ten wait for it, the tenth it has answered."""
    now = timezone.now()
    versions = _offered(assets[0], count, now)
    made = _batched(
        Request(
            kind="use", partner_id=one.licence.partner_id, licence=one.licence, version=one, title=one.licence.title,
            purpose="What it is for.", deal_sha256=one.deal_sha256, uses=["remix"],
            opened_for_id=one.licence.partner_id, opened_at=now,
            deadline_at=now + timedelta(days=1 + place % 60, minutes=place % 997),
        )
        for place, one in enumerate(versions)
    )  # fmt: skip
    holders = [team, data.team("publisher", "Songs", "benchmark-songs")]
    _batched(Party(licence=one.licence, team_id=who) for one in versions for who in holders)
    _batched(Voter(request=one, team_id=who) for one in made for who in holders)
    _batched(RequestedAsset(request=one, asset_id=assets[at % len(assets)]) for at, one in enumerate(made))
    _batched(
        Vote(request=one, version_id=one.version_id, team_id=team, yes=True, sha256="0" * 64, cast_at=now)
        for one in made[::10]
    )


def _offered(asset: UUID, count: int, now: datetime) -> list[Version]:
    """The first round of as many licences, from a few partners."""
    partners = [data.team("partner", f"Partner {one}", f"asking-{one}") for one in range(PARTNERS)]
    today = now.date()
    terms = Terms(
        ("remix",), Catalogue(Scope.ASSETS, assets=(asset,)), today, today + timedelta(days=365), "EUR",
        rates=(Rate(Basis.FLAT, Decimal(100)),),
    )  # fmt: skip
    sheet = {"terms": terms.as_data(), "text": "x" * 4000, "sha256": "0" * 64, "deal_sha256": terms.deal_sha256}
    licences = _batched(
        Licence(
            partner_id=partners[place % PARTNERS], title=f"Request {place}", origin="request", state="offered",
            drafted_for_id=partners[place % PARTNERS], created_at=now,
        )
        for place in range(count)
    )  # fmt: skip
    return _batched(
        Version(licence=one, number=1, proposed_for_id=one.partner_id, proposed_at=now, **sheet) for one in licences
    )


def _batched(rows: Iterable[Row]) -> list[Row]:
    found = list(rows)
    return list(type(found[0])._default_manager.bulk_create(found, batch_size=1000))
