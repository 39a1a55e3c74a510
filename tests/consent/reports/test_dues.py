"""What is due, when it is late, who is told; and what the alarm finds."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artists.journal.models import Entry
from artists.journal.outbox import drain
from artists.notices.models import Notice
from consent.licences.models import Licence
from consent.licences.terms import Reporting
from consent.reports import alarm, dues, entries, reminders, selectors, silence
from consent.reports.calendar import midnight, periods, whole
from consent.reports.models import Due, Finding, Line
from consent.reports.states import GRACE, Phase, State, phase
from tests.cast import Cast, acting
from tests.support.reporting import line, open_track, permit, rin, sent, the_licence

DAYS = st.dates(date(2019, 12, 1), date(2033, 3, 1))


@given(st.sampled_from(Reporting), DAYS, st.integers(-3, 900))
def test_periods_cover_every_day_once_and_in_order(cadence: Reporting, first: date, length: int) -> None:
    last = first + timedelta(days=length)
    found = list(periods(cadence, first, last))
    days = [one.first + timedelta(days=n) for one in found for n in range((one.last - one.first).days + 1)]
    assert days == [first + timedelta(days=n) for n in range(length + 1)]
    for one in found:
        assert whole(cadence, one.first) == whole(cadence, one.last)
        assert one.ends_at - one.starts_at == timedelta(days=(one.last - one.first).days + 1)


@given(st.sampled_from(Reporting), DAYS, st.integers(1, 90))
def test_a_report_is_due_whole_days_after_its_period_in_utc(cadence: Reporting, day: date, within: int) -> None:
    period = whole(cadence, day)
    assert period.first <= day <= period.last
    assert period.due_at(within) - period.ends_at == timedelta(days=within)
    assert period.due_at(within).astimezone(UTC).time() == datetime.min.time()


def test_months_quarters_and_weeks_end_where_calendars_say() -> None:
    assert whole(Reporting.MONTHLY, date(2028, 2, 29)).last == date(2028, 2, 29)
    assert whole(Reporting.MONTHLY, date(2027, 2, 3)).last == date(2027, 2, 28)
    assert whole(Reporting.MONTHLY, date(2026, 12, 31)).first == date(2026, 12, 1)
    assert whole(Reporting.QUARTERLY, date(2026, 11, 23)).last == date(2026, 12, 31)
    assert whole(Reporting.WEEKLY, date(2027, 1, 1)).first == date(2026, 12, 28)


@given(st.sampled_from(State), st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)))
def test_the_clock_alone_makes_a_report_late(state: State, now: datetime) -> None:
    ends_at, due_at = datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 6, 11, tzinfo=UTC)
    filed_at = due_at if state is State.FILED else None
    found = phase(state, ends_at, due_at, filed_at, now=now)
    if state is State.FILED:
        assert found is Phase.FILED_LATE
    else:
        assert (found in (Phase.LATE, Phase.MISSING)) == (now >= due_at)
        assert (found is Phase.MISSING) == (now >= due_at + GRACE)


@pytest.fixture
def licence(cast: Cast) -> Licence:
    """The partner's licence, begun on 3 October 2026."""
    found = the_licence(cast)
    found.starts_at = datetime(2026, 10, 3, 14, tzinfo=UTC)
    found.save()
    found.covers.update(starts_at=found.starts_at)
    found.parties.get_or_create(team=cast.artist)
    return found


NOV_20 = datetime(2026, 11, 20, tzinfo=UTC)


def test_a_period_is_due_once_whoever_looks(cast: Cast, licence: Licence) -> None:
    for _ in range(2):
        dues.expect([licence], now=NOV_20)
    found = list(Due.objects.filter(licence=licence))
    assert [(due.first, due.last) for due in found] == [
        (date(2026, 10, 3), date(2026, 10, 31)), (date(2026, 11, 1), date(2026, 11, 30)),
    ]  # fmt: skip
    assert found[0].due_at == midnight(date(2026, 11, 11))


def test_a_late_report_is_noted_once_and_both_sides_are_told(cast: Cast, licence: Licence) -> None:
    dues.expect([licence], now=NOV_20)
    assert dues.pass_on(now=NOV_20) == 1
    assert dues.pass_on(now=NOV_20) == 0
    entry = Entry.objects.get(type=entries.OVERDUE)
    assert {cast.partner.pk, cast.artist.pk} <= set(entry.concerns)
    drain()
    assert set(Notice.objects.filter(kind="reports.late").values_list("person", flat=True)) >= {cast.ayla.pk}
    assert Notice.objects.filter(kind="reports.due", person=cast.rin).exists()
    dues.pass_on(now=NOV_20 + timedelta(days=30))
    assert Due.objects.filter(state=State.MISSING).count() == 1
    taken = sent(rin(cast), complete=[licence.reference], now=NOV_20 + timedelta(days=30))
    assert [(one.first, one.punctual, one.nothing) for one in taken.closed] == [
        (date(2026, 10, 3), False, True), (date(2026, 11, 1), False, True),
    ]  # fmt: skip
    drain(now=NOV_20 + timedelta(days=31))
    assert not Notice.objects.filter(kind="reports.due", person=cast.rin, withdrawn_at=None).exists()
    assert sent(rin(cast), complete=[licence.reference], now=NOV_20 + timedelta(days=30)).closed == []


