"""Votes stay sealed: no page of anybody else says how a team voted, before the end or after it."""

from collections.abc import Iterator

import pytest
from django.urls import reverse

from artists.journal import outbox
from consent.requests import resolve
from consent.requests.actions import withdraw
from tests.cast import acting
from tests.portal.site.requests.world import HOLDERS, Asked

EVERYBODY = (*HOLDERS, "partner")


def pages_of(world: Asked, name: str) -> Iterator[str]:
    """Every page on which the team could read of the request."""
    browser, team = world.client(name), world.who(name)[1]
    yield browser.get(world.url(name)).content.decode()
    for tab in ("yours", "others", "snoozed", "done"):
        yield browser.get(world.inbox(name), {"tab": tab}).content.decode()
    yield browser.get(reverse("site:history", args=[team.slug])).content.decode()
    yield browser.get(reverse("site:team_home", args=[team.slug])).content.decode()
    yield browser.get(reverse("site:notices")).content.decode()
    yield browser.get(reverse("site:request_answers", args=[team.slug]), {"pick": world.request.pk}).content.decode()


def same(world: Asked, name: str) -> list[str]:
    """The pages without what differs for any reader at any time: tokens, times, the seats' states."""
    return [_bare(page) for page in pages_of(world, name)]


def _bare(page: str) -> str:
    kept = page.split("<main", 1)[-1]
    for start, end in (('name="csrfmiddlewaretoken"', ">"), ("<time", "</time>")):
        while start in kept:
            before, _, rest = kept.partition(start)
            kept = before + rest.partition(end)[2]
    return kept


@pytest.mark.parametrize("reader", ["publisher", "partner"])
@pytest.mark.parametrize("voters", [("label",), ("artist", "label")])
def test_while_it_is_open_a_yes_looks_like_a_no(world: Asked, reader: str, voters: tuple[str, ...]) -> None:
    found = []
    for yes in (True, False):
        for name in voters:
            world.says(name, yes=yes)
        outbox.drain()
        found.append(same(world, reader))
    assert found[0] == found[1]


@pytest.mark.parametrize("one_says_no", ["artist", "label"])
def test_after_a_yes_and_a_no_nobody_learns_who_said_which(world: Asked, one_says_no: str) -> None:
    for name in HOLDERS:
        world.says(name, yes=name != one_says_no)
    outbox.drain()
    for page in pages_of(world, "publisher"):
        assert "No, shown" not in page
        assert page.count("Kept sealed") in (0, 2)
    for page in pages_of(world, "partner"):
        assert "Conflicted" not in page
        assert "a yes and a no" not in page.lower()
        assert "Kept sealed" not in page


def test_declined_and_conflicted_are_the_same_to_the_partner(world: Asked) -> None:
    second = world.another("Tidewater")
    for name in HOLDERS:
        world.says(name, yes=False)
    outbox.drain()
    declined = [page.replace(str(world.request.pk), "#") for page in same(world, "partner")[:1]]
    first, world.request = world.request, second
    for name in HOLDERS:
        world.says(name, yes=name == "label")
    conflicted = [page.replace(str(second.pk), "#") for page in same(world, "partner")[:1]]
    assert "Not approved" in declined[0]
    assert "Not approved" in conflicted[0]
    for word in ("declined", "conflicted", "said no", "said yes"):
        assert word not in (declined[0] + conflicted[0]).lower()
    assert first.pk != second.pk


@pytest.mark.parametrize("end", ["withdrawn", "lapsed", "declined", "conflicted"])
def test_how_a_team_voted_is_on_its_own_pages_alone_whatever_the_end(world: Asked, end: str) -> None:
    world.says("label", yes=True)
    if end == "withdrawn":
        withdraw(world.now(), actor=acting(world.iri, world.versao))
    elif end == "lapsed":
        world.runs_out()
        resolve.close_overdue()
    else:
        world.says("artist", yes=False)
        world.says("publisher", yes=False)
    outbox.drain()
    assert "v-yes" in world.page("label")
    for name in ("publisher", "partner"):
        assert not any("v-yes" in page for page in pages_of(world, name))


def test_who_shows_a_vote_shows_it_to_the_holders_and_not_to_the_partner(world: Asked) -> None:
    for name in HOLDERS:
        world.says(name, yes=name == "label")
    assert world.client("label").post(world.url("label", "request_show")).status_code == 302
    outbox.drain()
    assert "Yes, shown by them" in " ".join(world.page("artist").split())
    for page in pages_of(world, "partner"):
        assert "shown by" not in page.lower()
        assert "showed" not in page.lower()
    assert world.client("label").post(world.url("label", "request_show")).status_code == 409


def test_the_partner_is_not_told_how_many_have_answered(world: Asked) -> None:
    outbox.drain()
    before = same(world, "partner")
    world.says("label", yes=True)
    world.says("artist", yes=True)
    outbox.drain()
    assert same(world, "partner") == before


def test_a_member_of_another_holder_does_not_read_the_artists_vote_by_mandate(world: Asked) -> None:
    world.gives_mandate("label")
    world.says("artist", yes=False)
    page = world.client("label").get(world.url("artist")).content.decode()
    assert "Answered, sealed" in page
    assert "Your answer: no" not in page
    batch = world.client("label").get(
        reverse("site:request_answers", args=[world.cast.artist.slug]), {"pick": world.request.pk}
    )
    assert "No, sealed" not in batch.content.decode()
