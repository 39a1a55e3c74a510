"""Who holds what. A new holder only ever adds a yes that is needed; a holder leaves by its own hand alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from artists.access import Actor, Conflict, Denied, Invalid, Permission, TeamKind, require
from artists.catalog import entries
from artists.catalog.models import Asset, AssetKind, Holding, Right
from artists.catalog.topics import catalogue_changed
from artists.journal.record import Act, record_many
from artists.teams.models import Team

ALL = 10_000
_RIGHTS = {
    AssetKind.RECORDING: (Right.PERFORMER, Right.MASTER),
    AssetKind.COMPOSITION: (Right.PUBLISHING,),
    AssetKind.VOICE: (Right.SELF,),
    AssetKind.LIKENESS: (Right.SELF,),
}


@dataclass(frozen=True)
class NewRight:
    """A right to be recorded; `share_bp` in basis points, None where no money follows it."""

    asset_id: UUID
    team_id: int
    right: Right
    share_bp: int | None


def add_holder(asset: Asset, team: Team, right: Right, *, actor: Actor, share_bp: int | None) -> Holding:
    """Name another holder of something the team holds. From now on that holder's yes is needed as well.

    Raises `Denied` where the team holds nothing of it, `Invalid` for a right that does not fit, shares above 100 %,
    and a team that can hold no right: a partner named so would read the holders' answers.
    """
    require(actor, Permission.EDIT_CATALOGUE)
    if not team.team_kind.holds_rights:
        raise Invalid("not_a_holder_kind", f"{team.name} is not a team that can hold a right.", field="team")
    if right == Right.PERFORMER and team.team_kind is not TeamKind.ARTIST:
        raise Invalid("performers_only", "Only an artist's team is a performer.", field="team")
    with transaction.atomic():
        held = _locked(asset)
        if not any(one.team_id == actor.team_id for one in held):
            raise Denied("not_a_holder", "Only those who hold a right in this may name another holder.")
        acts = give([NewRight(asset.pk, team.pk, right, share_bp)], actor=actor, at=timezone.now())
        if not acts:
            raise Conflict("holds_already", f"{team.name} holds this right already.")
        record_many(acts, actor=actor, follows=catalogue_changed([asset.pk]))
    return Holding.objects.get(asset=asset, team=team, right=right)


def give_up(asset: Asset, right: Right, *, actor: Actor) -> None:
    """Give up the team's own right. Its answers no longer count; somebody else's right cannot be given up for them.

    It may take away a no, so it takes who could give the yes; and the money of later uses goes to those who remain, who
    may be anybody named as a holder the minute before: so it takes who may change where money goes.
    """
    require(actor, Permission.EDIT_CATALOGUE)
    require(actor, Permission.CHOOSE)
    require(actor, Permission.CHANGE_MONEY)
    with transaction.atomic():
        own = [one for one in _locked(asset) if one.team_id == actor.team_id and one.right == right]
        if not own:
            raise Denied("not_a_holder", "Your team does not hold this right, so it cannot give it up.")
        if right == Right.SELF:
            raise Denied("own_self", "A voice or a likeness cannot be given up: it is the artist's own.")
        concerns = frozenset(Holding.objects.filter(asset=asset).values_list("team_id", flat=True))
        Holding.objects.filter(pk=own[0].pk).delete()
        act = Act(entries.HOLDING_REMOVED, "asset", str(asset.pk), _data(asset, right, own[0].share_bp), concerns)
        record_many([act], actor=actor, follows=catalogue_changed([asset.pk]))


def give(rights: Sequence[NewRight], *, actor: Actor, at: datetime) -> list[Act]:
    """Record rights that are not recorded yet, and return the acts for the journal. The caller has the transaction.

    Raises `Invalid` where a right does not fit the asset, or the shares of one right would exceed 100 %.
    """
    acts = []
    for new in rights:
        asset = Asset.objects.select_for_update().get(pk=new.asset_id)
        if new.right not in _RIGHTS[AssetKind(asset.kind)]:
            raise Invalid("right_misfit", f"Nobody holds “{new.right.label}” in a {asset.get_kind_display().lower()}.")
        if new.right == Right.SELF and (asset.artist is None or asset.artist.team_id != new.team_id):
            raise Denied("own_self", "A voice or a likeness is held by its artist's own team alone.")
        if Holding.objects.filter(asset=asset, team_id=new.team_id, right=new.right).exists():
            continue
        _check_shares(asset, new)
        Holding.objects.create(
            asset=asset, team_id=new.team_id, right=new.right, share_bp=new.share_bp, created_at=at,
            created_by_id=actor.person_id,
        )  # fmt: skip
        concerns = frozenset(Holding.objects.filter(asset=asset).values_list("team_id", flat=True))
        data = _data(asset, new.right, new.share_bp) | {"team": new.team_id}
        acts.append(Act(entries.HOLDING_ADDED, "asset", str(asset.pk), data, concerns))
    return acts


def _locked(asset: Asset) -> list[Holding]:
    Asset.objects.select_for_update().get(pk=asset.pk)
    return list(Holding.objects.filter(asset=asset))


def _check_shares(asset: Asset, new: NewRight) -> None:
    if new.share_bp is None:
        return
    if not 0 < new.share_bp <= ALL:
        raise Invalid("share_wrong", "A share is more than 0 % and at most 100 %.", field="share")
    taken = Holding.objects.filter(asset=asset, right=new.right).aggregate(sum=Sum("share_bp"))["sum"] or 0
    if taken + new.share_bp > ALL:
        left = (ALL - taken) / 100
        raise Invalid(
            "shares_exceed", f"Others hold the rest: at most {left:g} % of this right is free.", field="share"
        )


def _data(asset: Asset, right: Right, share_bp: int | None) -> dict[str, object]:
    return {"title": str(asset), "right": right.value, "share_bp": share_bp}
