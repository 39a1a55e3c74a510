"""Who is told of splits and disputes: once for a press, until it is answered."""

from datetime import timedelta

from django.utils import timezone

from artists.journal import outbox
from artists.notices.models import Notice
from consent.splits import actions, disputes, reminders
from consent.splits.models import Split
from consent.splits.states import Side
from tests.cast import Cast
from tests.support.splitting import agreed, ayla, dana, olu, shared_track, wanted


def told(who: object) -> list[tuple[str, str]]:
    """What is new for somebody."""
    outbox.drain()
    found = Notice.objects.filter(person=who, withdrawn_at=None, kind__startswith="splits.").order_by("pk")
    return list(found.values_list("kind", "title"))


def test_a_press_on_many_is_one_notice_and_the_answer_ends_it(cast: Cast) -> None:
    works = [shared_track(cast, f"Song {number}").pk for number in range(5)]
    actions.propose_many(works, wanted({cast.artist: 6_000, cast.label: 4_000}), actor=dana(cast))
    assert told(cast.ayla) == [("splits.proposed", "Northlight Records proposes how the money of 5 works divides")]
    assert told(cast.dana) == told(cast.marco) == []  # the manager changes no money
    notice = Notice.objects.get(person=cast.ayla)
    assert (notice.needs_answer, notice.place) == (True, "splits")
    numbers = list(Split.objects.order_by("pk").values_list("pk", flat=True))
    actions.answer_many(numbers[:4], True, actor=ayla(cast))
    assert ("splits.proposed", "Northlight Records proposes how the money of 5 works divides") in told(cast.ayla)
    assert told(cast.dana) == [("splits.agreed", "4 splits are agreed")]
    actions.answer(Split.objects.get(pk=numbers[4]), False, "Not this one.", actor=ayla(cast))
    assert told(cast.ayla) == []
    assert told(cast.dana)[-1] == ("splits.refused", "A split of “Song 4” was refused")


def test_both_sides_hear_of_a_dispute_and_the_operator_once_its_time_is_over(cast: Cast) -> None:
    night = shared_track(cast)
    agreed(night, {cast.artist: 6_000, cast.label: 4_000}, dana(cast), ayla(cast))
    outbox.drain()
    Notice.objects.all().delete()
    made = disputes.dispute(night, Side.RECORDING, cast.label, 1_000, "I paid the studio.", actor=ayla(cast))
    assert told(cast.dana) == [("splits.disputed", "Ayla Marsh disputes a share of “Saltglass”")]
    now = timezone.now()
    assert reminders.remind(now=now) == 0
    soon = now + timedelta(days=24)
    assert reminders.remind(now=soon) == 3  # Ayla, Marco and Dana
    assert reminders.remind(now=soon) == 0
    assert reminders.remind(now=now + timedelta(days=29, hours=1)) == 3
    over = now + timedelta(days=32)
    assert reminders.remind(now=over) == 1
    assert told(cast.olu) == [("splits.dispute_due", "No agreement on “Saltglass” after thirty days")]
    disputes.dismiss(made, "There was no studio.", actor=olu(cast))
    assert told(cast.olu) == []
    assert told(cast.ayla) == [("splits.dispute_ended", "The dispute over “Saltglass” has ended")]
