"""Answering a request: one team's vote on the round on the table, sealed until all are in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict, Denied, MandateScope, Permission, Refusal, require, require_fresh
from artists.journal.record import Act as Entry
from artists.journal.record import record
from consent.choices import two_people
from consent.requests import entries, resolve, voters
from consent.requests.models import Request, RequestedAsset, Vote
from consent.requests.states import State
from consent.uses import USES


@dataclass(frozen=True)
class Many:
    """What a batch did: which went through, and why the others did not."""

    done: tuple[int, ...]
    refused: tuple[tuple[int, str], ...]


def vote(request: Request, *, yes: bool, seen_sha256: str, actor: Actor) -> Vote:
    """Answer for the team. Until all are in it can be changed; the last one closes the request.

    `seen_sha256` is the hash of the round the person read. A yes to a licence, a voice, a likeness or training needs a
    fresh sign-in; where the team wants two people, a yes waits for the second. Raises `Denied`, `Conflict` (`closed`,
    `terms_changed`).
    """
    now = timezone.now()
    _require_may_answer(request, actor, yes=yes, now=now)
    with transaction.atomic():
        locked = _lock_open(request, now)
        if locked.version.sha256 != seen_sha256:
            raise Conflict("terms_changed", "The terms changed while you read. Read the new round, then decide.")
        if not locked.voters.filter(team_id=actor.team_id).exists():
            raise Denied("not_asked", "Your team's yes is not needed here.")
        cast = _cast(locked, actor, yes=yes, now=now)
        entry = entries.ACCEPTED if yes and actor.team_id == locked.partner_id else entries.VOTED
        concerns = resolve.everyone(locked) if entry == entries.ACCEPTED else frozenset({actor.team_id})
        data = {"title": locked.title, "yes": yes, "round": locked.version.number, "second": cast.needs_second}
        record(Entry(entry, "request", str(locked.pk), data, concerns), actor=actor, at=now)
        resolve.settle(locked, now=now)
    return cast


def confirm(request: Request, *, seen_sha256: str, actor: Actor) -> Vote:
    """Second a colleague's yes, so that it counts. Never one's own."""
    now = timezone.now()
    _require_may_answer(request, actor, yes=True, now=now)
    with transaction.atomic():
        locked = _lock_open(request, now)
        cast = Vote.objects.filter(version_id=locked.version_id, team_id=actor.team_id, needs_second=True).first()
        if cast is None or locked.version.sha256 != seen_sha256:
            raise Conflict("nothing_to_confirm", "There is no yes here that waits for a second person.")
        if cast.cast_by_id == actor.person_id:
            raise Denied("second_person", "You said yes yourself. Somebody else of your team must confirm it.")
        cast.needs_second, cast.confirmed_at, cast.confirmed_by_id = False, now, actor.person_id
        cast.save()
        record(Entry(entries.CONFIRMED, "request", str(locked.pk), {"title": locked.title}), actor=actor, at=now)
        resolve.settle(locked, now=now)
    return cast


def vote_many(requests: Sequence[Request], *, yes: bool, deal_sha256: str, actor: Actor) -> Many:
    """The same answer to requests for the same deal. Each stands for itself: one that moved on is left out, and said.

    Raises `Conflict` where their terms are not the same.
    """
    require(actor, Permission.CHOOSE)
    fresh = Request.objects.visible_to(actor).filter(pk__in=[one.pk for one in requests]).select_related("version")
    found = {one.pk: one for one in fresh}
    same = {(one.deal_sha256, one.kind, one.partner_id) for one in found.values()}
    if len(same) != 1 or next(iter(same))[0] != deal_sha256:
        raise Conflict("different_terms", "These are not all the same deal any more. Answer them one by one.")
    count = RequestedAsset.objects.filter(request__in=list(found)).count()
    if yes and two_people.needed(actor.team_id, next(iter(found.values())).uses, max(count, len(found))):
        raise Conflict("second_person", "Your team wants two people for many at once. Answer them one by one.")
    done, refused = [], []
    for pk in dict.fromkeys(one.pk for one in requests):
        if pk not in found:
            continue
        try:
            vote(found[pk], yes=yes, seen_sha256=found[pk].version.sha256, actor=actor)
        except Refusal as refusal:
            if refusal.code == "fresh_sign_in":
                raise
            refused.append((pk, refusal.sentence))
        else:
            done.append(pk)
    return Many(tuple(done), tuple(refused))


def show(request: Request, *, actor: Actor) -> None:
    """Open the team's own vote to the other holders, once the request is closed. It cannot be sealed again."""
    require(actor, Permission.CHOOSE)
    now = timezone.now()
    with transaction.atomic():
        locked = resolve.lock(request)
        if locked.state == State.OPEN:
            raise Conflict("open", "Votes are sealed while the request is open.")
        mine = Vote.objects.filter(version_id=locked.version_id, team_id=actor.team_id, shown_at__isnull=True)
        if actor.role is None or not mine.update(shown_at=now, shown_by_id=actor.person_id):
            raise Conflict("nothing_to_show", "There is no sealed vote of your team here.")
        holders = resolve.everyone(locked) - {locked.partner_id}
        record(Entry(entries.SHOWN, "request", str(locked.pk), {"title": locked.title}, holders), actor=actor, at=now)


