"""The look in a real browser: every component, the theme, the switch by keyboard, and all of it without a script."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.cast import person
from tests.support.browser import DESKTOP, PHONE, Look, assert_fit, assert_no_sideways_scrolling, sign_in

NARROW = Look(320, 800, "light")


@pytest.fixture
def in_the_demonstration(settings: Any) -> None:
    """The component page is for the demonstration."""
    settings.DEMO = True


@pytest.mark.usefixtures("in_the_demonstration")
def test_every_component_is_fit_for_everybody(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/dev/components/")
    assert_fit(page)


@pytest.mark.usefixtures("in_the_demonstration")
def test_nothing_is_wider_than_the_narrowest_window(open_page: OpenPage) -> None:
    page = open_page(NARROW)
    for address in ("/dev/components/", "/accounts/login/", "/accounts/signup/"):
        page.goto(address)
        assert_no_sideways_scrolling(page)


@pytest.mark.usefixtures("in_the_demonstration")
def test_a_switch_is_one_stop_of_the_tab_key_and_the_arrows_go_between_its_places(open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    page.goto("/dev/components/")
    switch = page.get_by_role("group", name="Discover: Saltglass")
    switch.get_by_role("button", name="On").focus()
    page.keyboard.press("ArrowLeft")
    expect(switch.get_by_role("button", name="Ask")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(switch.get_by_role("button", name="Off")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("group", name="Analyse: Saltglass").get_by_role("button", name="On")).to_be_focused()


@pytest.mark.usefixtures("in_the_demonstration")
def test_a_row_keeps_its_roles_when_it_turns_into_a_card(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    page.goto("/dev/components/")
    grid = page.get_by_role("table", name="What AI may do with each track")
    expect(grid.get_by_role("columnheader", name="Remix")).to_have_count(1)
    row = grid.get_by_role("row", name="Ferry Song")
    expect(row.get_by_role("rowheader")).to_have_count(1)
    expect(row.get_by_role("cell")).to_have_count(6)


@pytest.mark.usefixtures("in_the_demonstration")
def test_ticking_rows_brings_the_bar_and_counts(open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    page.goto("/dev/components/")
    bar = page.locator("[data-bulk]")
    expect(bar).to_be_hidden()
    page.get_by_label("Select Ferry Song").check()
    page.get_by_label("Select Saltglass").check()
    expect(bar).to_contain_text("2 selected")
    page.get_by_label("Select Ferry Song").uncheck()
    page.get_by_label("Select Saltglass").uncheck()
    expect(bar).to_be_hidden()


def scheme(page: Page) -> str:
    """Which theme the page wears."""
    return str(page.evaluate("getComputedStyle(document.documentElement).colorScheme"))


def test_a_person_keeps_their_theme_on_every_page_and_device(open_page: OpenPage) -> None:
    fay = person("fay@demo.test", "Fay Lund")
    page = open_page(DESKTOP)
    sign_in(page, fay)
    page.goto("/accounts/email/")
    with page.expect_response("**/theme/"):
        page.get_by_role("button", name="Switch between light and dark").click()
    assert scheme(page) == "dark"
    fay.refresh_from_db()
    assert fay.theme == "dark"

    elsewhere = open_page(PHONE, javascript=False)
    sign_in(elsewhere, fay)
    elsewhere.goto("/accounts/email/")
    assert elsewhere.locator("html").get_attribute("data-theme") == "dark"


def test_the_theme_can_be_chosen_without_javascript(open_page: OpenPage) -> None:
    page = open_page(DESKTOP, javascript=False)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Switch between light and dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/accounts/signup/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_toast_leaves_when_dismissed_and_is_in_the_page_without_javascript(open_page: OpenPage) -> None:
    fay = person("fay@demo.test", "Fay Lund")
    page = open_page(DESKTOP)
    sign_in(page, fay)
    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    toast = page.locator("[data-toast]")
    expect(toast).to_contain_text("signed out")
    toast.get_by_role("button", name="Dismiss").click()
    expect(toast).to_have_count(0)

    plain = open_page(DESKTOP, javascript=False)
    sign_in(plain, fay)
    plain.goto("/accounts/logout/")
    plain.locator("main").get_by_role("button", name="Sign out").click()
    expect(plain.locator("[data-toast]")).to_be_visible()


def test_menus_open_without_javascript_and_close_on_escape_with_it(open_page: OpenPage) -> None:
    fay = person("fay@demo.test", "Fay Lund")
    plain = open_page(DESKTOP, javascript=False)
    sign_in(plain, fay)
    plain.goto("/accounts/email/")
    plain.locator("summary.avatar").click()
    expect(plain.get_by_role("button", name="Sign out")).to_be_visible()

    page = open_page(DESKTOP)
    sign_in(page, fay)
    page.goto("/accounts/email/")
    page.locator("summary.avatar").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(page.locator("summary.avatar")).to_be_focused()


def test_single_keys_do_nothing_for_who_switched_them_off(open_page: OpenPage) -> None:
    fay = person("fay@demo.test", "Fay Lund")
    page = open_page(DESKTOP)
    sign_in(page, fay)
    page.goto("/accounts/email/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")

    fay.shortcuts = False
    fay.save()
    page.goto("/accounts/email/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)
