"""Drafts of experiences: a partner's own until it sends one."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from artists.access import Actor, Conflict, Denied, Invalid, Permission, TeamKind, require
from artists.catalog.models import Asset
from consent.experiences import entries, turning
from consent.experiences.models import Experience
from consent.experiences.states import State
from consent.licences.offer import Offer
from consent.licences.terms import Scope, Terms
from consent.licences.validity import check_terms
from consent.requests.actions import MOST_ASSETS
from consent.uses import USES


@dataclass(frozen=True)
class Sheet:
    """A draft as the builder holds it. `terms` carry the offer; `preview` is a sound holders can play first."""

    terms: Terms
    preview: UUID | None = None


def draft(sheet: Sheet, *, actor: Actor) -> Experience:
    """Keep an experience that nobody else sees yet. Raises `Denied`, `Invalid` with the field that is wrong."""
    _require_partner(actor)
    now = timezone.now()
    offer = check_sheet(sheet)
    with transaction.atomic():
        one = Experience(partner_id=actor.team_id, created_at=now, created_by_id=actor.person_id)
        _fill(one, sheet, offer)
        turning.set_ingredients(one, sheet.terms.catalogue.assets)
        turning.write(one, entries.DRAFTED, {"title": one.title}, actor=actor, at=now)
    return one


def change(experience: Experience, sheet: Sheet, *, actor: Actor) -> Experience:
    """Change a draft. `Conflict` once it was sent: from then on, a change is a new round."""
    _require_partner(actor)
    offer = check_sheet(sheet)
    with transaction.atomic():
        one = _own_draft(experience, actor)
        _fill(one, sheet, offer)
        turning.set_ingredients(one, sheet.terms.catalogue.assets)
    return one


def discard(experience: Experience, *, actor: Actor) -> None:
    """Throw a draft away. One that was asked for before stays in the journal and in its request."""
    _require_partner(actor)
    with transaction.atomic():
        one = _own_draft(experience, actor)
        data = {"title": one.title}
        turning.write(one, entries.DISCARDED, data, actor=actor, at=timezone.now())
        one.delete()


def check_sheet(sheet: Sheet) -> Offer:
    """The offer, where the sheet could be sent as it is; raises `Invalid` with the field that is wrong."""
    terms = sheet.terms
    offer = terms.offer
    if offer is None:
        raise Invalid("terms_offer", "Say what fans may do.", field="tool")
    if terms.catalogue.scope is not Scope.ASSETS or not 1 <= len(set(terms.catalogue.assets)) <= MOST_ASSETS:
        raise Invalid("assets", f"Choose between 1 and {MOST_ASSETS} tracks or voices.", field="assets")
    check_terms(terms, today=timezone.now().date())
    _check_assets(terms.catalogue.assets, terms.uses)
    return offer


def _check_assets(assets: Collection[UUID], uses: Collection[str]) -> None:
    """Each asset is asked for something, and for each use there is an asset."""
    kinds = dict(Asset.objects.filter(pk__in=assets).values_list("pk", "kind"))
    if len(kinds) < len(set(assets)):
        raise Invalid("assets", "We do not know one of these any more. Choose again.", field="assets")
    for use in uses:
        if not any(kind in USES[use].subjects for kind in kinds.values()):
            raise Invalid(
                "assets", f"Nothing here can be asked for “{USES[use].label}”. Choose what can.", field="assets"
            )
    if any(all(kind not in USES[use].subjects for use in uses) for kind in kinds.values()):
        raise Invalid("assets", "Something here is not needed for what fans do. Leave it out.", field="assets")


def _fill(one: Experience, sheet: Sheet, offer: Offer) -> None:
    terms = sheet.terms
    if one.title != offer.title:
        one.slug = _slug(offer.title, one)
    one.title, one.tool, one.uses = offer.title, offer.tool.value, sorted(set(terms.uses))
    one.territories, one.draft, one.preview = sorted(set(terms.territories)), terms.as_data(), sheet.preview
    one.outputs_a_day, one.outputs_in_all = offer.outputs_a_day, offer.outputs_in_all
    one.outputs_a_fan, one.fans = offer.outputs_a_fan, offer.fans
    one.save()


def _slug(title: str, one: Experience) -> str:
    """The page's address: the title's, with a few letters more where it is taken."""
    plain = slugify(title)[:60] or "experience"
    taken = Experience.objects.filter(slug=plain).exclude(pk=one.pk).exists()
    return f"{plain}-{secrets.token_hex(4)}" if taken else plain


def _require_partner(actor: Actor) -> None:
    require(actor, Permission.ASK)
    if actor.team_kind is not TeamKind.PARTNER:
        raise Denied("not_a_partner", "Only an AI partner offers experiences. Yours you find under Experiences.")


def _own_draft(experience: Experience, actor: Actor) -> Experience:
    one = turning.lock(experience.pk)
    if one.partner_id != actor.team_id or one.state != State.DRAFT:
        raise Conflict("sent_already", "This is no draft any more. Open it again to see how it stands.")
    return one
