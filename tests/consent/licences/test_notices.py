"""Who hears of a licence: its sides what happens to it, and everybody whom it covers that it does."""

import pytest
from django.utils import timezone

from artists.journal import outbox
from artists.notices.models import Notice
from artists.webhooks.events import types_for
from consent.licences import actions, entries, selectors_reach, steps
from consent.licences.models import Licence
from consent.licences.tasks import say_it_ends_soon
from tests.cast import Cast, acting, track
from tests.support.licences import in_force, terms

pytestmark = pytest.mark.django_db(transaction=True)


def titles(person: str) -> list[str]:
    """What a person was told of licences, oldest first."""
    found = Notice.objects.filter(person__email=f"{person}@demo.test", kind__startswith="licences.")
    return [notice.title for notice in found.order_by("id")]


@pytest.fixture
def licence(cast: Cast) -> Licence:
    """One of the label's, which covers two tracks of Ayla's."""
    for title in ("Night Ferry", "Saltglass"):
        track(title, cast.ayla_marsh, performer=cast.artist, master=cast.label, publishing=(cast.publisher,))
    made = in_force(cast.partner, [cast.label], terms(["remix"]))
    outbox.drain()
    return made


def test_the_sides_hear_that_it_is_signed_and_the_covered_that_it_covers_them(cast: Cast, licence: Licence) -> None:
    signed = f"{licence.reference} “Everything” is signed by every side"
    assert titles("dana") == [signed]
    assert titles("rin") == [signed]
    covers = "A licence for Halcyon Audio now covers 2 tracks of yours"
    assert titles("ayla") == [covers]
    assert titles("theo") == [covers]
    assert titles("sol") == []


def test_the_sides_alone_hear_what_is_done_to_it(cast: Cast, licence: Licence) -> None:
    dana, called = acting(cast.dana, cast.label), f"{licence.reference} “Everything”"
    actions.suspend(licence, actor=dana, reason="A dispute.")
    outbox.drain()
    assert titles("rin")[-1] == f"Northlight Records suspended {called}"
    actions.resume(licence, actor=dana)
    outbox.drain()
    assert f"Northlight Records lets {called} go on" in titles("rin")
    actions.give_notice(licence, actor=dana)
    outbox.drain()
    actions.take_notice_back(licence, actor=dana)
    outbox.drain()
    assert f"Northlight Records took back the notice on {called}" in titles("rin")
    assert len(titles("ayla")) == 1


def test_an_end_that_comes_near_is_said_to_who_may_sign(cast: Cast, licence: Licence) -> None:
    assert licence.in_force is not None
    say_it_ends_soon({"licence": licence.pk, "version": licence.in_force.pk})
    outbox.drain()
    assert f"{licence.reference} “Everything” ends soon" in titles("dana")
    Licence.objects.filter(pk=licence.pk).update(ends_at=timezone.now())
    actions.end_overdue()
    outbox.drain()
    assert f"{licence.reference} “Everything” has ended" in titles("rin")


def test_who_is_covered_is_counted_at_once(cast: Cast, licence: Licence) -> None:
    assert licence.in_force is not None
    deal = selectors_reach.Deal(cast.partner.pk, (cast.label.pk,), licence.in_force.agreed)
    found = selectors_reach.holders(deal, at=timezone.now())
    assert found == {cast.label.pk: 2, cast.artist.pk: 2, cast.publisher.pk: 2}
    assert steps.concerned(licence) == {cast.label.pk, cast.partner.pk}


def test_both_sides_can_have_their_servers_told(cast: Cast) -> None:
    names = {"licence.active", "licence.suspended", "licence.resumed", "licence.ending", "licence.ended"}
    for team in (cast.partner, cast.label, cast.artist):
        assert names <= {one.name for one in types_for(team.team_kind)}
    assert entries.IN_FORCE
