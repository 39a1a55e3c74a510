"""Who is told of a request, and when it stops to wait; what servers are told."""

from collections.abc import Iterable

import pytest
from django.utils import timezone

from artists.access import Role
from artists.journal import outbox
from artists.journal.models import Entry
from artists.notices.models import Notice
from consent.choices.models import TwoPeople
from consent.requests import actions, events, resolve, tasks, thread, triage, votes
from tests.cast import Cast, acting, join, person
from tests.portal.site.requests.world import HOLDERS, Asked, asked
from tests.support.licences import terms


@pytest.fixture
def world(cast: Cast) -> Asked:
    return asked(cast)


def told(world: Asked, name: str) -> list[Notice]:
    """What somebody was told of the request and what was not withdrawn."""
    outbox.drain()
    user, _ = world.who(name)
    found = Notice.objects.of_person(user.pk).filter(fold_key__startswith="request:", withdrawn_at__isnull=True)
    return list(found.order_by("pk"))


def kinds(world: Asked, name: str) -> list[str]:
    return [one.kind for one in told(world, name)]


def test_every_holder_is_asked_and_nobody_else(world: Asked) -> None:
    for name in HOLDERS:
        [notice] = told(world, name)
        assert notice.kind == "requests.asked"
        assert notice.needs_answer
        assert notice.closes_at == world.now().deadline_at
        assert (notice.place, notice.place_id) == ("request", str(world.request.pk))
    assert told(world, "partner") == told(world, "other_artist") == []


def test_who_answered_is_asked_no_more_and_the_others_still_are(world: Asked) -> None:
    told(world, "label")
    world.says("label", yes=True)
    assert kinds(world, "label") == []
    assert kinds(world, "artist") == ["requests.asked"]


def test_a_counter_offer_asks_everybody_anew_the_partner_too(world: Asked) -> None:
    told(world, "label")
    world.says("artist", yes=True)
    one = world.now()
    dearer = terms(assets=[world.song], longest=60)
    actions.counter(one, dearer, seen_sha256=one.version.sha256, actor=acting(world.cast.theo, world.cast.publisher))
    [asked_again] = told(world, "artist")
    assert "changed the terms" in asked_again.title
    assert kinds(world, "partner") == ["asking.asked"]
    assert kinds(world, "publisher") == []  # who countered knows; a colleague of theirs would be told


def test_the_end_is_told_to_each_side_in_its_own_words(world: Asked) -> None:
    for name in HOLDERS:
        world.says(name, yes=name != "label")
    [holder] = told(world, "artist")
    assert "a yes and a no" in holder.title
    [partner] = told(world, "partner")
    assert partner.title == "“Slipstream radio” was not approved"
    assert "no" not in partner.text.split()


def test_no_notice_before_the_end_says_how_somebody_voted(world: Asked) -> None:
    world.says("label", yes=False)
    world.says("publisher", yes=True)
    outbox.drain()
    assert not Notice.objects.filter(kind__endswith="ended").exists()
    for name in (*HOLDERS, "partner"):
        assert set(kinds(world, name)) <= {"requests.asked"}


def test_whoever_has_not_answered_is_warned_and_nobody_else(world: Asked) -> None:
    told(world, "label")
    world.says("label", yes=True)
    tasks.warn_the_silent({"request": world.request.pk, "version": world.now().version_id, "hours": 6})
    assert "requests.closing" in kinds(world, "artist")
    assert "requests.closing" not in kinds(world, "label")
    world.runs_out()
    resolve.close_overdue()
    assert kinds(world, "artist") == ["requests.ended"]
    assert kinds(world, "partner") == ["asking.ended"]


def test_a_second_person_is_asked_to_confirm(world: Asked) -> None:
    sam = person("sam@demo.test", "Sam Ito")
    join(sam, world.cast.label, Role.MANAGER)
    for name in HOLDERS:
        world.opens(name, "train")
    TwoPeople.objects.create(team=world.cast.label, training=True, set_at=timezone.now())
    world.request = world.asks("Loom 2.1", uses=("train",))
    one = world.says("label", yes=True)
    outbox.drain()
    assert Notice.objects.filter(person=sam, kind="requests.second", withdrawn_at__isnull=True).count() == 1
    assert "requests.second" not in kinds(world, "label")
    votes.confirm(one, seen_sha256=one.version.sha256, actor=acting(sam, world.cast.label))
    outbox.drain()
    assert not Notice.objects.filter(person=sam, kind="requests.second", withdrawn_at__isnull=True).exists()


@pytest.mark.parametrize(
    ("audience", "readers"), [("everyone", {"artist", "publisher", "partner"}), ("holders", {"artist", "publisher"}),
                              ("team", set())]
)  # fmt: skip
def test_what_is_written_is_told_to_its_readers(world: Asked, audience: str, readers: Iterable[str]) -> None:
    thread.post(world.now(), "Seventy-five?", audience, actor=acting(world.cast.dana, world.cast.label))
    for name in (*HOLDERS, "partner"):
        found = [one for one in told(world, name) if one.kind.endswith("posted")]
        assert bool(found) == (name in readers), name


def test_a_colleague_is_told_what_was_given_to_them(world: Asked) -> None:
    sam = person("sam@demo.test", "Sam Ito")
    join(sam, world.cast.label, Role.EDITOR)
    triage.assign(world.now(), sam.pk, actor=acting(world.cast.dana, world.cast.label))
    outbox.drain()
    notice = Notice.objects.get(person=sam, kind="requests.assigned")
    assert notice.place_id == f"{world.cast.label.slug}/{world.request.pk}"


def test_a_holder_invites_and_the_partner_is_told_without_a_name(world: Asked) -> None:
    for name in HOLDERS:
        world.says(name, yes=False)
    votes.invite_again(world.now(), actor=acting(world.cast.dana, world.cast.label))
    found = [one for one in told(world, "partner") if one.kind == "asking.invited"]
    assert len(found) == 1
    assert "Northlight" not in found[0].title + found[0].text


def test_telling_twice_changes_nothing(world: Asked) -> None:
    told(world, "label")
    before = Notice.objects.count()
    for message in outbox.Message.objects.filter(topic="notices"):
        outbox.Message.objects.filter(pk=message.pk).update(done_at=None)
    outbox.drain()
    assert Notice.objects.count() == before


def test_servers_are_told_the_outward_state_and_never_a_vote(world: Asked) -> None:
    for name in HOLDERS:
        world.says(name, yes=name == "label")
    entries = Entry.objects.filter(type__in=events._RESOLVED)
    said = {out.team_id: out.data["state"] for out in events._resolved(entries)}
    assert said == {
        world.versao.pk: "refused",
        **dict.fromkeys((world.cast.artist.pk, world.cast.label.pk, world.cast.publisher.pk), "conflicted"),
    }
    opened = Entry.objects.filter(type="request.opened")
    assert {out.data["reference"] for out in events._opened(opened)} == {world.request.reference}
