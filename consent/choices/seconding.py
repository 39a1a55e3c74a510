"""The second person: confirm what a colleague pressed, or refuse it; and what waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict, Denied, Permission, Role, TeamKind, permissions_of, require, why_not
from artists.catalog.models import Asset
from artists.journal.record import Act, record
from artists.teams.models import Mandate, Membership
from consent.choices import entries
from consent.choices.actions import carry_out_held
from consent.choices.answers import Answer
from consent.choices.defaults import set_default_held
from consent.choices.models import Choice, PendingYes
from consent.choices.state import State
from consent.choices.two_people import set_policy_held
from consent.uses import USES, text_of

_NAMED = 3


@dataclass(frozen=True)
class Waiting:
    """A yes that waits, as its team reads it. `state` is None for a policy; `stale` is one that counts no more."""

    pending: PendingYes
    pressed_by: str
    state: State | None
    titles: tuple[str, ...]
    personal: bool
    final: bool
    mine: bool
    stale: bool
    why_not: str

    @property
    def more(self) -> int:
        """How many assets are not named."""
        return max(0, self.pending.count - len(self.titles))


def confirm(pending: PendingYes, *, actor: Actor, reviewed: bool = False) -> None:
    """Second a colleague's yes: the very same is carried out now, under an entry that names both.

    Raises `Denied` (one's own, no permission, `fresh_sign_in` for a voice), `Conflict` (decided already, ran out,
    changed since, other words, `review_needed`).
    """
    require(actor, Permission.CHOOSE)
    _require_member(actor)
    now = timezone.now()
    with transaction.atomic():
        held = _lock(pending, actor, now)
        if held.pressed_by_id == actor.person_id:
            raise Denied("second_person", "You pressed this yourself. Somebody else of your team must confirm it.")
        _require_first_still_may(held)
        _require_read(held, reviewed=reviewed)
        if held.kind == PendingYes.Kind.DEFAULT:
            set_default_held(held, actor=actor, at=now)
        elif held.kind == PendingYes.Kind.POLICY:
            set_policy_held(held, actor=actor, at=now)
        else:
            carry_out_held(held, actor=actor, at=now)
        _decide(held, PendingYes.Outcome.CONFIRMED, actor, now)


def refuse(pending: PendingYes, *, actor: Actor) -> None:
    """Let it be: nothing was opened, and nothing will be. Whoever pressed it may take it back so, too."""
    require(actor, Permission.CHOOSE)
    _require_member(actor)
    now = timezone.now()
    with transaction.atomic():
        _decide(_lock(pending, actor, now), PendingYes.Outcome.REFUSED, actor, now)


def waiting(actor: Actor, *, only: int | None = None) -> list[Waiting]:
    """What waits for a second member of the team, oldest first. A few statements, however much it is."""
    found = PendingYes.objects.visible_to(actor).waiting(now=timezone.now()).select_related("pressed_by")
    rows = list((found.filter(pk=only) if only else found).order_by("pressed_at", "pk"))
    changes = [change for row in rows for change in _changes(row)]
    assets = Asset.objects.in_bulk([UUID(one) for one in {change["asset"] for change in changes}])
    versions = {
        (str(asset), use): version
        for asset, use, version in Choice.objects.filter(team_id=actor.team_id, asset_id__in=list(assets)).values_list(
            "asset_id", "use", "version"
        )
    }
    return [_waiting(row, actor, assets, versions) for row in rows]


def _waiting(row: PendingYes, actor: Actor, assets: dict[UUID, Asset], versions: dict[tuple[str, str], int]) -> Waiting:
    changes = _changes(row)
    named = [assets[UUID(one["asset"])] for one in changes if UUID(one["asset"]) in assets]
    titles = list(dict.fromkeys(str(one) for one in sorted(named, key=lambda one: one.kind != "recording")))
    state = _state(row)
    personal = any(USES[use].answered_on != "track" for use in row.uses)
    return Waiting(
        pending=row,
        pressed_by=row.pressed_by.get_full_name() if row.pressed_by else "Somebody who has left",
        state=state,
        titles=tuple(titles[: min(_NAMED, row.count)]),
        personal=personal,
        final=_final(row),
        mine=row.pressed_by_id == actor.person_id,
        stale=any(versions.get((one["asset"], one["use"]), 0) != one["version"] for one in changes),
        why_not=why_not(actor, Permission.CHOOSE_VOICE if personal else Permission.CHOOSE),
    )


def _changes(row: PendingYes) -> Sequence[dict[str, Any]]:
    return row.changes if isinstance(row.changes, list) else []


def _state(row: PendingYes) -> State | None:
    if row.kind == PendingYes.Kind.POLICY:
        return None
    first = row.changes[0] if isinstance(row.changes, list) else row.changes
    return State.from_data(first["to"])


def _final(row: PendingYes) -> bool:
    state = _state(row)
    return state is not None and state.effective is Answer.ON and any(USES[use].final for use in row.uses)


def _lock(pending: PendingYes, actor: Actor, now: datetime) -> PendingYes:
    held = PendingYes.objects.select_for_update(of=("self",)).filter(pk=pending.pk, team_id=actor.team_id).first()
    if held is None:
        raise Denied("not_yours", "This waits for a member of another team.")
    if held.outcome:
        raise Conflict("decided", f"This was {held.get_outcome_display().lower()} already.")
    if held.expires_at <= now:
        raise Conflict("ran_out", "This waited for a week and ran out. Nothing was opened. Press it again.")
    return held


def _require_member(actor: Actor) -> None:
    if actor.role is None:
        raise Denied("members_only", "The second person is a member of the team itself. A mandate does not cover it.")


def _require_first_still_may(held: PendingYes) -> None:
    """A yes of somebody who may not give it any more is nobody's: two people who may are needed now."""
    if held.mandate_id:
        may = Mandate.objects.in_force().filter(pk=held.mandate_id).exists()
    else:
        person = held.pressed_by_id
        role = Membership.objects.filter(team_id=held.team_id, person_id=person).values_list("role", flat=True).first()
        personal = any(USES[use].answered_on != "track" for use in held.uses)
        takes = Permission.CHOOSE_VOICE if personal else Permission.CHOOSE
        if held.kind == PendingYes.Kind.POLICY:
            takes = Permission.MANAGE_TEAM
        may = role is not None and takes in permissions_of(Role(role), TeamKind(held.team.kind))
    if not may:
        raise Conflict("first_left", "Who pressed this may not answer for the team any more. Press it again yourself.")


def _require_read(held: PendingYes, *, reviewed: bool) -> None:
    if held.notice_sha256 and held.notice_sha256 != text_of(held.uses[0]).sha256:
        raise Conflict("text_changed", "The words beside this switch have changed since. It has to be pressed again.")
    if _final(held) and not reviewed:
        raise Conflict("review_needed", "A yes here has effects that cannot be taken back. Read the text first.")


def _decide(held: PendingYes, outcome: PendingYes.Outcome, actor: Actor, now: datetime) -> None:
    held.outcome, held.decided_at, held.decided_by_id = outcome, now, actor.person_id
    held.save(update_fields=["outcome", "decided_at", "decided_by"])
    confirmed = outcome is PendingYes.Outcome.CONFIRMED
    data = {"kind": held.kind, "uses": held.uses, "count": held.count, "pressed_by": held.pressed_by_id}
    type_ = entries.SECOND_CONFIRMED if confirmed else entries.SECOND_REFUSED
    record(Act(type_, "pending", str(held.pk), data), actor=actor, at=now)
