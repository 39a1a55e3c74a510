"""What people and programs do with a withdrawal: ask for more, acknowledge, and come to know of it."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from artists.access import Actor, Conflict, Denied, Invalid, Permission, many_lines, require, require_fresh
from artists.catalog.models import Asset
from artists.journal.record import Act, record, record_many
from consent.decisions import stops
from consent.uses import USES
from consent.withdrawals import entries, filing, states
from consent.withdrawals.models import Concern, Demand, Withdrawal
from consent.withdrawals.states import DEADLINES, State, What

MORE = (What.TAKEDOWN, What.SUNSET, What.EXCLUDE)
LATEST = timedelta(days=730)
_NOTE = 500


def ask_more(withdrawal: Withdrawal, what: str, *, actor: Actor, date: datetime | None = None) -> int:
    """Ask every partner concerned for more than to stop; return how many were asked. Only who took the yes back may.

    `date` is by when, or until when existing use may go on; the usual deadline where none is given, which is also the
    soonest. Taking down takes the place of letting run out. Raises `Denied`; `Invalid` for a date too soon or too far;
    `Conflict` where it is asked already, or nothing of it is open.
    """
    require(actor, Permission.CHOOSE)
    now = timezone.now()
    asked = _more(what)
    due = _due(asked, date, now)
    with transaction.atomic():
        locked = Withdrawal.objects.select_for_update().get(pk=withdrawal.pk)
        _require_own(locked, actor, now)
        concerns = _locked(locked)
        if not concerns:
            raise Conflict("withdrawal_over", "This withdrawal is lifted: there is nothing more to ask.")
        made = _asked_of(concerns, asked, date if asked is What.SUNSET else None, due, actor, now)
        if not made:
            raise Conflict("asked_already", "The partners are asked for this, or for something stricter, already.")
        changed = [one.concern for one in made]
        acts = [_changed(one.concern, now) for one in made]
        record_many(acts, actor=None, batch=uuid7(), at=now)
        data = {"what": asked.value, "partners": len(made), "uses": locked.uses, "due_at": due.isoformat()}
        record(
            Act(entries.ASKED, "withdrawal", str(locked.pk), data, filing.holders_of(changed)), actor=actor, at=now
        )  # fmt: skip
        filing.positions(changed)
    return len(made)


def acknowledge(concern: Concern, what: Collection[str] | None = None, *, actor: Actor, note: str = "") -> list[Demand]:
    """Say that what was asked is done: these things, or all. Done already, it changes nothing.

    Returns what was acknowledged now. What was overdue stays noted as late, and stops the partner's permits no more.
    Raises `Denied`, `Invalid` for something that was not asked.
    """
    require(actor, Permission.ACKNOWLEDGE)
    now = timezone.now()
    said = many_lines(note, field="note")[:_NOTE] if note else ""
    with transaction.atomic():
        locked = _lock(concern, actor)
        demands = list(locked.demands.order_by("pk"))
        wanted = _named(demands, what)
        done = [one for one in wanted if State(one.state) in states.WAITING]
        for demand in done:
            _done(demand, locked, actor, said, now)
        if not done:
            return []
        _restand(locked, demands)
        _told([locked.pk], Concern.ToldBy.PAGE if actor.person_id else Concern.ToldBy.FEED, now)
        holders = filing.holders_of([locked])
        data = {
            "concern": str(locked.pk), "what": [one.what for one in done], "late": any(one.is_late for one in done),
            "all": locked.standing == states.Standing.ACKNOWLEDGED, "test": locked.withdrawal.test,
        }  # fmt: skip
        act = Act(
            entries.ACKNOWLEDGED,
            "withdrawal",
            str(locked.withdrawal_id),
            data,
            frozenset({locked.partner_id}) | holders,
        )
        record(act, actor=actor, at=now)
        filing.positions([locked])
    return done


def seen(concerns: Collection[Concern], by: Concern.ToldBy, *, now: datetime | None = None) -> None:
    """Note that the partner knows of these: it has read them. The first time counts."""
    unknown = [one.pk for one in concerns if one.told_at is None]
    if unknown:
        _told(unknown, by, now or timezone.now())


def delivered(concern_id: UUID, *, now: datetime) -> None:
    """Note that the partner's server took the call that tells of this one."""
    _told([concern_id], Concern.ToldBy.WEBHOOK, now)


def _told(ids: Sequence[UUID], by: Concern.ToldBy, now: datetime) -> None:
    Concern.objects.filter(pk__in=ids, told_at__isnull=True).update(told_at=now, told_by=by)


def _more(what: str) -> What:
    if what not in MORE:
        listed = ", ".join(MORE)
        raise Invalid("what_unknown", f"{what!r} cannot be asked. What can be: {listed}.", field="what")
    return What(what)


