"""Disputes: a team says that a part of another's share is not the other's. That part waits; the rest is paid."""

from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from artists.access import Actor, Conflict, Denied, Invalid, Permission, TeamKind, one_line, require
from artists.catalog.models import Asset
from artists.journal.record import Act, record
from artists.teams.models import Team
from consent.splits import entries
from consent.splits.actions import ended_act
from consent.splits.inforce import holders_of, in_force, sides_of
from consent.splits.models import Dispute, Split
from consent.splits.states import Outcome, Side, State

LASTS = timedelta(days=30)
DECIDED = timedelta(days=90)
"""So long nobody raises again what the operator has dismissed, unless another split is in force since."""
MOST = 500


def dispute(
    asset: Asset, side: Side, against: Team, basis_points: int, reason: str, *, actor: Actor, behalf: Team | None = None
) -> Dispute:
    """Dispute so many basis points of what `against` gets of a side: they are held when months close, the rest is paid.

    Any team that holds the side may; the operator opens one in behalf of a team outside. Raises `Denied`, `Invalid`
    (more than the share has left to dispute), `Conflict` (the team disputes this part already, or the operator has
    dismissed that lately).
    """
    require(actor, Permission.CHANGE_MONEY)
    said = _sentence(reason, "Say why, in a sentence: the others read it.")
    if side not in sides_of(asset):
        raise Invalid("side", "Money for this does not divide that way.", field="side")
    holders = holders_of([(asset.pk, side)])[(asset.pk, side)]
    raised_for = _raiser(actor, behalf, holders)
    if raised_for == against.pk:
        raise Invalid("own_share", "A team cannot dispute its own share. Propose another split.", field="against")
    now = timezone.now()
    with transaction.atomic():
        _hold_still(asset.pk, side)
        _require_left(asset.pk, side, against, basis_points)
        _require_undecided(asset.pk, side, against, raised_for)
        try:
            with transaction.atomic():
                made = Dispute.objects.create(
                    asset=asset, side=side, against=against, basis_points=basis_points, reason=said,
                    raised_for_id=raised_for, raised_at=now, raised_by_id=actor.person_id, until=(now + LASTS).date(),
                )  # fmt: skip
        except IntegrityError as twice:
            raise Conflict("disputed", "Your team disputes this share already. End that dispute first.") from twice
        record(_raised_act(made, asset, holders), actor=actor, at=now)
    return made


def withdraw_dispute(dispute: Dispute, *, actor: Actor) -> None:
    """End a dispute by whoever raised it; the operator ends one that it opened in behalf of another."""
    require(actor, Permission.CHANGE_MONEY)
    if dispute.raised_for_id != actor.team_id and actor.team_kind is not TeamKind.OPERATOR:
        raise Denied("not_yours", "Only the team that raised the dispute can take it back.")
    _end(dispute, Outcome.WITHDRAWN, "", actor=actor)


def dismiss(dispute: Dispute, sentence: str, *, actor: Actor) -> None:
    """End a dispute as the operator, with a sentence that both sides read."""
    require(actor, Permission.CHANGE_MONEY)
    if actor.team_kind is not TeamKind.OPERATOR:
        raise Denied("operator_only", "Only the operator of this portal dismisses a dispute.")
    _end(dispute, Outcome.DISMISSED, _sentence(sentence, "Say why, in a sentence: both sides read it."), actor=actor)


def _end(dispute: Dispute, outcome: Outcome, sentence: str, *, actor: Actor) -> None:
    now = timezone.now()
    with transaction.atomic():
        locked = Dispute.objects.select_for_update(of=("self",)).select_related("asset").get(pk=dispute.pk)
        if locked.ended_at:
            raise Conflict("ended", "This dispute has ended already.")
        locked.outcome, locked.sentence, locked.ended_at, locked.ended_by_id = outcome, sentence, now, actor.person_id
        locked.save(update_fields=["outcome", "sentence", "ended_at", "ended_by"])
        work = (locked.asset_id, Side(locked.side))
        record(ended_act(locked, holders_of([work])[work]), actor=actor, at=now)


def _raiser(actor: Actor, behalf: Team | None, holders: frozenset[int]) -> int:
    if actor.team_kind is TeamKind.OPERATOR:
        if behalf is None or not behalf.team_kind.holds_rights:
            raise Invalid("behalf", "Say for which team: an artist's, a label's, a publisher's.", field="behalf")
        if behalf.pk in holders:
            raise Invalid("behalf_holds", f"{behalf.name} holds a right here, and disputes by itself.", field="behalf")
        return behalf.pk
    if actor.team_id not in holders:
        raise Denied(
            "not_a_holder", "Only a team that holds a right on this side can dispute a share. Others ask the operator."
        )
    return actor.team_id


def _hold_still(asset_id: UUID, side: Side) -> None:
    """One dispute of a work at a time, and none while a split of that side is being agreed on."""
    Asset.objects.select_for_update(no_key=True).get(pk=asset_id)
    on_the_table = Split.objects.filter(asset_id=asset_id, side=side, state=State.PROPOSED)
    list(on_the_table.select_for_update(no_key=True).values_list("pk", flat=True))


def _require_left(asset_id: UUID, side: Side, against: Team, basis_points: int) -> None:
    divides = in_force(asset_id, side, timezone.now().date())
    share = divides.share_of(against.pk) if divides else 0
    if share == 0:
        raise Invalid("no_share", f"{against.name} has no share in force here that could be disputed.", field="against")
    open_ones = Dispute.objects.filter(asset_id=asset_id, side=side, against=against, ended_at=None)
    left = share - (open_ones.aggregate(sum=Sum("basis_points"))["sum"] or 0)
    if not 1 <= basis_points <= left:
        said = f"at most {left / 100:g} %" if left > 0 else "nothing more"
        raise Invalid(
            "too_much", f"{against.name} gets {share / 100:g} %, and of that {said} can be disputed.",
            field="basis_points",
        )  # fmt: skip


def _require_undecided(asset_id: UUID, side: Side, against: Team, raised_for: int) -> None:
    """What was dismissed stays so for a while: or one team could hold another's money for ever."""
    lately = Dispute.objects.filter(
        asset_id=asset_id, side=side, against=against, raised_for_id=raised_for, outcome=Outcome.DISMISSED,
        ended_at__gt=timezone.now() - DECIDED,
    ).order_by("-ended_at").first()  # fmt: skip
    since = Split.objects.filter(asset_id=asset_id, side=side, state=State.AGREED)
    if lately and lately.ended_at and not since.filter(decided_at__gt=lately.ended_at).exists():
        again = lately.ended_at + DECIDED
        raise Conflict(
            "dismissed_lately",
            f"The operator dismissed this: “{lately.sentence}” It can be raised again from {again:%-d %B %Y}, or once "
            "another split is agreed.",
        )


def _sentence(text: str, missing: str) -> str:
    said = one_line(text, field="reason")
    if not said:
        raise Invalid("no_reason", missing, field="reason")
    if len(said) > MOST:
        raise Invalid("reason_long", f"This is longer than {MOST} characters. Shorten it.", field="reason")
    return said


def _raised_act(made: Dispute, asset: Asset, holders: frozenset[int]) -> Act:
    data = {
        "asset": str(asset.pk), "title": str(asset), "side": made.side, "against": made.against_id,
        "for": made.raised_for_id, "basis_points": made.basis_points, "reason": made.reason,
        "until": made.until.isoformat(),
    }  # fmt: skip
    return Act(entries.DISPUTED, "dispute", str(made.pk), data, holders | {made.against_id, made.raised_for_id})