def invite_again(request: Request, *, actor: Actor) -> None:
    """Let the partner ask again at once, after a no."""
    require(actor, Permission.CHOOSE)
    now = timezone.now()
    with transaction.atomic():
        locked = resolve.lock(request)
        if locked.state not in (State.DECLINED, State.CONFLICTED, State.LAPSED) or locked.invited_at:
            raise Conflict("not_refused", "There is nothing to invite to: it is open, approved, or invited already.")
        if actor.role is None or actor.team_id not in voters.teams_asked(locked):
            raise Denied("not_asked", "Only a holder that was asked can invite to ask again.")
        locked.invited_at, locked.invited_by_id = now, actor.person_id
        locked.save(update_fields=["invited_at", "invited_by"])
        data = {"title": locked.title}
        record(Entry(entries.INVITED, "request", str(locked.pk), data, resolve.everyone(locked)), actor=actor, at=now)


def _lock_open(request: Request, now: datetime) -> Request:
    locked = resolve.lock(request)
    if not locked.is_open(now=now):
        raise Conflict("closed", "This request is closed, so the answer came too late. Nothing was opened by it.")
    resolve.ask_newcomers(locked, now=now)
    return locked


def _cast(request: Request, actor: Actor, *, yes: bool, now: datetime) -> Vote:
    mandate = next(iter(_mandates(request, actor)), None)
    count = request.requested.count() if request.of_assets else two_people.MANY + 1
    partner = actor.team_id == request.partner_id
    cast, _ = Vote.objects.update_or_create(
        version_id=request.version_id,
        team_id=actor.team_id,
        defaults={
            "request": request,
            "yes": yes,
            "sha256": request.version.sha256,
            "rule": None,
            "mandate_id": mandate.mandate_id if mandate else None,
            "needs_second": yes and not partner and two_people.needed(actor.team_id, request.uses, count),
            "cast_at": now,
            "cast_by_id": actor.person_id,
            "confirmed_at": None,
            "confirmed_by": None,
        },
    )
    return cast


def _require_may_answer(request: Request, actor: Actor, *, yes: bool, now: datetime) -> None:
    licence, partner = request.kind == Request.Kind.LICENCE, actor.team_id == request.partner_id
    personal = any(USES[use].answered_on != "track" for use in request.uses)
    if partner and not yes and request.opened_for_id == request.partner_id:
        raise Conflict("withdraw_instead", "To refuse a counter-offer, make another one or withdraw the request.")
    require(actor, Permission.SIGN if licence and yes else Permission.ASK if partner else Permission.CHOOSE)
    if actor.role is None:
        _require_mandate(request, actor)
    if yes and personal and not partner:
        require(actor, Permission.CHOOSE_VOICE)
    if yes and (licence or ((personal or "train" in request.uses) and not partner)):
        require_fresh(actor, now=now)


def _require_mandate(request: Request, actor: Actor) -> None:
    if request.kind == Request.Kind.LICENCE:
        raise Denied("not_in_mandate", "A mandate does not cover signing a licence. Only the team itself may sign.")
    if not _mandates(request, actor):
        raise Denied("not_in_mandate", "Your mandate does not cover every use asked for here. The artist can answer.")


def _mandates(request: Request, actor: Actor) -> list[MandateScope]:
    return [
        one
        for one in actor.mandates
        if all(use in one.uses and (one.covers_voice or USES[use].answered_on == "track") for use in request.uses)
    ]
