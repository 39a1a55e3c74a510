"""Which reports are due: written down when their period begins, late when their moment has passed, missing after."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from artists.journal.record import Act, record_many
from consent.licences.models import Licence, Party
from consent.reports import entries
from consent.reports.calendar import Period, periods
from consent.reports.models import Due
from consent.reports.states import GRACE, State

_DAY = timedelta(days=1)


def expect(licences: Sequence[Licence], *, now: datetime) -> int:
    """Write down every period that has begun and is not yet; how many are new. Load `in_force` with the licences.

    A period keeps the days and the due date it began with: another version's rhythm counts from the next one on.
    """
    known = dict(
        Due.objects.filter(licence__in=licences).order_by().values_list("licence_id").annotate(last=Max("last"))
    )
    rows = [
        Due(
            licence=licence, first=period.first, last=period.last, ends_at=period.ends_at,
            due_at=period.due_at(days), state=State.EXPECTED.value,
        )
        for licence in licences
        for period, days in _begun(licence, known.get(licence.pk), now)
    ]  # fmt: skip
    Due.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    return len(rows)


def _begun(licence: Licence, known_to: date | None, now: datetime) -> Iterable[tuple[Period, int]]:
    version = licence.in_force
    if version is None or licence.starts_at is None or licence.ends_at is None:
        return
    terms = version.agreed
    first = licence.starts_at.astimezone(UTC).date()
    if known_to is not None:
        first = max(first, known_to + _DAY)
    last = (licence.ends_at - timedelta(microseconds=1)).astimezone(UTC).date()
    today = now.astimezone(UTC).date()
    for period in periods(terms.reporting, first, last):
        if period.first > today:
            return
        yield period, terms.reporting_days


def expect_all(*, now: datetime | None = None) -> int:
    """The same for every licence whose last period has ended or that has none."""
    moment = now or timezone.now()
    today = moment.astimezone(UTC).date()
    begun = Licence.objects.filter(in_force__isnull=False, starts_at__lte=moment)
    # Where the latest period runs on, or the licence had ended by its end, nothing new can have begun.
    waiting = begun.annotate(known=Max("dues__last")).exclude(known__gte=today).select_related("in_force")
    return expect(list(waiting.order_by("pk")), now=moment)


def expect_begun(licences: Sequence[Licence]) -> int:
    """The same for these, as of now."""
    return expect(licences, now=timezone.now())


def pass_on(*, now: datetime | None = None) -> int:
    """Note what has become late, and what is missing by now; tell both sides once. How many became late."""
    moment = now or timezone.now()
    with transaction.atomic():
        late = list(
            Due.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(state=State.EXPECTED, due_at__lte=moment)
            .select_related("licence")
            .order_by("due_at", "pk")[:5000]
        )
        Due.objects.filter(pk__in=[due.pk for due in late]).update(state=State.LATE.value)
        Due.objects.filter(state=State.LATE, due_at__lte=moment - GRACE).update(state=State.MISSING.value)
        if late:
            of = sides([due.licence_id for due in late])
            record_many([_overdue(due, of[due.licence_id]) for due in late], actor=None, at=moment)
    return len(late)


def _overdue(due: Due, concerns: frozenset[int]) -> Act:
    data = {"due": due.pk, "first": due.first.isoformat(), "last": due.last.isoformat()}
    return Act(entries.OVERDUE, "licence", str(due.licence_id), data, concerns, team_id=due.licence.partner_id)


def sides(licences: Iterable[int]) -> dict[int, frozenset[int]]:
    """The partner and the teams that license, for each licence. Two queries."""
    numbers = set(licences)
    found: dict[int, set[int]] = defaultdict(set)
    for pk, partner in Licence.objects.filter(pk__in=numbers).values_list("pk", "partner_id"):
        found[pk].add(partner)
    for pk, team in Party.objects.filter(licence__in=numbers).values_list("licence_id", "team_id"):
        found[pk].add(team)
    return {pk: frozenset(teams) for pk, teams in found.items()}
