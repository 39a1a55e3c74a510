"""A partner says: what we made under this licence is all reported. With lines or with none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from artists.access import Actor, Invalid
from artists.journal.record import Act, record_many
from consent.licences.models import Licence
from consent.reports import dues, entries, reading
from consent.reports.models import Batch, DayTotal, Due
from consent.reports.refusals import Flawed
from consent.reports.states import State

MOST = 200
_MEND = "Give the number of a signed licence of yours, such as L-0007; or an object with licence and until, a day."


@dataclass(frozen=True)
class Wanted:
    """A licence that is complete, up to and with a day; up to now where none is named."""

    licence_id: int
    until: date | None = None


@dataclass(frozen=True)
class Closed:
    """A period that was completed: of which licence, its days, and whether in time."""

    licence: str
    first: date
    last: date
    punctual: bool
    nothing: bool


def read(sent: Sequence[Any], *, partner_id: int, test: bool) -> list[Wanted]:
    """What is said to be complete; `Invalid` for what names no licence of this partner. A test closes nothing."""
    if len(sent) > MOST:
        raise Invalid("too_many_licences", f"Complete at most {MOST} licences at once.", field="complete")
    wanted = []
    for place, one in enumerate(sent):
        try:
            wanted.append(_wanted(one, test=test))
        except (Flawed, ValueError):
            raise Invalid("complete_wrong", _MEND, field=f"complete.{place}") from None
    if test or not wanted:
        return []
    numbers = {one.licence_id for one in wanted}
    known = set(
        Licence.objects.filter(partner_id=partner_id, pk__in=numbers, in_force__isnull=False).values_list(
            "pk", flat=True
        )
    )
    for place, one in enumerate(wanted):
        if one.licence_id not in known:
            raise Invalid("unknown_licence", _MEND, field=f"complete.{place}")
    return wanted


def _wanted(one: object, *, test: bool) -> Wanted:
    if not isinstance(one, Mapping):
        return Wanted(reading.licence(one, test=test))
    if not {"licence"} <= one.keys() <= {"licence", "until"}:
        raise ValueError
    until = one.get("until")
    if until is not None and not (isinstance(until, str) and len(until) == 10):
        raise ValueError
    return Wanted(reading.licence(one["licence"], test=test), date.fromisoformat(until) if until else None)


def close(wanted: Sequence[Wanted], batch: Batch, *, actor: Actor, now: datetime) -> list[Closed]:
    """Complete every period of these licences that is over, up to the day named. What is complete stays so.

    The caller has a transaction and the partner's lock.
    """
    if not wanted:
        return []
    until = {one.licence_id: one.until or now.date() for one in wanted}
    licences = list(Licence.objects.filter(pk__in=until).select_related("in_force"))
    dues.expect(licences, now=now)
    found = Due.objects.select_for_update(of=("self",)).filter(licence__in=licences, ends_at__lte=now)
    open_ones = [
        due for due in found.exclude(state=State.FILED).select_related("licence").order_by("ends_at", "pk")
        if due.last <= until[due.licence_id]
    ]  # fmt: skip
    for due in open_ones:
        due.state, due.filed_at, due.filed_by_id, due.filed_with = State.FILED.value, now, actor.person_id, batch
    Due.objects.bulk_update(open_ones, ["state", "filed_at", "filed_by", "filed_with"])
    silent = _without_lines(open_ones)
    closed = [
        Closed(due.licence.reference, due.first, due.last, now < due.due_at, due.pk in silent) for due in open_ones
    ]
    if open_ones:
        sides = dues.sides([due.licence_id for due in open_ones])
        record_many(
            [_act(due, one, sides[due.licence_id]) for due, one in zip(open_ones, closed, strict=True)],
            actor=actor, at=now,
        )  # fmt: skip
    return closed


def _act(due: Due, one: Closed, sides: frozenset[int]) -> Act:
    data = {
        "first": one.first.isoformat(), "last": one.last.isoformat(), "punctual": one.punctual, "nothing": one.nothing,
        "due": due.pk,
    }  # fmt: skip
    return Act(entries.CLOSED, "licence", str(due.licence_id), data, sides)


def _without_lines(some: Sequence[Due]) -> set[int]:
    """The periods of these for which nothing was reported: nil reports."""
    if not some:
        return set()
    first, last = min(due.first for due in some), max(due.last for due in some)
    days = set(
        DayTotal.objects.filter(licence__in={due.licence_id for due in some}, day__range=(first, last))
        .values_list("licence_id", "day")
        .distinct()
    )
    by: dict[int, set[date]] = {}
    for licence, day in days:
        by.setdefault(licence, set()).add(day)
    return {due.pk for due in some if not any(due.first <= day <= due.last for day in by.get(due.licence_id, ()))}
