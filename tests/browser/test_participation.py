"""The switch in a real browser: on a phone, without a script, by keyboard alone, and when the connection is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from artists.catalog.models import Asset
from consent.decisions.checks import Question, check
from tests import cast as cast_module
from tests.browser.conftest import OpenPage
from tests.cast import Cast, release, song_of, track
from tests.support.browser import (
    DESKTOP,
    PHONE,
    assert_axe_clean,
    assert_fit,
    assert_no_sideways_scrolling,
    sign_in,
)
from tests.support.licences import MODEL

PAGE = "/t/ayla-marsh/participation/"
VOICE = "/t/ayla-marsh/voice/"
both = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])


@pytest.fixture
def people(transactional_db: None) -> Cast:
    return cast_module.cast()


@pytest.fixture
def saltglass(people: Cast) -> Asset:
    """A track the artist decides alone, one that waits for its publisher, and one whose song is somebody else's."""
    made = track("Saltglass", people.ayla_marsh, performer=people.artist, publishing=(people.artist,))
    ferry = track(
        "Ferry Song", people.ayla_marsh, performer=people.artist, publishing=(people.artist, people.publisher)
    )
    other = track("Maré Alta", people.ayla_marsh, performer=people.artist, publishing=(people.publisher,))
    release("Low Tide", people.ayla_marsh, [made, ferry, other])
    return made


def switch(page: Page, use: str, title: str = "Saltglass") -> Locator:
    return page.get_by_role("group", name=f"{use}: {title}", exact=True)


def says(asset: Asset, use: str, people: Cast) -> str:
    [verdict] = check([Question(use, asset=asset.pk, model=MODEL.label)], partner_team_id=people.partner.pk)
    return verdict.answer


@both
def test_turning_covers_on_and_off_on_a_phone_changes_the_next_check(
    open_page: OpenPage, people: Cast, saltglass: Asset, javascript: bool
) -> None:
    page = open_page(PHONE, javascript=javascript)
    sign_in(page, people.ayla)
    page.goto(PAGE)
    for place, verdict in (("On", "allow"), ("Off", "deny"), ("Ask", "ask")):
        switch(page, "Cover").get_by_role("button", name=place).click()
        expect(switch(page, "Cover").get_by_role("button", name=place)).to_have_attribute("aria-pressed", "true")
        assert says(saltglass, "cover", people) == verdict
    assert_no_sideways_scrolling(page)


@both
def test_undo_in_the_toast_takes_a_press_back(
    open_page: OpenPage, people: Cast, saltglass: Asset, javascript: bool
) -> None:
    page = open_page(PHONE, javascript=javascript)
    sign_in(page, people.ayla)
    page.goto(PAGE + "?tab=off")
    switch(page, "Cover").get_by_role("button", name="On").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back: Cover for Saltglass is as it was before.")).to_be_visible()
    assert page.url.endswith(PAGE + "?tab=off")
    assert says(saltglass, "cover", people) == "deny"


