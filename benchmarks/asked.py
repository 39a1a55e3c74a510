"""Requests to measure the inbox on: made straight into the tables, as the actions would leave them."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from artists.teams.models import Team
from benchmarks import data
from consent.licences.models import Licence, Party, Version
from consent.licences.terms import Basis, Catalogue, Rate, Scope, Terms
from consent.requests.models import Request, RequestedAsset, Vote, Voter

PARTNERS = 8


def requests(team: int, assets: Sequence[UUID], count: int) -> None:
    """So many open requests to a team, for one track each: nine in ten wait for it, the tenth it has answered."""
    now = timezone.now()
    partners = [data.team("partner", f"Partner {one}", f"asking-{one}") for one in range(PARTNERS)]
    terms = Terms(
        ("remix",), Catalogue(Scope.ASSETS, assets=(assets[0],)), now.date(), now.date() + timedelta(days=365), "EUR",
        rates=(Rate(Basis.FLAT, Decimal(100)),),
    )  # fmt: skip
    sheet = {"terms": terms.as_data(), "text": "x" * 4000, "sha256": "0" * 64, "deal_sha256": terms.deal_sha256}
    licences = Licence.objects.bulk_create(
        [
            Licence(
                partner_id=partners[place % PARTNERS], title=f"Request {place}", origin="request", state="offered",
                drafted_for_id=partners[place % PARTNERS], created_at=now,
            )
            for place in range(count)
        ], batch_size=1000,
    )  # fmt: skip
    versions = Version.objects.bulk_create(
        [
            Version(licence=one, number=1, proposed_for_id=one.partner_id, proposed_at=now, **sheet)
            for one in licences
        ], batch_size=1000,
    )  # fmt: skip
    made = Request.objects.bulk_create(
        [
            Request(
                kind="use", partner_id=one.licence.partner_id, licence=one.licence, version=one,
                title=one.licence.title, purpose="What it is for.", deal_sha256=one.deal_sha256, uses=["remix"],
                opened_for_id=one.licence.partner_id, opened_at=now,
                deadline_at=now + timedelta(days=1 + place % 60, minutes=place % 997),
            )
            for place, one in enumerate(versions)
        ], batch_size=1000,
    )  # fmt: skip
    holders = [team, Team.objects.get(pk=data.team("publisher", "Songs", "benchmark-songs")).pk]
    Party.objects.bulk_create([Party(licence=one, team_id=who) for one in licences for who in holders], batch_size=2000)
    Voter.objects.bulk_create([Voter(request=one, team_id=who) for one in made for who in holders], batch_size=2000)
    RequestedAsset.objects.bulk_create(
        [RequestedAsset(request=one, asset_id=assets[place % len(assets)]) for place, one in enumerate(made)],
        batch_size=2000,
    )
    Vote.objects.bulk_create(
        [
            Vote(request=one, version_id=one.version_id, team_id=team, yes=True, sha256="0" * 64, cast_at=now)
            for one in made[::10]
        ], batch_size=2000,
    )  # fmt: skip
