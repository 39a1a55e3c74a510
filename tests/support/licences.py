"""Licences in force, without the negotiation."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from artists.access import Actor
from artists.catalog.models import Asset
from artists.teams.actors import actor_for
from artists.teams.models import Team
from consent.licences import coverage, steps
from consent.licences.models import Licence, Signature
from consent.licences.states import Act
from consent.licences.terms import Basis, Catalogue, Model, Rate, Scope, Terms
from consent.uses import TRACK_USES, USES

MODEL = Model("Loom", "2.1")
ALL_TRACK_USES = tuple(use.code for use in TRACK_USES)


def terms(uses: Sequence[str] = ("remix",), *, assets: Sequence[Asset] = (), **changed: Any) -> Terms:
    """Plain terms for a year from today: everything the licensors hold, or the assets named."""
    today = timezone.now().date()
    catalogue = Catalogue(Scope.ASSETS, assets=tuple(a.pk for a in assets)) if assets else Catalogue(Scope.ALL)
    values: dict[str, Any] = {
        "uses": tuple(uses),
        "catalogue": catalogue,
        "starts_on": today,
        "ends_on": today + timedelta(days=365),
        "currency": "EUR",
        "rates": (Rate(Basis.PER_OUTPUT, Decimal("0.045")),),
        "model": MODEL if "train" in uses else None,
    }
    return Terms(**values | changed)


def in_force(partner: Team, licensors: Sequence[Team], agreed: Terms) -> Licence:
    """A licence every side has signed."""
    now, owner = timezone.now(), _owner(partner)
    with transaction.atomic():
        licence = _offered(partner, licensors, owner)
        version = steps.add_version(licence, agreed, actor=owner, at=now)
        yeses = [steps.Yes(team.pk, None, now, Signature.How.SIGNED) for team in [partner, *licensors]]
        steps.conclude(licence, version, yeses, at=now)
    return licence


def licensed_for_everything(partner: Team, licensors: Sequence[Team], persons: Sequence[Asset] = ()) -> None:
    """The partner may do anything the choices allow: with all these teams hold, and with these by name.

    Nothing of it is in the journal, so that tests find there what they did themselves.
    """
    named = [use.code for use in USES.values() if use.answered_on != "track"]
    owner = _owner(partner)
    for agreed in [terms(ALL_TRACK_USES), *([terms(named, assets=persons)] if persons else [])]:
        now = timezone.now()
        licence = _offered(partner, licensors, owner)
        licence.in_force = version = steps.add_version(licence, agreed, actor=owner, at=now)
        licence.state = steps.State.SIGNED
        licence.starts_at, licence.ends_at = now, coverage.finishes(agreed)
        licence.save()
        coverage.put_in_force(licence, version, {team.pk: now for team in licensors}, now=now)


def _offered(partner: Team, licensors: Sequence[Team], owner: Actor) -> Licence:
    licence = Licence.objects.create(
        partner=partner, title="Everything", origin=Licence.Origin.OFFER, drafted_for=partner,
        created_at=timezone.now(), created_by_id=owner.person_id,
    )  # fmt: skip
    steps.set_parties(licence, [team.pk for team in licensors])
    steps.move(licence, Act.OFFER)
    licence.save()
    return licence


def _owner(team: Team) -> Actor:
    actor = actor_for(team.memberships.get(role="owner").person_id, team)
    assert actor is not None
    return actor