def test_the_switch_by_keyboard_alone(open_page: OpenPage, people: Cast, saltglass: Asset) -> None:
    page = open_page(DESKTOP)
    sign_in(page, people.ayla)
    page.goto(PAGE)
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.answer')?.getAttribute('aria-label')") == "Cover: Saltglass":
            break
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(switch(page, "Cover").get_by_role("button", name="On")).to_have_attribute("aria-pressed", "true")
    expect(switch(page, "Cover").get_by_role("button", name="On")).to_be_focused()
    assert says(saltglass, "cover", people) == "allow"
    page.keyboard.press("z")
    expect(page.get_by_text("Taken back")).to_be_visible()
    assert says(saltglass, "cover", people) == "deny"
    # The track's own page loads anew with a press, and the focus is where it was pressed all the same.
    page.goto(f"{PAGE}{saltglass.pk}/")
    page.locator("#cover").get_by_role("button", name="On").press("Enter")
    expect(page.locator("#cover").get_by_role("button", name="On")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#cover").get_by_role("button", name="On")).to_be_focused()


def test_fast_presses_in_one_row_all_count(open_page: OpenPage, people: Cast, saltglass: Asset) -> None:
    page = open_page(DESKTOP)
    sign_in(page, people.ayla)
    page.goto(PAGE)
    for use in ("Discover", "Analyse", "Cover", "Remix"):
        switch(page, use).get_by_role("button", name="On").dblclick()
    for use in ("Discover", "Analyse", "Cover", "Remix"):
        expect(switch(page, use).get_by_role("button", name="On")).to_have_attribute("aria-pressed", "true")
        assert says(saltglass, use.lower(), people) == "allow"
    assert song_of(saltglass).choices.get(use="cover").version == 1


def test_the_map_follows_the_switch(open_page: OpenPage, people: Cast, saltglass: Asset) -> None:
    page = open_page(DESKTOP)
    sign_in(page, people.ayla)
    page.goto(PAGE)
    block = page.locator(f".map [data-column='{saltglass.pk}'] .use-remix")
    switch(page, "Remix").get_by_role("button", name="On").click()
    expect(block).to_have_class("use-remix on")
    expect(page.locator("#lead")).to_contain_text("1 of your 3 tracks takes part")


@both
def test_training_is_read_before_it_is_allowed(
    open_page: OpenPage, people: Cast, saltglass: Asset, javascript: bool
) -> None:
    page = open_page(PHONE, javascript=javascript)
    sign_in(page, people.ayla)
    page.goto(PAGE)
    switch(page, "Train").get_by_role("button", name="On").click()
    expect(page.get_by_text("A model cannot forget").first).to_be_visible()
    if javascript:
        assert_axe_clean(page)
    assert says(saltglass, "train", people) == "deny"
    page.get_by_role("checkbox", name="I have read version 1").check()
    page.get_by_role("button", name="Allow training").click()
    expect(switch(page, "Train").get_by_role("button", name="On")).to_have_attribute("aria-pressed", "true")
    assert says(saltglass, "train", people) == "allow"


@both
def test_a_voice_is_opened_by_review_and_closed_by_one_press(
    open_page: OpenPage, people: Cast, saltglass: Asset, javascript: bool
) -> None:
    page = open_page(PHONE, javascript=javascript)
    sign_in(page, people.ayla)
    page.goto(VOICE)
    voice = switch(page, "Sing", "Ayla Marsh's voice")
    voice.get_by_role("button", name="On").click()
    page.get_by_role("checkbox", name="I have read version 1").check()
    page.get_by_role("button", name="Let them sing").click()
    expect(voice.get_by_role("button", name="On")).to_have_attribute("aria-pressed", "true")
    assert says(people.voice, "sing", people) == "allow"
    voice.get_by_role("button", name="Off").click()
    expect(voice.get_by_role("button", name="Off")).to_have_attribute("aria-pressed", "true")
    assert says(people.voice, "sing", people) == "deny"


@both
def test_many_at_once_are_previewed_and_confirmed(
    open_page: OpenPage, people: Cast, saltglass: Asset, javascript: bool
) -> None:
    page = open_page(DESKTOP, javascript=javascript)
    sign_in(page, people.ayla)
    page.goto(PAGE)
    page.get_by_role("checkbox", name="Select Saltglass").check()
    page.get_by_role("checkbox", name="Select Ferry Song").check()
    page.get_by_label("Use", exact=True).select_option("Remix")
    page.get_by_role("button", name="See what changes").click()
    expect(page.get_by_text("1 waits for Harbour Songs.")).to_be_visible()
    page.get_by_role("button", name="Turn Remix on").click()
    expect(page.get_by_text("Waiting for Harbour Songs: Remix")).to_be_visible()
    assert says(saltglass, "remix", people) == "allow"


def test_a_lost_connection_is_said_on_the_row_and_can_be_tried_again(
    live_server: LiveServer, new_context: Callable[..., BrowserContext], people: Cast, saltglass: Asset
) -> None:
    context = new_context(base_url=live_server.url)
    page = context.new_page()
    sign_in(page, people.ayla)
    page.goto(PAGE)
    context.set_offline(True)
    switch(page, "Cover").get_by_role("button", name="On").click()
    row = page.get_by_role("row", name="Saltglass")
    expect(row.get_by_text("Not saved: we could not reach the site.")).to_be_visible()
    assert says(saltglass, "cover", people) == "deny"
    context.set_offline(False)
    row.get_by_role("button", name="Try again").click()
    expect(switch(page, "Cover").get_by_role("button", name="On")).to_have_attribute("aria-pressed", "true")
    assert says(saltglass, "cover", people) == "allow"


def test_two_people_at_once_and_the_old_page_says_what_happened(
    open_page: OpenPage, people: Cast, saltglass: Asset
) -> None:
    hers, his = open_page(DESKTOP), open_page(DESKTOP)
    for page, person in ((hers, people.ayla), (his, people.marco)):
        sign_in(page, person)
        page.goto(PAGE)
    switch(his, "Cover").get_by_role("button", name="On").click()
    expect(his.get_by_text("Cover is on for Saltglass.")).to_be_visible()
    switch(hers, "Cover").get_by_role("button", name="Ask").click()
    expect(hers.get_by_text("Somebody changed this since your page was loaded.")).to_be_visible()
    expect(switch(hers, "Cover").get_by_role("button", name="On")).to_have_attribute("aria-pressed", "true")


def test_every_page_of_choices_is_fit_for_everybody(open_page: OpenPage, people: Cast, saltglass: Asset) -> None:
    page = open_page()
    sign_in(page, people.ayla)
    for address in (
        PAGE,
        PAGE + "?select=all",
        PAGE + "?rows=songs",
        PAGE + "?view=translate",
        PAGE + "?q=nothing+like+it",
        f"{PAGE}{saltglass.pk}/",
        f"{PAGE}{saltglass.pk}/cover/limits/",
        f"{PAGE}{saltglass.pk}/train/review/?seen=0",
        PAGE + "many/?everything=1&use=train&answer=on",
        PAGE + "uses/train/",
        VOICE,
    ):
        page.goto(address)
        assert_fit(page)
