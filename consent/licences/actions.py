"""What a side may do with a licence by itself: draft, stop for now, give notice. Signing is a request's business."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict, Denied, Invalid, Permission, TeamKind, one_line, require
from artists.journal.record import Act as Entry
from artists.journal.record import record
from artists.teams.models import Team
from consent.licences import coverage, entries, steps
from consent.licences.models import Licence, Suspension, Version
from consent.licences.states import Act, State
from consent.licences.terms import Terms
from consent.licences.validity import check_terms


@dataclass(frozen=True)
class Sheet:
    """A term sheet: what the form holds. `partner_id` and `licensor_ids` are teams."""

    title: str
    partner_id: int
    licensor_ids: tuple[int, ...]
    terms: Terms


def draft(sheet: Sheet, *, actor: Actor, origin: str = Licence.Origin.OFFER) -> Licence:
    """Keep a term sheet that nobody else sees yet. The actor's team must be the partner or one of the licensors.

    Raises `Denied`, `Invalid` with the field that is wrong.
    """
    require(actor, Permission.ASK)
    now = timezone.now()
    check_sheet(sheet, actor, now)
    with transaction.atomic():
        licence = Licence.objects.create(
            partner_id=sheet.partner_id, title=one_line(sheet.title), origin=origin, draft=sheet.terms.as_data(),
            drafted_for_id=actor.team_id, created_at=now, created_by_id=actor.person_id,
        )  # fmt: skip
        steps.set_parties(licence, sheet.licensor_ids)
        record(Entry(entries.DRAFTED, "licence", str(licence.pk), data={"title": licence.title}), actor=actor, at=now)
    return licence


def redraft(licence: Licence, sheet: Sheet, *, actor: Actor) -> Licence:
    """Change a draft. `Conflict` once it was sent: from then on, a change is a new round."""
    require(actor, Permission.ASK)
    check_sheet(sheet, actor, timezone.now())
    with transaction.atomic():
        locked = _own_draft(licence, actor)
        locked.partner_id, locked.title, locked.draft = sheet.partner_id, one_line(sheet.title), sheet.terms.as_data()
        locked.save()
        steps.set_parties(locked, sheet.licensor_ids)
    return locked


def discard(licence: Licence, *, actor: Actor) -> None:
    """Throw a draft away. `Conflict` once it was sent."""
    require(actor, Permission.ASK)
    with transaction.atomic():
        locked = _own_draft(licence, actor)
        record(Entry(entries.DISCARDED, "licence", str(locked.pk), data={"title": locked.title}), actor=actor)
        locked.delete()


def suspend(licence: Licence, *, actor: Actor, reason: str = "") -> None:
    """Stop a licence for now, at once, for either side. It opens nothing until the same side lets it go on."""
    require(actor, Permission.SIGN)
    now = timezone.now()
    with transaction.atomic():
        locked = _party_locked(licence, actor)
        _require_in_force(locked, now)
        if locked.suspensions.filter(team_id=actor.team_id, resumed_at__isnull=True).exists():
            raise Conflict("suspended_already", "Your team has suspended this licence already.")
        steps.move(locked, Act.SUSPEND)
        locked.save(update_fields=["state"])
        Suspension.objects.create(
            licence=locked, team_id=actor.team_id, reason=reason.strip()[:500], suspended_at=now,
            suspended_by_id=actor.person_id,
        )  # fmt: skip
        coverage.set_live(locked, live=False, now=now)
        _record(entries.SUSPENDED, locked, actor, now, reason=reason.strip()[:500])


def resume(licence: Licence, *, actor: Actor) -> None:
    """Let it go on. It counts again once no side suspends it."""
    require(actor, Permission.SIGN)
    now = timezone.now()
    with transaction.atomic():
        locked = _party_locked(licence, actor)
        mine = locked.suspensions.filter(team_id=actor.team_id, resumed_at__isnull=True).first()
        if mine is None:
            raise Conflict("not_suspended", "Your team has not suspended this licence. Only who stopped it can resume.")
        mine.resumed_at, mine.resumed_by_id = now, actor.person_id
        mine.save()
        if not locked.suspensions.filter(resumed_at__isnull=True).exists():
            steps.move(locked, Act.RESUME)
            locked.save(update_fields=["state"])
            coverage.set_live(locked, live=True, now=now)
        _record(entries.RESUMED, locked, actor, now)


def give_notice(licence: Licence, *, actor: Actor) -> datetime:
    """End it after the notice period of its terms; return the moment it ends."""
    require(actor, Permission.SIGN)
    now = timezone.now()
    with transaction.atomic():
        locked = _party_locked(licence, actor)
        version = _require_in_force(locked, now)
        if locked.notice_at:
            raise Conflict("notice_given", "Notice was given already. See the day it ends on the page.")
        ends = min(
            now + timedelta(days=version.agreed.notice_days), locked.ends_at or coverage.finishes(version.agreed)
        )
        locked.notice_at, locked.notice_by_id, locked.notice_from_id = now, actor.person_id, actor.team_id
        locked.ends_at = ends
        locked.save()
        coverage.set_end(locked, ends_at=ends, now=now)
        _record(entries.NOTICE_GIVEN, locked, actor, now, ends_at=ends.isoformat())
    return ends


def take_notice_back(licence: Licence, *, actor: Actor) -> None:
    """Let it run to its own end after all, before the notice has. Only the side that gave the notice."""
    require(actor, Permission.SIGN)
    now = timezone.now()
    with transaction.atomic():
        locked = _party_locked(licence, actor)
        version = _require_in_force(locked, now)
        if locked.notice_from_id != actor.team_id:
            raise Conflict("no_notice", "Your team has given no notice, so there is none to take back.")
        locked.notice_at = locked.notice_by = locked.notice_from = None
        locked.ends_at = coverage.finishes(version.agreed)
        locked.save()
        coverage.set_end(locked, ends_at=locked.ends_at, now=now)
        _record(entries.NOTICE_TAKEN_BACK, locked, actor, now)


def end_overdue(*, now: datetime | None = None) -> int:
    """Note which licences have run out; a check did not count them since that moment anyway. Returns how many."""
    at = now or timezone.now()
    count = 0
    with transaction.atomic():
        over = Licence.objects.filter(state__in=[State.SIGNED, State.SUSPENDED], ends_at__lte=at)
        for licence in over.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:500]:
            steps.move(licence, Act.END)
            licence.save(update_fields=["state"])
            _record(entries.ENDED, licence, None, at)
            count += 1
    return count


def check_sheet(sheet: Sheet, actor: Actor, now: datetime) -> None:
    """Raise `Invalid` or `Denied` unless this sheet could be sent: its sides, its title, its terms."""
    if not 1 <= len(one_line(sheet.title, field="title")) <= 120:
        raise Invalid("title", "Give the licence a title of up to 120 characters.", field="title")
    if actor.team_id not in (sheet.partner_id, *sheet.licensor_ids):
        raise Denied("not_a_party", "Your team must be a side of the licence it drafts.")
    teams = {team.pk: team for team in Team.objects.filter(pk__in=[sheet.partner_id, *sheet.licensor_ids])}
    partner = teams.get(sheet.partner_id)
    if partner is None or partner.team_kind is not TeamKind.PARTNER:
        raise Invalid("no_partner", "Choose the AI partner this licence is for.", field="partner")
    if not sheet.licensor_ids:
        raise Invalid("no_licensor", "Choose at least one team that licenses.", field="licensors")
    if any(pk not in teams or not teams[pk].team_kind.holds_rights for pk in sheet.licensor_ids):
        raise Invalid(
            "no_licensor", "One of these teams holds no rights here. Choose from the list.", field="licensors"
        )
    if sheet.terms.offer is not None:
        raise Invalid("offer", "What fans may do is asked for as an experience, not as a licence.", field="offer")
    check_terms(sheet.terms, today=now.date())


def _own_draft(licence: Licence, actor: Actor) -> Licence:
    locked = Licence.objects.select_for_update(of=("self",)).filter(pk=licence.pk).first()
    if locked is None or locked.state != State.DRAFT or locked.drafted_for_id != actor.team_id:
        raise Conflict("sent_already", "This is no draft any more. Open it again to see how it stands.")
    return locked


def _party_locked(licence: Licence, actor: Actor) -> Licence:
    locked = Licence.objects.select_for_update(of=("self",)).get(pk=licence.pk)
    if actor.role is None or actor.team_id not in steps.concerned(locked):
        raise Denied("not_a_party", "Only a side of the licence can do this. Your own choices you can change any time.")
    return locked


def _require_in_force(licence: Licence, now: datetime) -> Version:
    over = licence.ends_at is not None and licence.ends_at <= now
    if licence.in_force is None or over or licence.state not in (State.SIGNED, State.SUSPENDED):
        raise Conflict("not_in_force", "This licence is not in force, so there is nothing to stop.")
    return licence.in_force


def _record(type_: str, licence: Licence, actor: Actor | None, now: datetime, **data: str) -> None:
    act = Entry(type_, "licence", str(licence.pk), data, steps.concerned(licence), team_id=licence.partner_id)
    record(act, actor=actor, at=now)


def sides(licence: Licence) -> Sequence[Team]:
    """The partner first, then the teams that license, by name."""
    return [licence.partner, *Team.objects.filter(licences_given__licence=licence).order_by("name")]
