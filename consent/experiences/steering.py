"""Stopping, going on and narrowing: by the partner, or by any team whose yes an experience needs. In force at once."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict, Denied, Permission, TeamKind, require
from consent.experiences import entries, holding, turning
from consent.experiences.models import Experience
from consent.experiences.states import Act, Because, State
from consent.experiences.turning import Turn
from consent.licences.terms import Terms
from consent.requests import actions as request_actions
from consent.requests.actions import Ask
from consent.requests.models import Request
from consent.uses import USES

_SELF = frozenset({Because.CHOICE.value, Because.LICENCE.value})
"""Reasons for which it paused by itself: anybody concerned may let it go on, once everything holds again."""


def pause(experience: Experience, *, actor: Actor) -> None:
    """Stop it for now: nothing new is made from the next check on. What is paused already stays as it is.

    A holder's press on one that paused by itself, or that the partner paused, makes the pause its own. Raises
    `Denied`, `Conflict` (`experience_state`).
    """
    now = timezone.now()
    with transaction.atomic():
        one = turning.lock(experience.pk)
        _require_may_steer(one, actor)
        because = Because.PARTNER if actor.team_id == one.partner_id else Because.HOLDER
        if one.state == State.PAUSED:
            _make_ones_own(one, because, actor, now)
            return
        turning.take(one, Turn(Act.PAUSE, now, actor, because=because))


def resume(experience: Experience, *, actor: Actor) -> None:
    """Let it go on, if everything under it holds: a check must allow all of it at this moment.

    Who paused it lets it go on; after an automatic pause anybody concerned does. Raises `Denied` (`not_yours`),
    `Conflict` (`does_not_hold`, with the sentences of what is missing).
    """
    now = timezone.now()
    with transaction.atomic():
        one = turning.lock(experience.pk)
        _require_may_steer(one, actor)
        own = one.paused_for_id == actor.team_id
        if one.state == State.PAUSED and one.paused_because not in _SELF and not own:
            raise Denied("not_yours", "Another side paused this, so only that side can let it go on.")
        turning.take(one, Turn(Act.RESUME, now, actor))
        codes = holding.missing(one, now=now) - {holding.FULL_TODAY}
        if codes:
            raise Conflict("does_not_hold", "It cannot go on yet. " + " ".join(holding.in_words(codes)))


def end(experience: Experience, *, actor: Actor) -> None:
    """Stop it for good, at once. What was made stays under what the licence says of its end."""
    now = timezone.now()
    with transaction.atomic():
        one = turning.lock(experience.pk)
        _require_may_steer(one, actor)
        turning.take(one, Turn(Act.END, now, actor))


def narrow(experience: Experience, terms: Terms, *, actor: Actor, meanwhile_paused: bool = False) -> Request:
    """Propose narrower terms as a new round: every side must say yes to them, the partner too, and the holder itself.

    Until then the terms in force count, or nothing where `meanwhile_paused`. Agreed, they count at once, and a pause
    for them is over. Raises `Denied`, `Invalid` (`no_change`, `another_subject`), `Conflict` (`on_the_table`).
    """
    now = timezone.now()
    with transaction.atomic():
        one = turning.lock(experience.pk)
        _require_may_steer(one, actor)
        if one.state not in (State.APPROVED, State.LIVE, State.PAUSED) or one.licence is None:
            raise Conflict("experience_state", "Only what everybody said yes to once can be narrowed.")
        purpose = f"New limits for “{one.title}”."
        one.request = request_actions.propose(one.licence, Ask(one.title, purpose, terms), actor=actor)
        one.save(update_fields=["request"])
        turning.write(one, entries.NARROWED, {"title": one.title}, actor=actor, at=now)
        if meanwhile_paused and one.state != State.PAUSED:
            turning.take(one, Turn(Act.PAUSE, now, actor, because=Because.NARROWED))
    return one.request


def may_steer(experience: Experience, actor: Actor) -> bool:
    """Whether this actor may pause, resume and end it: for pages, which show no button that would be refused."""
    try:
        _require_may_steer(experience, actor)
    except Denied:
        return False
    return True


def may_resume(experience: Experience, actor: Actor) -> bool:
    """Whether a pause that there is now is this actor's to lift."""
    own = experience.paused_for_id == actor.team_id or experience.paused_because in _SELF
    return experience.state == State.PAUSED and own and may_steer(experience, actor)


def _require_may_steer(one: Experience, actor: Actor) -> None:
    """The partner with `ask`; a holder with `choose`, or under a mandate for every use of it."""
    partner = actor.team_kind is TeamKind.PARTNER
    require(actor, Permission.ASK if partner else Permission.CHOOSE)
    if actor.team_id not in turning.concerned(one):
        raise Denied("not_a_side", "Only who offers this, or whose yes it needs, can do that.")
    personal = {use: USES[use].answered_on != "track" for use in one.uses}
    if actor.role is None and not all(actor.mandate_for(use, voice=voice) for use, voice in personal.items()):
        raise Denied("not_in_mandate", "Your mandate does not cover every use of this. The artist can do it.")


def _make_ones_own(one: Experience, because: Because, actor: Actor, now: datetime) -> None:
    if because is not Because.HOLDER or one.paused_because not in (*_SELF, Because.PARTNER.value):
        return
    one.paused_because, one.paused_for_id, one.paused_by_id = because.value, actor.team_id, actor.person_id
    one.paused_at = now
    one.save(update_fields=["paused_because", "paused_for", "paused_by", "paused_at"])
    turning.write(one, entries.PAUSED, {"title": one.title, "because": because.value}, actor=actor, at=now)
