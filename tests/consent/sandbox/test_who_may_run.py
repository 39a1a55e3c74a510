"""Who may begin a conformance run."""

from datetime import timedelta

import pytest

from artists.access import Conflict
from consent.choices.answers import Answer
from consent.sandbox import runs, selectors
from consent.withdrawals.actions import acknowledge
from consent.withdrawals.states import GRACE
from tests.cast import Cast, acting
from tests.support.withdrawals import at, concern_of, open_track, press


def test_who_is_late_in_public_gets_no_new_badge_before_it_has_acknowledged(cast: Cast) -> None:
    rin = acting(cast.rin, cast.partner)
    press(cast, [open_track(cast)], Answer.OFF)
    late = concern_of(cast.partner)
    due_at = late.demands.get().due_at
    at(due_at + timedelta(minutes=1))
    assert "overdue" not in [one.code for one in selectors.missing(rin)]
    at(due_at + GRACE + timedelta(minutes=2))
    with pytest.raises(Conflict, match="Acknowledge"):
        runs.start(actor=rin)
    acknowledge(late, actor=rin)
    assert "overdue" not in [one.code for one in selectors.missing(rin)]
