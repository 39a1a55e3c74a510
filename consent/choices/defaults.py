"""Defaults for new releases, and carrying them out when something new is held."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict, Denied, Invalid, MandateScope, Permission, require
from artists.catalog.models import Holding
from artists.journal.record import Act, record, record_many
from artists.teams.models import Team
from consent.choices import entries, standing, two_people
from consent.choices.actions import Consent, holders_of
from consent.choices.answers import Answer
from consent.choices.limits import check_limits
from consent.choices.models import Choice, Default, PendingYes
from consent.choices.pending import Held, hold
from consent.choices.state import State
from consent.choices.write import Notice, change_data, put, save_choices
from consent.uses import TRACK_USES, USES, Use, text_of


def set_default(use: str, state: State, *, actor: Actor, consent: Consent) -> Default | PendingYes:
    """Say how new releases start for `use`. What exists already stays as it is. Under a mandate it ends with that.

    Where the team wants two people for such a yes, or for many at once, nothing changes yet: what waits is returned.
    Raises `Denied`, `Invalid` (no default for a voice or likeness), `Conflict` (`changed_since`, `text_changed`,
    `review_needed`).
    """
    require(actor, Permission.CHOOSE)
    known = USES.get(use)
    if known not in TRACK_USES or known is None:
        raise Invalid("no_default", "There is no default for a voice or a likeness: each yes is given by itself.")
    mandate = actor.mandate_for(use, voice=False)
    if actor.role is None and mandate is None:
        raise Denied("not_in_mandate", f"Your mandate does not cover “{known.label}”.")
    now = timezone.now()
    check_limits(state, now=now)
    with transaction.atomic():
        default, before, counts = _as_it_is(actor.team_id, use, now)
        if before == state and counts:
            return default
        if consent.seen_version is not None and consent.seen_version != default.version:
            raise Conflict(
                "changed_since", "Somebody changed this default since your page was loaded. Look, then press again."
            )
        if state.loosens(before):
            _check_read(known, state, consent)
            if two_people.needed(actor.team_id, [use], two_people.MANY + 1):
                pressed = {"to": state.as_data(), "version": default.version}
                held = Held(PendingYes.Kind.DEFAULT, [use], pressed, 1, consent.notice_sha256, mandate)
                return hold(held, actor=actor, at=now)
        return _put(default, before, state, actor=actor, now=now, mandate=mandate)


def set_default_held(held: PendingYes, *, actor: Actor, at: datetime) -> Default:
    """Set the default that a first person pressed and `actor` confirms; for `consent.choices.seconding` alone."""
    state = State.from_data(held.changes["to"])
    check_limits(state, now=at)
    default, before, _ = _as_it_is(actor.team_id, held.uses[0], at)
    if default.version != held.changes["version"]:
        raise Conflict("changed_since", "This default was changed since it was pressed, so that yes counts no more.")
    default.seconded_at, default.seconded_by_id = at, actor.person_id
    first = {"pressed_by": held.pressed_by_id, "pressed_at": held.pressed_at.isoformat()}
    return _put(default, before, state, actor=actor, now=at, first=first)


def _as_it_is(team_id: int, use: str, now: datetime) -> tuple[Default, State, bool]:
    """The default, locked with its team; what it comes to now; and whether it counts."""
    Team.objects.select_for_update().get(pk=team_id)
    default = Default.objects.filter(team_id=team_id, use=use).first()
    if default is None:
        return Default(team_id=team_id, use=use, version=0), State(), False
    counts = Default.objects.in_force(now=now).filter(pk=default.pk).exists()
    return default, State(default.given, default.limits) if counts else State(), counts


def _check_read(use: Use, state: State, consent: Consent) -> None:
    if consent.notice_sha256 != text_of(use.code).sha256:
        raise Conflict("text_changed", "The words beside this default have changed. Read them again, then answer.")
    if use.final and state.effective is Answer.ON and not consent.reviewed:
        raise Conflict("review_needed", "A yes here has effects that cannot be taken back. Read the review first.")


def _put(
    default: Default,
    before: State,
    state: State,
    *,
    actor: Actor,
    now: datetime,
    mandate: MandateScope | None = None,
    first: Mapping[str, Any] | None = None,
) -> Default:
    notice_before = Notice.of(default).as_data() if default.pk else None
    put(default, state, person_id=actor.person_id, at=now)
    default.mandate_id = mandate.mandate_id if mandate else None
    if first is None:
        default.seconded_at = default.seconded_by = None
    default.save()
    data = change_data(default, before, notice_before) | dict(first or {})
    record(Act(entries.DEFAULT_SET, "team", str(actor.team_id), data=data, mandate=mandate), actor=actor, at=now)
    return default


def apply_defaults(assets: Collection[UUID]) -> int:
    """Answer for new tracks and songs by the defaults of their holders, and work out the standings.

    Only holdings newer than the default count as new; what came by linking an artist to its team was here before.
    Idempotent: an answer that exists is never touched, an unanswered one that was undone stays unanswered. Returns how
    many answers were given.
    """
    now = timezone.now()
    with transaction.atomic():
        subjects = standing.lock(assets)
        holdings = list(Holding.objects.filter(asset_id__in=list(assets)).select_related("asset"))
        defaults: dict[int, list[Default]] = defaultdict(list)
        counting = Default.objects.in_force(now=now).filter(answer__gt=Answer.OFF)
        for default in counting.filter(team_id__in={h.team_id for h in holdings}):
            defaults[default.team_id].append(default)
        taken = set(Choice.objects.filter(asset_id__in=list(assets)).values_list("asset_id", "team_id", "use"))
        new: dict[tuple[UUID, int, str], tuple[Choice, Default]] = {}
        for holding in holdings:
            for default in defaults[holding.team_id]:
                key = (holding.asset_id, holding.team_id, default.use)
                if key in taken or key in new or not _applies(default, holding):
                    continue
                blank = Choice(asset_id=holding.asset_id, team_id=holding.team_id, use=default.use, version=0)
                state = State(default.given, default.limits)
                new[key] = (put(blank, state, person_id=default.set_by_id, at=now), default)
        save_choices([choice for choice, _ in new.values()])
        standing.refresh(subjects)
        concerns = holders_of({choice.asset_id for choice, _ in new.values()})
        record_many(
            [_act(choice, default, concerns[choice.asset_id]) for choice, default in new.values()], actor=None, at=now
        )
    return len(new)


def _applies(default: Default, holding: Holding) -> bool:
    needs = USES[default.use].needs
    return (
        holding.asset.kind in needs
        and holding.identification_id is None
        and holding.created_at >= default.set_at
        and not (default.until and default.until <= timezone.now())
    )


def _act(choice: Choice, default: Default, concerns: frozenset[int]) -> Act:
    return Act(
        type=entries.CHOICE_DEFAULTED,
        subject_kind="asset",
        subject_id=str(choice.asset_id),
        team_id=choice.team_id,
        data=change_data(choice, State(), None) | {"default_version": default.version},
        concerns=concerns,
    )