def _due(what: What, date: datetime | None, now: datetime) -> datetime:
    soonest = now + DEADLINES[what].usual
    if what is What.SUNSET and date is None:
        raise Invalid("date_missing", "Say until when existing use may go on.", field="date")
    # A day chosen on a page begins at midnight: the soonest day is the one in which the soonest moment lies.
    if date is not None and date < soonest - timedelta(days=1):
        raise Invalid("date_too_soon", f"Partners need time: {_span(DEADLINES[what].usual)} at least.", field="date")
    if date is not None and date > now + LATEST:
        raise Invalid("date_too_late", "That is more than two years away. Choose an earlier day.", field="date")
    return states.due_at(what, at=now, date=max(date, soonest) if date else None)


def _span(least: timedelta) -> str:
    hours = int(least.total_seconds() // 3600)
    return f"{hours} hours" if hours <= 72 else f"{hours // 24} days"


def _require_own(withdrawal: Withdrawal, actor: Actor, now: datetime) -> None:
    if withdrawal.team_id != actor.team_id:
        raise Denied("not_yours", "Only the team that took the yes back can ask for more.")
    items = Concern.objects.filter(withdrawal=withdrawal).values("items__asset_id")
    person = Asset.objects.filter(pk__in=items, kind__in=["voice", "likeness"]).exists()
    if actor.role is None and not all(actor.mandate_for(use, voice=person) for use in withdrawal.uses):
        labels = ", ".join(f"“{USES[use].label}”" for use in withdrawal.uses)
        raise Denied("not_in_mandate", f"Your mandate does not cover {labels}. The artist can ask, or widen it.")
    if person:
        require(actor, Permission.CHOOSE_VOICE)
        require_fresh(actor, now=now)


def _locked(withdrawal: Withdrawal) -> list[Concern]:
    open_ = Concern.objects.filter(withdrawal=withdrawal, lifted_at__isnull=True).select_related("withdrawal")
    return list(open_.select_for_update(of=("self",)).order_by("pk"))


def _asked_of(
    concerns: Sequence[Concern], what: What, until: datetime | None, due: datetime, actor: Actor, now: datetime
) -> list[Demand]:
    """A demand for each partner that is not asked for this, or for more, already. A sunset gives way to a take-down."""
    made = []
    for concern in concerns:
        if what is What.EXCLUDE and "train" not in concern.uses:
            continue
        known = {What(one.what): one for one in concern.demands.all()}
        if what in known or (what is What.SUNSET and What.TAKEDOWN in known):
            continue
        sunset = known.get(What.SUNSET)
        if what is What.TAKEDOWN and sunset and State(sunset.state) in states.WAITING:
            _void(sunset, concern)
        made.append(
            Demand.objects.create(
                concern=concern, what=what, asked_at=now, asked_by_id=actor.person_id, asked_for_id=actor.team_id,
                until=until, due_at=due,
            )
        )  # fmt: skip
        _restand(concern, list(concern.demands.all()))
    return made


def _void(demand: Demand, concern: Concern) -> None:
    demand.state = states.TRANSITIONS[State(demand.state), states.Act.LIFT]
    demand.save(update_fields=["state"])
    stops.lift(concern.partner_id, source=filing.source_of(demand))


def _changed(concern: Concern, now: datetime) -> Act:
    data = filing.about(concern, list(concern.demands.all())) | {"test": concern.withdrawal.test}
    return Act(
        entries.CHANGED, "withdrawal", str(concern.pk), data, frozenset({concern.partner_id}),
        team_id=concern.partner_id,
    )  # fmt: skip


def _lock(concern: Concern, actor: Actor) -> Concern:
    found = Concern.objects.visible_to(actor).select_related("withdrawal").filter(pk=concern.pk)
    locked = found.select_for_update(of=("self",)).first()
    if locked is None:
        raise Denied("not_concerned", "This withdrawal does not concern your team.")
    return locked


def _named(demands: Sequence[Demand], what: Collection[str] | None) -> list[Demand]:
    if what is None:
        return list(demands)
    unknown = sorted(set(what) - {one.what for one in demands})
    if unknown or not what:
        listed = ", ".join(one.what for one in demands)
        raise Invalid("not_asked", f"This withdrawal does not ask for that. It asks for: {listed}.", field="what")
    return [one for one in demands if one.what in what]


def _done(demand: Demand, concern: Concern, actor: Actor, note: str, now: datetime) -> None:
    if State(demand.state) is State.ASKED and demand.due_at <= now:
        # The clock ran out before anybody noted it: late all the same.
        demand.state = states.TRANSITIONS[State.ASKED, states.Act.MISS]
    demand.state = states.TRANSITIONS[State(demand.state), states.Act.ACKNOWLEDGE]
    demand.acknowledged_at, demand.acknowledged_by_id = now, actor.person_id
    demand.acknowledged_client, demand.note = actor.client_id, note
    demand.save()
    if demand.published_at:
        stops.lift(concern.partner_id, source=filing.source_of(demand), actor=actor)


def _restand(concern: Concern, demands: Sequence[Demand]) -> None:
    concern.standing = states.whole([State(one.state) for one in demands], lifted=concern.lifted_at is not None)
    concern.save(update_fields=["standing"])