def test_a_line_after_its_period_was_completed_is_marked(cast: Cast, licence: Licence) -> None:
    asset = open_track(cast)
    sent(rin(cast), complete=[licence.reference], now=NOV_20)
    sent(rin(cast), line(asset, licence, made_at="2026-10-20T10:00:00Z"), line(asset, licence, "b"))
    assert dict(Line.objects.values_list("reference", "after_closing")) == {"l-1": True, "b": False}


def test_each_side_reads_what_is_due_and_nobody_else_does(cast: Cast, licence: Licence) -> None:
    dues.expect([licence], now=NOV_20)
    sent(rin(cast), line(open_track(cast), licence, made_at="2026-10-20T10:00:00Z", quantity=7))
    [october, november] = selectors.dues(rin(cast), now=NOV_20)
    assert (october.phase, october.lines, october.quantity) == (Phase.LATE, 1, Decimal(7))
    assert november.phase is Phase.RUNNING
    assert [one.licence for one in selectors.dues(acting(cast.ayla, cast.artist), now=NOV_20)] == [
        licence.reference
    ] * 2
    # A side that holds nothing of it sees that a report is late, not what others were reported.
    other = selectors.dues(acting(cast.stranger, cast.other_artist), now=NOV_20)
    assert [(one.phase, one.lines, one.quantity) for one in other] == [(Phase.LATE, 0, 0), (Phase.RUNNING, 0, 0)]
    assert not selectors.touching(acting(cast.stranger, cast.other_artist)).exists()


COUNTS = st.builds(
    alarm.Counts, filed=st.booleans(), permits=st.integers(0, 9), permits_unreported=st.integers(0, 9),
    checks=st.integers(0, 9), outputs=st.integers(0, 9), outputs_unreported=st.integers(0, 9),
    reported=st.integers(0, 9).map(Decimal),
)  # fmt: skip


@given(COUNTS)
def test_the_alarm_names_only_what_is_there(one: alarm.Counts) -> None:
    found = alarm.judge(one)
    if found is None:
        return
    kind, count, unreported = found
    assert unreported <= max(count, unreported)
    assert kind != Finding.Kind.SILENCE or not (one.filed or one.checks or one.permits or one.reported)
    assert kind != Finding.Kind.PERMITS or one.reported < one.permits


def test_permits_that_nobody_reported_are_found_and_go_when_they_are(cast: Cast, licence: Licence) -> None:
    asset, at = open_track(cast), datetime(2026, 10, 20, 10, tzinfo=UTC)
    dues.expect([licence], now=NOV_20)
    given_ = [
        permit(cast.partner, asset.pk, [licence.in_force_id], issued_at=at, expires_at=at + timedelta(seconds=60))
        for _ in range(3)
    ]
    assert alarm.look(now=NOV_20) == 1
    found = Finding.objects.get()
    assert (found.kind, found.use, found.found, found.unreported) == ("permits", "remix", 3, 3)
    reminders.tell_findings(now=NOV_20)
    assert Notice.objects.filter(kind="reports.unreported", person=cast.rin).count() == 1
    assert Notice.objects.filter(kind="reports.silent", person=cast.ayla).count() == 1
    [seen] = silence.findings(acting(cast.ayla, cast.artist), now=NOV_20)
    assert (seen.sentence, [one.title for one in seen.assets]) == (
        "3 permits were given for Remix, 3 of them are not reported.", ["Saltglass"],
    )  # fmt: skip
    assert silence.findings(acting(cast.stranger, cast.other_artist), now=NOV_20) == []
    for number, one in enumerate(given_):
        sent(rin(cast), {"reference": f"p-{number}", "permit": str(one.pk), "quantity": 1})
    assert alarm.look(now=NOV_20) == 0
    found.refresh_from_db()
    assert found.resolved_at == NOV_20


def test_a_partner_of_whom_nothing_is_heard_is_silent_until_it_says_so(cast: Cast, licence: Licence) -> None:
    dues.expect([licence], now=NOV_20)
    alarm.look(now=NOV_20)
    [seen] = silence.findings(rin(cast), now=NOV_20)
    assert seen.sentence == "No check and no report."
    sent(rin(cast), complete=[licence.reference], now=NOV_20)
    assert alarm.look(now=NOV_20) == 0
