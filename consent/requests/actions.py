"""Asking: open a request, counter it, accept a counter, withdraw it, ask again. Answering is in `votes`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from artists.access import (
    Actor,
    Conflict,
    Denied,
    Invalid,
    Permission,
    TeamKind,
    many_lines,
    one_line,
    require,
    require_fresh,
)
from artists.journal.record import Act as Entry
from artists.journal.record import Follows, record
from artists.teams.models import Team
from consent.choices import standing
from consent.licences import actions as licence_actions
from consent.licences import steps
from consent.licences.models import Licence, Version
from consent.licences.states import Act as LicenceAct
from consent.licences.states import State as LicenceState
from consent.licences.terms import Scope, Terms
from consent.licences.validity import check_terms
from consent.requests import entries, resolve, rules, voters
from consent.requests.models import Request, RequestedAsset
from consent.requests.states import TRANSITIONS, Act, State

SOONEST, LATEST, USUAL = timedelta(hours=24), timedelta(days=90), timedelta(days=14)
LEFT_AFTER_A_ROUND = timedelta(days=3)
MOST_ASSETS = 500
MOST_ROUNDS = 30
CLOSING_SOON = "request.closing_soon"
WARNINGS = (timedelta(hours=48), timedelta(hours=6))


@dataclass(frozen=True)
class Ask:
    """What a partner asks for: a use of these assets, under these terms, for this purpose, until then."""

    title: str
    purpose: str
    terms: Terms
    deadline: datetime | None = None


def ask_for_use(ask: Ask, *, actor: Actor) -> Request:
    """Ask every holder of some assets for a use, under these terms. Approved, it is a licence for exactly that.

    Raises `Denied`, `Invalid` (what cannot be asked for, and why), `Conflict` (asked for lately and refused).
    """
    if ask.terms.offer is not None:
        raise Invalid("offer", "What fans may do is asked for as an experience.", field="offer")
    return _ask_for_assets(ask, Request.Kind.USE, actor=actor)


def ask_for_experience(ask: Ask, *, actor: Actor) -> Request:
    """Ask every holder for an experience: the offer in these terms, on these assets, for these uses. Else as a use.

    Approved, it is a licence for exactly that experience, and for nothing outside it.
    """
    if ask.terms.offer is None:
        raise Invalid("offer", "Say what fans may do.", field="offer")
    return _ask_for_assets(ask, Request.Kind.EXPERIENCE, actor=actor)


def _ask_for_assets(ask: Ask, kind: str, *, actor: Actor) -> Request:
    require(actor, Permission.ASK)
    if actor.team_kind is not TeamKind.PARTNER:
        raise Denied("not_a_partner", "Only an AI partner asks for a use. Your own answers you give on your pages.")
    now = timezone.now()
    assets = ask.terms.catalogue.assets
    if ask.terms.catalogue.scope is not Scope.ASSETS or not 1 <= len(set(assets)) <= MOST_ASSETS:
        raise Invalid(
            "assets", f"Name between 1 and {MOST_ASSETS} tracks, songs, voices or likenesses.", field="assets"
        )
    _check(ask, now)
    check_terms(ask.terms, today=now.date())
    voters.require_askable(assets, ask.terms.uses, actor.team_id)
    with transaction.atomic():
        # One question of a partner at a time, so that pressed twice it is asked once.
        Team.objects.select_for_update(no_key=True).get(pk=actor.team_id)
        _require_not_asked_lately(actor, ask.terms, now)
        licence = Licence.objects.create(
            partner_id=actor.team_id, title=one_line(ask.title), origin=Licence.Origin.REQUEST,
            drafted_for_id=actor.team_id, created_at=now, created_by_id=actor.person_id,
        )  # fmt: skip
        holders = set().union(*standing.holders(set(assets), ask.terms.uses).values())
        steps.set_parties(licence, sorted(holders))
        return _open(licence, ask, kind, actor=actor, now=now)


def offer_licence(licence: Licence, ask: Ask, *, actor: Actor) -> Request:
    """Send a licence to the teams that license, for their signatures. Sent by the partner, sending signs it.

    A draft is sent as `ask.terms` say; a licence in force, refused or ended gets a new version. Needs SIGN and a fresh
    sign-in. Raises `Denied`, `Invalid`, `Conflict` (one version is on the table already).
    """
    require(actor, Permission.SIGN)
    now = timezone.now()
    require_fresh(actor, now=now)
    _check(ask, now)
    with transaction.atomic():
        locked = Licence.objects.select_for_update(of=("self",)).get(pk=licence.pk)
        if locked.state == LicenceState.DRAFT and locked.drafted_for_id != actor.team_id:
            raise Denied("not_a_party", "Only the team that drafts it can send it.")
        if actor.role is None or actor.team_id not in steps.concerned(locked):
            raise Denied("not_a_party", "Only a side of the licence can propose a version of it.")
        sheet = licence_actions.Sheet(
            locked.title, locked.partner_id, tuple(locked.parties.values_list("team_id", flat=True)), ask.terms
        )
        licence_actions.check_sheet(sheet, actor, now)
        if locked.in_force is not None and locked.in_force.agreed.offer is not None:
            raise Conflict(
                "experience", "This licence is for an experience. Propose new terms on the experience's page."
            )
        if locked.requests.filter(state=State.OPEN).exists():
            raise Conflict("on_the_table", "A version is on the table already. Answer or counter that one.")
        return _open(locked, ask, Request.Kind.LICENCE, actor=actor, now=now)


def propose(licence: Licence, ask: Ask, *, actor: Actor) -> Request:
    """Put new terms for an experience on the table, where its licence is in force: by any side, as its next round.

    Uses and tool stay, and no asset comes to it. A holder's round is no yes yet, a partner's is the partner's.
    Raises `Denied`, `Invalid` (`no_change`, `another_subject`), `Conflict` (`on_the_table`).
    """
    require(actor, Permission.ASK if actor.team_kind is TeamKind.PARTNER else Permission.CHOOSE)
    now = timezone.now()
    if actor.role is None:
        raise Denied("not_in_mandate", "A mandate does not cover changing terms. Only the team itself may do it.")
    _check(ask, now)
    check_terms(ask.terms, today=now.date())
    with transaction.atomic():
        locked = Licence.objects.select_for_update(of=("self",)).get(pk=licence.pk)
        if locked.requests.filter(state=State.OPEN).exists():
            raise Conflict("on_the_table", "New terms for this are on the table already. Answer or counter those.")
        if actor.team_id not in steps.concerned(locked):
            raise Denied("not_a_party", "Only a side of it can propose new terms.")
        last = locked.requests.exclude(kind=Request.Kind.LICENCE).order_by("-pk").first()
        if last is None or locked.in_force is None or last.kind != Request.Kind.EXPERIENCE:
            raise Conflict("not_in_force", "Only what everybody said yes to once can get new terms.")
        if ask.terms == locked.in_force.agreed:
            raise Invalid("no_change", "Nothing is different from the terms in force. Change one.")
        _require_same_subject(last, ask.terms)
        if actor.team_kind is TeamKind.PARTNER:
            _require_not_asked_lately(actor, ask.terms, now)
        return _open(locked, ask, Request.Kind.EXPERIENCE, actor=actor, now=now)


def counter(
    request: Request, terms: Terms, *, seen_sha256: str, actor: Actor, deadline: datetime | None = None
) -> Version:
    """Put other terms on the table, as the next round. It sets aside the votes on the round before, and is no yes.

    What is asked for and its uses stay the same in a request for a use. A partner's round is the partner's yes to it.
    """
    now = timezone.now()
    _require_may_propose(request, actor, now)
    check_terms(terms, today=now.date())
    with transaction.atomic():
        locked = resolve.lock(request)
        if locked.state != State.OPEN or locked.deadline_at <= now:
            raise Conflict("closed", "This request is closed, so its terms cannot change any more.")
        if actor.team_id not in voters.sides(locked):
            raise Denied("not_a_side", "Only who asks, or whose yes is needed, can put terms on the table.")
        _require_seen(locked, seen_sha256)
        if terms == locked.version.agreed:
            raise Invalid("no_change", "Nothing is different from the round on the table. Change a term, or answer it.")
        _require_same_subject(locked, terms)
        voters.invite(locked)
        return _new_round(locked, terms, actor, now, deadline, entries.COUNTERED)


def ask_again(request: Request, terms: Terms, *, actor: Actor, deadline: datetime | None = None) -> Version:
    """Come back with new terms after a no: when a holder invited it, or once the time to wait is over."""
    now = timezone.now()
    _require_may_propose(request, actor, now)
    check_terms(terms, today=now.date())
    with transaction.atomic():
        locked = resolve.lock(request)
        if actor.team_id != locked.opened_for_id:
            raise Denied("not_yours", "Only who asked can ask again.")
        if (State(locked.state), Act.NEW_ROUND) not in TRANSITIONS:
            raise Conflict("not_refused", "This request is not one that was refused.")
        if locked.invited_at is None and locked.again_at and locked.again_at > now:
            raise Conflict("asked_lately", f"Ask again from {locked.again_at:%-d %B %Y}, or when a holder invites you.")
        if locked.licence.requests.filter(state=State.OPEN).exists():
            raise Conflict("on_the_table", "Another version of this licence is on the table. Wait for its answer.")
        _require_same_subject(locked, terms)
        if locked.of_assets:
            voters.require_askable(terms.catalogue.assets, terms.uses, locked.partner_id)
        licence = Licence.objects.select_for_update(of=("self",)).get(pk=locked.licence_id)
        steps.move(licence, LicenceAct.OFFER)
        licence.save(update_fields=["state"])
        locked.state, locked.closed_at, locked.again_at = State.OPEN, None, None
        locked.invited_at = locked.invited_by = None
        return _new_round(locked, terms, actor, now, deadline or now + USUAL, entries.REOPENED)


def withdraw(request: Request, *, actor: Actor) -> None:
    """Take the question back, before it is answered. Only who asked."""
    require(actor, Permission.ASK)
    now = timezone.now()
    with transaction.atomic():
        locked = resolve.lock(request)
        if actor.team_id != locked.opened_for_id:
            raise Denied("not_yours", "Only who asked can withdraw a request.")
        if locked.state != State.OPEN:
            raise Conflict("closed", "This request is closed already.")
        resolve.close(locked, Act.WITHDRAW, now=now)
        data = {"title": locked.title}
        act = Entry(entries.WITHDRAWN, "request", str(locked.pk), data, resolve.everyone(locked))
        record(act, actor=actor, at=now)


def _open(licence: Licence, ask: Ask, kind: str, *, actor: Actor, now: datetime) -> Request:
    steps.move(licence, LicenceAct.OFFER)
    licence.draft = None
    licence.save(update_fields=["state", "draft"])
    version = steps.add_version(licence, ask.terms, actor=actor, at=now)
    request = Request.objects.create(
        kind=kind, partner_id=licence.partner_id, licence=licence, version=version, title=one_line(ask.title),
        purpose=many_lines(ask.purpose), deal_sha256=version.deal_sha256, uses=sorted(set(ask.terms.uses)),
        opened_for_id=actor.team_id, opened_at=now, opened_by_id=actor.person_id,
        deadline_at=ask.deadline or now + USUAL,
    )  # fmt: skip
    if request.of_assets:
        assets = dict.fromkeys(ask.terms.catalogue.assets)
        RequestedAsset.objects.bulk_create([RequestedAsset(request=request, asset_id=asset) for asset in assets])
    voters.invite(request)
    _record(entries.OPENED, request, actor, now)
    rules.answer_by_rules(request, now=now)
    resolve.settle(request, now=now)
    return request


def _new_round(
    request: Request, terms: Terms, actor: Actor, now: datetime, deadline: datetime | None, entry_type: str
) -> Version:
    _check_deadline(deadline or now + SOONEST, now)
    if request.licence.versions.count() >= MOST_ROUNDS:
        raise Conflict("too_many_rounds", f"After {MOST_ROUNDS} rounds, talk to each other and start a new request.")
    version = steps.add_version(request.licence, terms, actor=actor, at=now)
    request.version, request.deal_sha256 = version, version.deal_sha256
    least = now + LEFT_AFTER_A_ROUND
    request.deadline_at = max(deadline or request.deadline_at, least)
    request.save()
    voters.invite(request)
    _record(entry_type, request, actor, now, round=version.number)
    rules.answer_by_rules(request, now=now)
    resolve.settle(request, now=now)
    return version


def _record(entry_type: str, request: Request, actor: Actor, now: datetime, **data: int) -> None:
    said = {"title": request.title, **data}
    act = Entry(entry_type, "request", str(request.pk), said, resolve.everyone(request))
    record(act, actor=actor, at=now, follows=_warnings(request, now))


def _warnings(request: Request, now: datetime) -> Sequence[Follows]:
    """Those who have not answered are warned before silence turns into no."""
    return [
        Follows(
            CLOSING_SOON,
            f"{CLOSING_SOON}:{request.pk}:{request.version_id}:{before}",
            {"request": request.pk, "version": request.version_id, "hours": int(before.total_seconds() // 3600)},
            request.deadline_at - before - now,
        )
        for before in WARNINGS
        if request.deadline_at - before > now
    ]


def _check(ask: Ask, now: datetime) -> None:
    if not 1 <= len(one_line(ask.title, field="title")) <= 120:
        raise Invalid("title", "Give it a title of up to 120 characters.", field="title")
    if not 1 <= len(many_lines(ask.purpose, field="purpose")) <= 2000:
        raise Invalid(
            "purpose", "Say in up to 2,000 characters what it is for, so that people can answer.", field="purpose"
        )
    _check_deadline(ask.deadline or now + USUAL, now)


def _check_deadline(deadline: datetime, now: datetime) -> None:
    if not now + SOONEST - timedelta(minutes=1) <= deadline <= now + LATEST:
        raise Invalid("deadline", "Leave between 24 hours and 90 days for an answer.", field="deadline")


def _require_may_propose(request: Request, actor: Actor, now: datetime) -> None:
    licence = request.kind == Request.Kind.LICENCE
    require(actor, Permission.SIGN if licence else Permission.ASK)
    if licence and actor.team_id == request.partner_id:
        require_fresh(actor, now=now)
    if actor.role is None:
        raise Denied("not_in_mandate", "A mandate does not cover changing terms. Only the team itself may do it.")


def _require_seen(request: Request, seen_sha256: str) -> None:
    if request.version.sha256 != seen_sha256:
        raise Conflict("terms_changed", "The terms changed while you read. Read the new round, then decide.")


def _require_same_subject(request: Request, terms: Terms) -> None:
    """A counter to a request for a use cannot swap what it is about; fewer tracks are fine. So with an experience."""
    was, offer = request.version.agreed.offer, terms.offer
    if (was and was.tool) != (offer and offer.tool):
        raise Invalid("another_subject", "A round keeps to what was asked for. For more, send another request.")
    if not request.of_assets:
        return
    asked = set(request.requested.values_list("asset_id", flat=True))
    wanted = set(terms.catalogue.assets)
    if (
        terms.catalogue.scope is not Scope.ASSETS
        or not wanted
        or wanted - asked
        or set(terms.uses) != set(request.uses)
    ):
        raise Invalid("another_subject", "A round keeps to what was asked for. For more, send another request.")


def _require_not_asked_lately(actor: Actor, terms: Terms, now: datetime) -> None:
    """Not soon after a no, and not twice at once. Two experiences are the same where they are for the same tool."""
    asked = Request.objects.filter(
        partner_id=actor.team_id, uses__overlap=list(terms.uses), requested__asset_id__in=terms.catalogue.assets
    ).exclude(kind=Request.Kind.LICENCE)
    if terms.offer is not None:
        asked = asked.filter(Q(kind=Request.Kind.USE) | Q(version__terms__offer__tool=terms.offer.tool.value))
    refused = asked.filter(again_at__gt=now, invited_at__isnull=True, opened_for_id=actor.team_id).first()
    if refused and refused.again_at:
        raise Conflict(
            "asked_lately",
            f"Some of this was refused in {refused.reference}. Ask again from {refused.again_at:%-d %B %Y}, "
            "or when a holder invites you.",
        )
    kind = Request.Kind.USE if terms.offer is None else Request.Kind.EXPERIENCE
    if (same := asked.filter(kind=kind, state=State.OPEN, deadline_at__gt=now).first()) is not None:
        raise Conflict("asked_already", f"Some of this is asked for in {same.reference} already. Wait for its answer.")


def asset_ids(request: Request) -> list[UUID]:
    """What a use is asked of."""
    return list(request.requested.values_list("asset_id", flat=True))
