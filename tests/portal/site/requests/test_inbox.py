"""The inbox: what is in which tab, filters in the address, paging, and a number of queries that does not grow."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from artists.access import Role
from consent.requests import actions, triage
from consent.requests.models import Request
from tests.cast import acting, join, person
from tests.portal.site.requests.world import HOLDERS, Asked
from tests.support.licences import terms
from tests.support.signing_in import signed_in


def listed(world: Asked, name: str, **query: str) -> list[str]:
    """The titles in a tab."""
    found = world.client(name).get(world.inbox(name), query)
    assert found.status_code == 200
    return [item.row.title for item in found.context["listing"].items]


def test_a_request_moves_from_yours_to_others_to_done(world: Asked) -> None:
    assert listed(world, "label") == ["Slipstream radio"]
    assert listed(world, "partner") == []
    assert listed(world, "partner", tab="others") == ["Slipstream radio"]
    world.says("label", yes=True)
    assert listed(world, "label") == []
    assert listed(world, "label", tab="others") == ["Slipstream radio"]
    world.says("artist", yes=True)
    world.says("publisher", yes=True)
    for name in (*HOLDERS, "partner"):
        assert listed(world, name, tab="others") == []
        assert listed(world, name, tab="done") == ["Slipstream radio"]


def test_a_counter_offer_is_the_partners_turn(world: Asked) -> None:
    one = world.now()
    other = terms(assets=[world.song], longest=60)
    actions.counter(one, other, seen_sha256=one.version.sha256, actor=acting(world.cast.dana, world.cast.label))
    assert listed(world, "partner") == ["Slipstream radio"]
    world.says("partner", yes=True)
    assert listed(world, "partner") == []


def test_a_deadline_that_passed_is_done_whether_or_not_it_was_noted(world: Asked) -> None:
    world.runs_out()
    assert listed(world, "label") == []
    assert listed(world, "label", tab="done") == ["Slipstream radio"]
    assert "Time ran out, so the answer is no." in world.page("label")


def test_strangers_see_none_of_it(world: Asked) -> None:
    for tab in ("yours", "others", "snoozed", "done"):
        assert listed(world, "other_artist", tab=tab) == []
    assert world.client("other_artist").get(world.url("other_artist")).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"use": "remix"}, 1),
        ({"use": "cover"}, 0),
        ({"partner": "versao-labs"}, 1),
        ({"partner": "halcyon-audio"}, 1),  # not among those who asked, so it is left out
        ({"assignee": "0"}, 1),
        ({"use": "nonsense", "assignee": "99999999999999999999", "tab": "x", "page": "-7"}, 1),
    ],
)
def test_filters_are_in_the_address_and_rubbish_is_left_out(world: Asked, query: dict[str, str], found: int) -> None:
    assert len(listed(world, "label", **query)) == found


def test_nothing_found_says_what_to_do(world: Asked) -> None:
    assert "Nothing matches" in world.page("label", f"{world.inbox('label')}?use=cover")
    world.says("label", yes=True)
    assert "Nobody is waiting for you" in world.page("label", world.inbox("label"))


def test_what_is_put_aside_comes_back_by_itself(world: Asked) -> None:
    browser = world.client("label")
    assert browser.post(world.url("label", "request_snooze"), {"until": "3"}).status_code == 302
    assert listed(world, "label") == []
    assert listed(world, "label", tab="snoozed") == ["Slipstream radio"]
    assert listed(world, "artist") == ["Slipstream radio"]
    world.request.voters.update(wakes_at=timezone.now() - timedelta(seconds=1))
    assert listed(world, "label") == ["Slipstream radio"]


def test_it_cannot_sleep_past_its_end(world: Asked) -> None:
    Request.objects.filter(pk=world.request.pk).update(deadline_at=timezone.now() + timedelta(hours=30))
    response = world.client("label").post(world.url("label", "request_snooze"), {"until": "7"})
    assert response.status_code == 422


def test_it_is_given_to_a_colleague_and_found_by_it(world: Asked) -> None:
    sam = person("sam@demo.test", "Sam Ito")
    join(sam, world.cast.label, Role.EDITOR)
    browser = world.client("label")
    assert browser.post(world.url("label", "request_assign"), {"person": sam.pk}).status_code == 302
    assert listed(world, "label", assignee=str(sam.pk)) == ["Slipstream radio"]
    assert listed(world, "label", assignee="0") == []
    assert "Sam Ito" not in world.page("artist")
    assert browser.post(world.url("label", "request_assign"), {"person": world.cast.theo.pk}).status_code == 422


def test_who_left_the_team_cannot_be_given_anything(world: Asked) -> None:
    assert not triage.assign(world.now(), None, actor=acting(world.cast.dana, world.cast.label))


def test_the_navigation_counts_what_waits(world: Asked) -> None:
    home = world.page("label", f"/t/{world.cast.label.slug}/")
    assert "Requests that wait for you" in home
    assert "Slipstream radio" in home
    world.says("label", yes=False)
    assert "Requests that wait for you" not in world.page("label", f"/t/{world.cast.label.slug}/")


@pytest.mark.parametrize("where", ["inbox", "request", "home", "answers"])
def test_ten_requests_cost_as_many_queries_as_one(world: Asked, where: str) -> None:
    browser = signed_in(world.cast.dana)
    url = {
        "inbox": world.inbox("label"),
        "request": world.url("label"),
        "home": f"/t/{world.cast.label.slug}/",
        "answers": f"{world.inbox('label')}answers/?" + "&".join(f"pick={world.request.pk + n}" for n in range(30)),
    }[where]
    counts = []
    for more in (1, 9):
        for number in range(more):
            world.another(f"Track {more}.{number}")
        browser.get(url)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_page_of_the_list_holds_forty(world: Asked) -> None:
    Request.objects.filter(pk=world.request.pk).update(state="withdrawn", closed_at=timezone.now())
    one = world.now()
    for place in range(44):
        one.pk, one.title = None, f"Old {place}"
        one.save(force_insert=True)
    assert len(listed(world, "partner", tab="done")) == 40
    assert len(listed(world, "partner", tab="done", page="2")) == 5
    assert len(listed(world, "partner", tab="done", page="999")) == 5
