"""Notices in a real browser: fit for everybody, with and without a script, and the bell that keeps count by itself."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from artists.notices.kinds import Channel, register
from artists.notices.models import Notice, Settings
from artists.notices.telling import Told, Words, tell_now, withdraw
from portal.links import open_path, stop_path
from portal.ops.keys import new_push_key
from tests import cast as cast_module
from tests.browser.conftest import OpenPage
from tests.cast import Cast
from tests.support.browser import PHONE, assert_fit, sign_in

ASK = register("test.browser", "Somebody asks", group="requests", permission=None)


@pytest.fixture
def people(transactional_db: None) -> Cast:
    return cast_module.cast()


def tell(cast: Cast, number: int, **more: object) -> None:
    """Tell Ayla something."""
    words = Words(
        f"Halcyon Audio waits for your answer: remix Paper Lanterns and {number} more",
        "No answer is a no.",
        (),
        "Answer",
    )
    told = Told(ASK, f"ask:{number}", people={cast.ayla.pk: words}, place=("profile", ""), **more)  # type: ignore[arg-type]
    tell_now(told, key=f"ask:{number}:{timezone.now()}")


def test_every_page_of_notices_is_fit_for_everybody(people: Cast, open_page: OpenPage) -> None:
    for number in range(4):
        tell(people, number, needs_answer=number == 2, closes_at=timezone.now() + timedelta(days=1))
    tell(people, 0)
    withdraw("ask:3", outcome="Marco Reyes answered it.")
    Settings.objects.create(person=people.ayla, quiet=True, unreachable_at=timezone.now())
    page = open_page()
    sign_in(page, people.ayla)
    theirs = open_path(Notice.objects.latest("pk").pk, people.marco.pk)
    stops = stop_path(people.ayla.pk, Channel.EMAIL, ["requests", "money"])
    for address in ("/notices/", "/notices/?tab=money", "/notices/how/", theirs, stops):
        page.goto(address)
        assert_fit(page)
    page.get_by_role("button", name="Stop them").click()
    expect(page.get_by_role("heading", name="These e-mails are stopped")).to_be_visible()
    assert_fit(page)


def test_reading_one_and_all_in_place_and_the_bell_counts_down(people: Cast, open_page: OpenPage) -> None:
    for number in range(3):
        tell(people, number)
    page = open_page(PHONE)
    sign_in(page, people.ayla)
    page.goto("/notices/")
    bell = page.locator("#bell")
    expect(bell).to_have_accessible_name("Notices, 3 new")
    page.evaluate("window.same = true")
    page.get_by_role(
        "button", name="Mark as read: Halcyon Audio waits for your answer: remix Paper Lanterns and 1 more"
    ).click()
    expect(bell).to_have_accessible_name("Notices, 2 new")
    page.get_by_role("button", name="Mark all as read").click()
    expect(bell).to_have_accessible_name("Notices")
    assert page.evaluate("window.same") is True
    assert not Notice.objects.new().exists()


def test_the_bell_hears_of_what_comes_while_the_page_lies_open(people: Cast, open_page: OpenPage) -> None:
    page = open_page()
    page.clock.install()
    sign_in(page, people.ayla)
    page.goto("/t/ayla-marsh/")
    expect(page.locator("#bell")).to_have_accessible_name("Notices")
    tell(people, 1)
    page.clock.run_for(31_000)
    expect(page.locator("#bell")).to_have_accessible_name("Notices, 1 new")


def test_a_bell_that_hears_nothing_says_nothing(people: Cast, open_page: OpenPage) -> None:
    page = open_page()
    page.clock.install()
    sign_in(page, people.ayla)
    page.goto("/t/ayla-marsh/")
    page.route("**/notices/bell/", lambda route: route.fulfill(status=503))
    with page.expect_response("**/notices/bell/"):
        page.clock.run_for(31_000)
    expect(page.locator("#toasts [data-toast]")).to_have_count(0)
    expect(page.locator("#bell")).to_be_visible()


def test_switches_stay_under_the_finger(people: Cast, open_page: OpenPage) -> None:
    page = open_page(PHONE)
    sign_in(page, people.ayla)
    page.goto("/notices/how/")
    switch = page.get_by_role("switch", name="Requests, E-mail")
    expect(switch).to_be_checked()
    switch.focus()
    page.keyboard.press("Enter")
    expect(switch).not_to_be_checked()
    expect(switch).to_be_focused()
    page.get_by_role("button", name="Security, E-mail: always on. Why?").click()
    expect(page.get_by_text("always reaches your mailbox. Switch on the digest first")).to_be_visible()


def test_everything_works_without_a_script(people: Cast, open_page: OpenPage) -> None:
    tell(people, 1)
    page = open_page(PHONE, javascript=False)
    sign_in(page, people.ayla)
    page.goto("/notices/")
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_text("Nothing new")).to_be_visible()
    page.goto("/notices/how/")
    page.get_by_role("switch", name="News, Digest").click()
    expect(page.get_by_role("switch", name="News, Digest")).to_be_checked()
    page.get_by_label("Keep quiet hours").check()
    page.get_by_role("button", name="Save quiet hours").click()
    assert Settings.objects.get(person=people.ayla).quiet


def test_the_browser_is_asked_only_after_a_press_and_a_no_is_explained(
    people: Cast, open_page: OpenPage, settings: pytest.FixtureRequest
) -> None:
    settings.VAPID_PRIVATE_KEY = new_push_key()  # type: ignore[attr-defined]
    page = open_page(PHONE)
    sign_in(page, people.ayla)
    page.goto("/notices/how/")
    assert page.evaluate("Notification.permission") != "granted"
    expect(page.locator("[data-push-problem]")).to_be_hidden()
    page.get_by_role("button", name="Allow on this device").click()
    expect(page.get_by_text("Your browser blocks notices from us")).to_be_visible()


def test_the_service_worker_is_taken_under_our_policy(people: Cast, open_page: OpenPage) -> None:
    page = open_page()
    sign_in(page, people.ayla)
    page.goto("/notices/how/")
    scope = page.evaluate("navigator.serviceWorker.register('/sw.js', {scope: '/'}).then(one => one.scope)")
    assert scope.endswith("/")
    assert page.evaluate("fetch('/manifest.webmanifest').then(one => one.json()).then(one => one.name)") == "Soundcheck"
