"""The line before the studio on real transactions: a making is one worker's, and one end is the end."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from artists.access import Conflict
from artists.accounts.models import User
from consent.experiences.models import Experience
from consent.making import forgetting, own, work
from consent.making.asking import ask
from consent.making.fan import Fan
from consent.making.models import File, Making
from tests import cast as cast_module
from tests.support.makings import SLOWED, at_once, ready, remixing, reported, visitor, waiting

pytestmark = pytest.mark.django_db(transaction=True)


def _cancelled(making: Making, fan: Fan) -> str:
    return own.cancel(making, fan=fan).state


def _asked(experience: Experience, fan: Fan) -> str:
    return ask(experience, SLOWED, fan=fan).state


@pytest.fixture
def experience() -> Experience:
    made, _ = remixing(cast_module.cast())
    return made


def test_workers_at_once_take_different_makings_the_oldest_first_and_none_twice(experience: Experience) -> None:
    now = timezone.now()
    asked = [waiting(experience, at=now + timedelta(seconds=place)) for place in range(3)]
    taken = at_once(*[work.take] * 5)
    held = [one for one in taken if one is not None]
    assert {one.pk for one in held} == {one.pk for one in asked}
    assert len({one.hold for one in held}) == 3
    assert work.take() is None


def test_a_cancel_and_a_finish_at_once_are_one_of_the_two(experience: Experience) -> None:
    fan = visitor()
    for _ in range(6):
        waiting(experience, fan)
        taken = work.take()
        assert taken is not None

        def to_the_end(taken: Making = taken) -> bool:
            if not work.keep(taken, [work.Kept("notes", name="n.json")]):
                return False
            reported(taken)
            return work.finish(taken)

        cancelled, finished = at_once(partial(_cancelled, taken, fan), to_the_end)
        state = Making.objects.get(pk=taken.pk).state
        assert (cancelled, finished, state) in [("cancelled", False, "cancelled"), ("too_late", True, "ready")]
        if state == "cancelled":
            assert not File.objects.filter(making=taken).exists()
            assert not work.progress(taken, 50)
            assert not work.fail(taken, "Too late.")


def test_a_hold_that_ran_out_is_taken_over_and_whoever_lost_it_can_do_nothing(experience: Experience) -> None:
    made = waiting(experience)
    first = work.take()
    assert first is not None
    later = timezone.now() + work.HOLD + timedelta(seconds=1)
    second, third = at_once(lambda: work.take(now=later), lambda: work.take(now=later))
    taken = second or third
    assert taken is not None
    assert [second, third].count(None) == 1
    assert not work.progress(first, 10)
    assert not work.permitted(first, {})
    assert not work.keep(first, [])
    assert not work.fail(first, "No.")
    assert not work.refuse(first, "No.")
    assert work.keep(taken, [])
    reported(taken)
    assert at_once(lambda: work.finish(first), lambda: work.finish(taken)) == [False, True]
    assert Making.objects.get(pk=made.pk).attempts == 2


def test_what_took_three_workers_down_is_failed_and_what_is_being_finished_never_is(experience: Experience) -> None:
    made, other = waiting(experience), waiting(experience)
    now = timezone.now()
    for _ in range(work.MOST_ATTEMPTS):
        now += work.HOLD + timedelta(seconds=1)
        held = work.take(now=now)
        assert held is not None
        assert held.pk == made.pk
        Making.objects.filter(pk=other.pk).update(asked_at=now + timedelta(days=1))
    now += work.HOLD + timedelta(seconds=1)
    held = work.take(now=now)
    assert held is not None
    assert held.pk == other.pk
    made.refresh_from_db()
    assert (made.state, made.sentence) == ("failed", work.BROKE)
    assert work.keep(held, [])
    for _ in range(work.MOST_ATTEMPTS + 2):
        now += work.HOLD + timedelta(seconds=1)
        held = work.take(now=now)
        assert held is not None
    assert held.state == "checking"


def test_what_waits_for_something_else_is_not_tried_for_nothing(experience: Experience) -> None:
    waiting(experience)
    for _ in range(6):
        held = work.take(now=timezone.now() + timedelta(minutes=1))
        assert held is not None
        assert work.release(held, wait=timedelta(seconds=20))
        assert work.take() is None
    assert Making.objects.get().attempts == 0


def test_ten_asks_at_once_pass_no_limit(experience: Experience) -> None:
    Experience.objects.update(outputs_a_fan=2)
    experience.refresh_from_db()
    fan = visitor()
    came = at_once(*[partial(_asked, experience, fan)] * 5)
    assert sorted(came) == ["fan_full_today"] * 3 + ["waiting"] * 2
    Experience.objects.update(outputs_a_fan=None, outputs_in_all=4)
    experience.refresh_from_db()
    came = at_once(*[partial(_asked, experience, visitor(f"fan {number}")) for number in range(5)])
    assert sorted(came) == ["full"] * 3 + ["waiting"] * 2


def test_what_visitors_made_is_forgotten_after_a_month_unless_it_is_shown_or_somebody_s(experience: Experience) -> None:
    fan, people = visitor(), User.objects.get(email="fay@demo.test")
    kept = [ready(waiting(experience, fan)) for _ in range(4)]
    Making.objects.filter(pk=kept[1].pk).update(public=True)
    Making.objects.filter(pk=kept[2].pk).update(person=people, visitor="")
    Making.objects.filter(pk=kept[3].pk).update(featured_at=timezone.now())
    File.objects.bulk_create(File(making=one, role="notes", name=f"{one.pk}.json") for one in kept)
    assert forgetting.forget_old() == 0
    assert forgetting.forget_old(now=timezone.now() + timedelta(days=31)) == 1
    assert set(Making.objects.values_list("pk", flat=True)) == {one.pk for one in kept[1:]}
    assert not Making.objects.exclude(address="").exists()
    with pytest.raises(Conflict):
        own.cancel(kept[1], fan=fan)
