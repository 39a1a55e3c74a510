"""Homes, roster and history in a real browser: fit for everybody, and usable with and without a script."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from artists.catalog.models import Asset
from consent.choices.actions import Consent, choose_for_tracks, undo
from consent.choices.answers import Answer
from consent.choices.models import Choice
from consent.choices.pauses import pause_all
from consent.choices.state import State
from consent.uses import text_of
from tests import cast as cast_module
from tests.browser.conftest import OpenPage
from tests.cast import Cast, acting, track
from tests.support.browser import DESKTOP, PHONE, assert_fit, sign_in

ON, ASK = State(Answer.ON), State(Answer.ASK)


@pytest.fixture
def people(transactional_db: None) -> Cast:
    return cast_module.cast()


@pytest.fixture
def tracks(people: Cast) -> list[Asset]:
    return [
        track(
            name, people.ayla_marsh, performer=people.artist, master=people.label,
            publishing=(people.artist, people.publisher),
        )
        for name in ("Ferry Song", "Winter Bus", "A title that is long enough to have to break on a narrow screen")
    ]  # fmt: skip


def read(use: str) -> Consent:
    return Consent(text_of(use).sha256, None, reviewed=True)


def something_happened(people: Cast, tracks: list[Asset]) -> None:
    """Presses of many and of one, by two teams, one taken back, and a pause."""
    ids = [one.pk for one in tracks]
    ayla, marco, dana = (
        acting(people.ayla, people.artist), acting(people.marco, people.artist), acting(people.dana, people.label),
    )  # fmt: skip
    choose_for_tracks(ids, "cover", ON, actor=marco, consent=read("cover"))
    taken_back = choose_for_tracks(ids[:1], "remix", ASK, actor=marco, consent=read("remix"))
    assert taken_back.batch is not None
    undo(taken_back.batch, actor=ayla)
    choose_for_tracks(ids, "discover", ON, actor=dana, consent=read("discover"))
    pause_all(actor=ayla)


def address(name: str, slug: str, query: str = "") -> str:
    return reverse(f"site:{name}", args=[slug]) + query


def test_every_home_the_roster_and_history_are_fit_for_everybody(
    people: Cast, tracks: list[Asset], open_page: OpenPage
) -> None:
    something_happened(people, tracks)
    artist, label = people.artist.slug, people.label.slug
    for user, addresses in (
        (people.ayla, [
            address("team_home", artist), address("history", artist), address("history", artist, "?use=train"),
            address("history", artist, "?since=nonsense&who=others"),
        ]),
        (people.dana, [
            address("team_home", label), address("roster", label),
            address("roster", label, "?named=ayla-marsh&use=discover"), address("roster", label, "?q=nobody"),
        ]),
        (people.rin, [address("team_home", people.partner.slug), address("history", people.partner.slug)]),
        (people.olu, [address("team_home", people.operator.slug)]),
        (people.fay, [reverse("site:home")]),
    ):  # fmt: skip
        page = open_page()
        sign_in(page, user)
        for one in addresses:
            page.goto(one)
            assert_fit(page)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_press_is_taken_back_from_history(
    people: Cast, tracks: list[Asset], open_page: OpenPage, javascript: bool
) -> None:
    marco = acting(people.marco, people.artist)
    choose_for_tracks([one.pk for one in tracks], "cover", ON, actor=marco, consent=read("cover"))
    page = open_page(PHONE, javascript=javascript)
    sign_in(page, people.ayla)
    page.goto(address("history", people.artist.slug))
    page.get_by_text("What changed, line by line").click()
    expect(page.get_by_text("Winter Bus")).to_be_visible()
    page.get_by_role("button", name="Undo: Marco Reyes answered AI covers of the song for 3 songs").click()
    expect(page.get_by_text("Undone", exact=True).first).to_be_visible()
    assert not Choice.objects.filter(use="cover", answer__isnull=False).exists()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_one_answer_for_the_artists_that_are_ticked(
    people: Cast, tracks: list[Asset], open_page: OpenPage, javascript: bool
) -> None:
    page = open_page(DESKTOP, javascript=javascript)
    sign_in(page, people.dana)
    page.goto(address("roster", people.label.slug))
    if javascript:
        expect(page.get_by_role("button", name="See what changes")).to_be_hidden()
    page.get_by_role("checkbox", name="Select Ayla Marsh").check()
    page.locator("#bulk-use").select_option("discover")
    page.get_by_role("button", name="See what changes").click()
    page.get_by_role("button", name="Turn Discover on").click()
    expect(page.get_by_text("Discover is on: 3 answers changed.")).to_be_visible()
    assert Choice.objects.filter(team=people.label, use="discover", answer=Answer.ON).count() == 3
