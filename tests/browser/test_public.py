"""The public pages in a real browser: fit for everybody, and an example that moves without sending anything."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from artists.catalog.models import Artist, Asset
from consent.choices.actions import Consent, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.state import State
from consent.uses import text_of
from tests import cast as cast_module
from tests.browser.conftest import OpenPage
from tests.cast import Cast, acting, track
from tests.support.browser import DESKTOP, PHONE, Look, assert_fit

PAGES = (
    "/",
    "/artists/",
    "/artists/?q=nobody",
    "/artists/ayla-marsh/",
    "/artists/the-lanternmen/",
    "/artists/ayla-marsh/signals/",
    "/tracks/QZS7T2600012/",
    "/tracks/QZS7T2600012/signals/",
    "/signals/",
    "/uses/",
    "/uses/train/",
    "/voices/check/",
    "/about/rights/",
    "/about/privacy/",
    "/about/accessibility/",
    "/developers/",
    "/developers/reference/",
    "/developers/reference/checks/",
    "/developers/webhooks/",
    "/developers/client/",
    "/problems/",
    "/problems/token_missing/",
)


@pytest.fixture
def people(transactional_db: None) -> Cast:
    made = cast_module.cast()
    Artist.objects.create(name="The Lanternmen", slug="the-lanternmen", created_at=timezone.now())
    tracks = [track(title, made.ayla_marsh, performer=made.artist) for title in ("Saltglass", "Ferry Song")]
    Asset.objects.filter(pk=tracks[0].pk).update(isrc="QZS7T2600012")
    for use, some, answer in (("discover", tracks, Answer.ON), ("analyse", tracks[:1], Answer.ASK)):
        choose_for_tracks(
            [one.pk for one in some],
            use,
            State(answer),
            actor=acting(made.ayla, made.artist),
            consent=Consent(text_of(use).sha256),
        )
    return made


def test_every_public_page_is_fit_for_everybody(people: Cast, open_page: OpenPage) -> None:
    page = open_page()
    for address in PAGES:
        page.goto(address)
        assert_fit(page)


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=str)
def test_the_example_moves_and_nothing_leaves_the_page(people: Cast, open_page: OpenPage, look: Look) -> None:
    page = open_page(look)
    page.goto("/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    said, block = page.locator("#trial-said"), page.locator(".stage [data-column=k1] .use-cover")
    cover = page.get_by_role("group", name="Cover: Ferry Song", exact=True)
    expect(block).to_have_class("use-cover on")
    cover.get_by_role("button", name="Off").click()
    expect(cover.get_by_role("button", name="Off")).to_have_attribute("aria-pressed", "true")
    expect(block).to_have_class("use-cover")
    expect(said).to_contain_text("The next check says deny: A holder of this has turned this use off.")
    page.get_by_role("button", name="Undo").click()
    expect(block).to_have_class("use-cover on")
    page.get_by_role("group", name="Train: Saltglass").get_by_role("button", name="On").click()
    expect(said).to_contain_text("opens a review first")
    assert [url for url in sent if "/static/" not in url] == []  # the icon of the tab may come late


def test_the_example_goes_by_keyboard(people: Cast, open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    page.goto("/")
    remix = page.get_by_role("group", name="Remix: Saltglass")
    remix.get_by_role("button", name="On").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator("#trial-said")).to_contain_text("Remix is ask first for Saltglass")


def test_without_a_script_the_example_is_a_picture(people: Cast, open_page: OpenPage) -> None:
    page = open_page(PHONE, javascript=False)
    page.goto("/")
    expect(page.get_by_text("A still picture")).to_be_visible()
    expect(
        page.get_by_role("group", name="Cover: Ferry Song", exact=True).get_by_role("button", name="Off")
    ).to_be_disabled()
    page.get_by_role("link", name="Find an artist").click()
    page.get_by_role("link", name="Ayla Marsh").click()
    expect(page.get_by_role("heading", level=1, name="Ayla Marsh")).to_be_visible()
