"""Acknowledging, asking for more, and deadlines that pass."""

from datetime import timedelta

import pytest
from django.utils import timezone

from artists.access import Conflict, Denied, Invalid
from artists.journal.models import Entry
from artists.notices.models import Notice
from consent.choices.answers import Answer
from consent.decisions import stops
from consent.withdrawals import tasks
from consent.withdrawals.actions import acknowledge, ask_more
from consent.withdrawals.models import Concern
from consent.withdrawals.states import GRACE
from tests.cast import Cast, acting
from tests.support.withdrawals import at, concern_of, open_track, partner_of, press, states_of


@pytest.fixture
def told(cast: Cast) -> Concern:
    """Halcyon's row of a remix that was taken back."""
    night = open_track(cast)
    press(cast, [night], Answer.OFF)
    return concern_of(cast.partner)


def test_a_partner_acknowledges_once_however_often_it_says_so(cast: Cast, told: Concern) -> None:
    rin = acting(cast.rin, cast.partner)
    assert [one.what for one in acknowledge(told, actor=rin, note="Caches emptied.")] == ["stop_new"]
    assert acknowledge(told, actor=rin) == []
    told.refresh_from_db()
    assert (told.standing, told.told_by) == ("acknowledged", "page")
    assert Entry.objects.filter(type="withdrawal.acknowledged").count() == 1


def test_nobody_else_acknowledges_for_it(cast: Cast, told: Concern) -> None:
    karaokit = partner_of(cast)
    with pytest.raises(Denied):
        acknowledge(told, actor=acting(karaokit.memberships.get().person, karaokit))
    with pytest.raises(Denied):
        acknowledge(told, actor=acting(cast.ayla, cast.artist))


def test_what_was_not_asked_cannot_be_acknowledged(cast: Cast, told: Concern) -> None:
    with pytest.raises(Invalid, match="does not ask for that"):
        acknowledge(told, ["sunset"], actor=acting(cast.rin, cast.partner))


def test_the_holder_asks_to_take_down_and_the_partner_is_told(cast: Cast, told: Concern) -> None:
    ayla = acting(cast.ayla, cast.artist)
    assert ask_more(told.withdrawal, "takedown_outputs", actor=ayla) == 1
    assert states_of(told) == {"stop_new": "asked", "takedown_outputs": "asked"}
    with pytest.raises(Conflict):
        ask_more(told.withdrawal, "takedown_outputs", actor=ayla)
    with pytest.raises(Conflict):  # stricter already
        ask_more(told.withdrawal, "sunset", actor=ayla, date=timezone.now() + timedelta(days=30))


def test_taking_down_takes_the_place_of_letting_run_out(cast: Cast, told: Concern) -> None:
    ayla, until = acting(cast.ayla, cast.artist), timezone.now() + timedelta(days=30)
    ask_more(told.withdrawal, "sunset", actor=ayla, date=until)
    assert told.demands.get(what="sunset").due_at == until + timedelta(hours=24)
    ask_more(told.withdrawal, "takedown_outputs", actor=ayla)
    assert states_of(told) == {"stop_new": "asked", "sunset": "void", "takedown_outputs": "asked"}


def test_more_is_asked_only_by_who_took_it_back_and_with_time_to_do_it(cast: Cast, told: Concern) -> None:
    now = timezone.now()
    with pytest.raises(Denied):
        ask_more(told.withdrawal, "takedown_outputs", actor=acting(cast.dana, cast.label))
    ayla = acting(cast.ayla, cast.artist)
    for what, date, wrong in (
        ("stop_new", None, "cannot be asked"),
        ("sunset", None, "Say until when"),
        ("takedown_outputs", now + timedelta(hours=1), "72 hours"),
        ("sunset", now + timedelta(days=900), "two years"),
    ):
        with pytest.raises(Invalid, match=wrong):
            ask_more(told.withdrawal, what, actor=ayla, date=date)


def test_more_that_is_asked_reopens_what_was_acknowledged(cast: Cast, told: Concern) -> None:
    acknowledge(told, actor=acting(cast.rin, cast.partner))
    ask_more(told.withdrawal, "takedown_outputs", actor=acting(cast.ayla, cast.artist))
    told.refresh_from_db()
    assert told.standing == "waiting"


def test_a_deadline_that_passes_is_warned_of_then_shown_then_public_and_stops_permits(
    cast: Cast, told: Concern
) -> None:
    due = told.demands.get().due_at
    at(due - timedelta(hours=11))
    assert Notice.objects.filter(kind="withdrawals.due", person=cast.rin).exists()
    at(due + timedelta(minutes=1))
    told.refresh_from_db()
    assert (told.standing, states_of(told)) == ("overdue", {"stop_new": "overdue"})
    assert Notice.objects.filter(kind="withdrawals.late", person=cast.ayla).exists()
    assert stops.stopped_because(cast.partner.pk) == []
    at(due + GRACE + timedelta(minutes=1))
    assert states_of(told) == {"stop_new": "public"}
    assert len(stops.stopped_because(cast.partner.pk)) == 1
    at(due + GRACE + timedelta(minutes=2))
    assert Entry.objects.filter(type="withdrawal.published").count() == 1

    acknowledge(told, actor=acting(cast.rin, cast.partner))
    told.refresh_from_db()
    assert (told.standing, states_of(told)) == ("acknowledged", {"stop_new": "late"})
    assert stops.stopped_because(cast.partner.pk) == []


def test_turning_it_on_again_ends_what_was_overdue(cast: Cast, told: Concern) -> None:
    at(told.demands.get().due_at + GRACE + timedelta(minutes=1))
    at(told.demands.get().due_at + GRACE + timedelta(minutes=1))
    night = told.items.get().asset_id
    press(cast, [type(cast.voice).objects.get(pk=night)], Answer.ON)
    told.refresh_from_db()
    assert (told.standing, states_of(told)) == ("lifted", {"stop_new": "void"})
    assert stops.stopped_because(cast.partner.pk) == []


def test_the_sweep_twice_is_once(cast: Cast, told: Concern) -> None:
    at(told.demands.get().due_at + timedelta(minutes=1))
    before = Entry.objects.count()
    at(told.demands.get().due_at + timedelta(minutes=1))
    assert Entry.objects.count() == before
    assert tasks.pass_deadlines() == 0


def test_all_acknowledged_is_told_to_the_holders(cast: Cast) -> None:
    night = open_track(cast)
    karaokit = partner_of(cast)
    press(cast, [night], Answer.OFF)
    for partner, owner in ((cast.partner, cast.rin), (karaokit, karaokit.memberships.get().person)):
        acknowledge(concern_of(partner), actor=acting(owner, partner))
        at(timezone.now())
    notices = Notice.objects.filter(kind="withdrawals.done", person=cast.ayla)
    assert [one.title for one in notices] == ["All 2 partners acknowledged: Remix"]
