"""By when a claim is answered."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from consent.claims.states import Kind, due_at

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


def test_a_report_of_friday_is_answered_on_monday_and_one_of_the_weekend_on_tuesday() -> None:
    friday = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
    assert due_at(Kind.HARM, at=friday) == friday + timedelta(days=3)
    assert due_at(Kind.RIGHTS, at=datetime(2026, 11, 21, 9, 0, tzinfo=UTC)) == datetime(2026, 11, 24, tzinfo=UTC)


@given(MOMENTS)
def test_it_is_due_on_a_working_day_after_one_to_three_days(at: datetime) -> None:
    due = due_at(Kind.HARM, at=at)
    assert due.weekday() < 5
    assert timedelta(days=1) <= due - at <= timedelta(days=3)
    assert due_at(Kind.LABEL, at=at) > due
