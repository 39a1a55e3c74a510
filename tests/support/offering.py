"""Experiences by the asking: a partner drafts one, sends it, and everybody says yes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from artists.access import Role
from artists.catalog.models import Asset
from artists.journal import outbox
from artists.teams.models import Team
from consent.experiences import asking, drafting
from consent.experiences.drafting import Sheet
from consent.experiences.models import Experience
from consent.licences.offer import Offer
from consent.licences.terms import Terms
from consent.requests.models import Request
from consent.requests.votes import vote
from tests.cast import acting
from tests.support.experiencing import OFFER
from tests.support.licences import terms


def offered(
    assets: Sequence[Asset], *, offer: Offer = OFFER, limits: dict[str, Any] | None = None, **other: Any
) -> Terms:
    """Terms with an offer on these assets; `limits` are fields of the offer."""
    return terms(offer.tool.uses, assets=assets, offer=replace(offer, **limits or {}), **other)


def drafted(partner: Team, assets: Sequence[Asset], **changed: Any) -> Experience:
    """A draft of the partner's."""
    rin = partner.memberships.get(role=Role.OWNER).person
    return drafting.draft(Sheet(offered(assets, **changed)), actor=acting(rin, partner))


def sent(partner: Team, assets: Sequence[Asset], **changed: Any) -> Experience:
    """One that waits for the yes of its holders."""
    rin = partner.memberships.get(role=Role.OWNER).person
    return asking.submit(drafted(partner, assets, **changed), actor=acting(rin, partner))


def said(request: Request, teams: Sequence[Team], *, yes: bool = True) -> None:
    """These teams answer, each by its owner; what follows has followed."""
    for team in teams:
        fresh = Request.objects.select_related("version").get(pk=request.pk)
        owner = team.memberships.get(role=Role.OWNER).person
        vote(fresh, yes=yes, seen_sha256=fresh.version.sha256, actor=acting(owner, team))
    outbox.drain()


def agreed(partner: Team, holders: Sequence[Team], assets: Sequence[Asset], **changed: Any) -> Experience:
    """One that everybody said yes to."""
    one = sent(partner, assets, **changed)
    assert one.request is not None
    said(one.request, holders)
    one.refresh_from_db()
    return one
