"""Whatever changes what a partner may use is noted, at once and for that partner; the rest leaves it alone."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from artists.catalog.models import Artist, Asset
from consent.choices import standing
from consent.choices.answers import Answer
from consent.choices.models import Standing
from consent.choices.pauses import pause_all, resume_all
from consent.licences import actions as licences
from consent.licences.models import Exclusion, Licence
from consent.snapshots.freshness import BUILT_ANEW, NOTES_KEPT, forget_old_notes, freshness
from consent.snapshots.models import Snapshot
from tests import cast as cast_module
from tests.cast import Cast, acting, hold, track
from tests.consent.snapshots.scenes import another_partner, answer, built, open_track
from tests.support.licences import in_force, terms

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("snapshot_files")]
ISRC = "QZS7T2500012"


@pytest.fixture
def people() -> Cast:
    """The cast, committed."""
    return cast_module.cast()


def current(snapshot: Snapshot) -> bool:
    """Whether it is still right."""
    return freshness(snapshot).current


def test_nothing_happened_so_it_is_right_as_of_now(people: Cast) -> None:
    open_track(people)
    snapshot = built(people.partner)
    before = timezone.now()
    fresh = freshness(snapshot)
    assert fresh.current
    assert fresh.as_of >= before


def off(cast: Cast) -> None:
    """A choice."""
    answer(cast, Asset.objects.get(isrc=ISRC), Answer.OFF)


def paused_by_the_performer(cast: Cast) -> None:
    """Somebody who licenses nothing closes everything."""
    pause_all(actor=acting(cast.ayla, cast.artist))


def suspended(cast: Cast) -> None:
    """A licence stopped for now."""
    licences.suspend(Licence.objects.order_by("pk")[0], actor=acting(cast.dana, cast.label))


def licensed(cast: Cast) -> None:
    """A new licence."""
    in_force(cast.partner, [cast.label], terms(["discover"]))


def left_out(cast: Cast) -> None:
    """Something a licence leaves out."""
    licence = Licence.objects.order_by("pk")[0]
    Exclusion.objects.create(licence=licence, asset=Asset.objects.get(isrc=ISRC))


def merged(cast: Cast) -> None:
    """An artist turned out to be another."""
    alias = Artist.objects.create(name="A. Marsh", slug="a-marsh", created_at=timezone.now())
    Artist.objects.filter(pk=alias.pk).update(merged_into=cast.ayla_marsh)


def renamed(cast: Cast) -> None:
    """Another ISRC."""
    Asset.objects.filter(isrc=ISRC).update(isrc="QZS7T2500013")


def held_by_another(cast: Cast) -> None:
    """A new holder, whose silence is a no."""
    hold(Asset.objects.get(isrc=ISRC), cast.publisher, "master", 0)


def worked_out_anew(cast: Cast) -> None:
    """Standings, by nobody's press."""
    Standing.objects.filter(use="analyse", answer=Answer.ON).delete()
    standing.refresh_all()


@pytest.mark.parametrize(
    "happens",
    [off, paused_by_the_performer, suspended, licensed, left_out, merged, renamed, held_by_another, worked_out_anew],
)
def test_what_changes_what_a_partner_may_use_is_known(people: Cast, happens: Callable[[Cast], None]) -> None:
    open_track(people)
    snapshot = built(people.partner)
    happens(people)
    assert not current(snapshot)
    assert freshness(snapshot).as_of == snapshot.right_at
    assert current(built(people.partner))


def test_a_resumption_is_known_too(people: Cast) -> None:
    open_track(people)
    paused_by_the_performer(people)
    snapshot = built(people.partner)
    assert snapshot.assets == 0
    resume_all(actor=acting(people.ayla, people.artist))
    assert not current(snapshot)
    assert built(people.partner).assets == 1


def test_what_happens_between_others_leaves_it_alone(people: Cast) -> None:
    open_track(people)
    other = another_partner(people)
    snapshot = built(people.partner)
    in_force(other, [people.label], terms(["discover"]))
    theirs = Licence.objects.filter(partner=other).order_by("pk")[0]
    licences.suspend(theirs, actor=acting(people.dana, people.label))
    hidden = track("Hidden", people.ayla_marsh, performer=people.artist, master=people.label)
    answer(people, hidden, Answer.OFF)
    Asset.objects.filter(pk=hidden.pk).update(title="Hidden (live)")
    assert current(snapshot)


def test_a_press_that_was_not_committed_when_it_was_read_is_not_in_it(people: Cast) -> None:
    asset = open_track(people)
    read, pressed = threading.Event(), threading.Event()

    def press() -> None:
        try:
            with transaction.atomic():
                answer(people, asset, Answer.OFF)
                pressed.set()
                assert read.wait(20)
        finally:
            connection.close()

    presser = threading.Thread(target=press)
    presser.start()
    assert pressed.wait(20)
    snapshot = built(people.partner)
    assert current(snapshot)
    read.set()
    presser.join()
    assert snapshot.assets == 1
    assert not current(snapshot)


def test_after_a_restore_into_another_database_nothing_is_known(people: Cast) -> None:
    open_track(people)
    snapshot = built(people.partner)
    snapshot.seen = f"1 {snapshot.seen.partition(' ')[2]}"
    assert not current(snapshot)


def test_a_day_later_it_is_built_anew(people: Cast) -> None:
    open_track(people)
    snapshot = built(people.partner)
    snapshot.right_at -= BUILT_ANEW
    assert not current(snapshot)


def test_notes_are_forgotten_when_no_snapshot_can_need_them(people: Cast) -> None:
    open_track(people)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE snapshots_change SET at = at - %s", [NOTES_KEPT + timedelta(minutes=1)])
        cursor.execute("INSERT INTO snapshots_change (partner_id) VALUES (7)")
        forget_old_notes()
        cursor.execute("SELECT count(*) FROM snapshots_change")
        assert cursor.fetchone() == (1,)
