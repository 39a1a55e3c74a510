"""A fan's evening, and the artist's change of mind: made by the real studio with its real tools, on short sounds."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from artists.catalog.models import Asset
from artists.journal import outbox
from consent.choices.answers import Answer
from consent.earnings.models import Earning
from consent.earnings.posting import earn_forgotten
from consent.experiences.models import Experience
from consent.licences.offer import Offer, Tool
from consent.making.models import Making
from portal.studio import tasks
from tests import cast as cast_module
from tests.browser.conftest import OpenPage
from tests.cast import Cast, track
from tests.consent.decisions.scenes import answer
from tests.portal.api.conftest import SECRET, oauth_client
from tests.support.browser import DESKTOP, PHONE, Look, assert_fit, assert_no_sideways_scrolling, sign_in
from tests.support.earning import agreed
from tests.support.experiencing import live
from tests.support.sounding import encoded, sound
from tests.support.withdrawals import press

WAYS = [(PHONE, True), (DESKTOP, False)]
SING = Offer(
    tool=Tool.KARAOKE, title="Sing Saltglass with the band", promise="Turn her voice down and take the microphone.",
    post_production="Partly", what_ai_does="A model takes the voice and the band apart.",
)  # fmt: skip
HELLO = Offer(
    tool=Tool.GREETING, title="Hello from Ayla", promise="A few seconds, with your name in it.", vocals="All",
    sentences=("Good luck, {name}. Breathe out first.", "Thank you for coming."), voice="heart",
)  # fmt: skip


class Evening:
    """A live site with a studio, a song to sing and a voice that greets; both are Ayla's alone."""

    def __init__(self, cast: Cast, settings: Settings, url: str) -> None:
        settings.SITE_ORIGIN = url
        settings.STUDIO = replace(settings.STUDIO, api=f"{url}/api/v1", client_id="studio", client_secret=SECRET)
        oauth_client(cast.partner, "studio", "checks\nreports")
        self.cast = cast
        self.track = track("Saltglass", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,))
        sound(self.track, body=encoded("WAV", _song()))
        self.sing = self._open(self.track, "analyse", SING)
        self.hello = self._open(cast.voice, "speak", HELLO)

    def _open(self, asset: Asset, use: str, offer: Offer) -> Experience:
        answer(self.cast, asset, use, Answer.ON)
        agreed(asset, {self.cast.artist: 10_000})
        return live(self.cast.partner, [self.cast.artist], [asset], offer=offer)


def _song() -> "np.ndarray":
    """Three seconds of something sung over something plucked."""
    time = np.arange(3 * 44_100) / 44_100
    voice = 0.3 * np.sin(2 * np.pi * (220 * time + 2 * np.sin(2 * np.pi * 5 * time)))
    band = 0.3 * np.sin(2 * np.pi * 110 * time) * np.exp(-3 * (time % 0.5))
    return np.stack([voice + band, voice - band], axis=1).astype(np.float32)


@pytest.fixture
def evening(transactional_db: None, live_server: LiveServer, settings: Settings) -> Evening:
    return Evening(cast_module.cast(), settings, live_server.url)


@pytest.mark.parametrize(("look", "javascript"), WAYS, ids=["phone", "desktop-no-script"])
def test_a_fan_sings_and_is_greeted_until_the_artist_takes_it_back(
    evening: Evening, open_page: OpenPage, look: Look, javascript: bool
) -> None:
    fay = open_page(look, javascript=javascript)
    sign_in(fay, evening.cast.fay)
    look_again = (lambda: None) if javascript else fay.reload
    song = _makes(fay, evening.sing, look_again)
    _makes(fay, evening.hello, look_again, name="Fay")
    fay.goto("/mine/")
    expect(fay.get_by_role("link", name=re.compile("Hello from Ayla"))).to_contain_text("Ready")
    expect(fay.get_by_role("link", name=re.compile("Sing Saltglass"))).to_contain_text("Ready")
    assert_no_sideways_scrolling(fay)

    earn_forgotten(now=timezone.now() + timedelta(hours=1))
    assert Earning.objects.count() == 2
    ayla = open_page(look, javascript=javascript)
    sign_in(ayla, evening.cast.ayla)
    ayla.goto("/t/ayla-marsh/earnings/lines/")
    expect(ayla.get_by_text("Saltglass").first).to_be_visible()

    _takes_it_back(evening, ayla)
    fay.goto(f"/play/{evening.sing.slug}/")
    expect(fay.get_by_text("That is theirs to decide", exact=False)).to_be_visible()
    expect(fay.get_by_role("button", name="Make it")).to_have_count(0)
    response = fay.goto(song)
    assert response is not None
    assert response.status == 410
    expect(fay.get_by_text("is gone", exact=False).first).to_be_visible()


def _makes(page: Page, one: Experience, look_again: Callable[[], object], *, name: str = "") -> str:
    """Find it, make it, hear that it is ready; the address of its public page."""
    page.goto("/play/")
    page.get_by_label("An artist or a song").fill(one.title)
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name=re.compile(one.title)).click()
    if name:
        page.get_by_label("Whose name?").fill(name)
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_text("You are next")).to_be_visible()
    assert tasks.make_next() == 1
    made = Making.objects.get(experience=one)
    assert (made.state, made.sentence) == ("ready", "")
    look_again()
    expect(page.get_by_text("Yours is ready.")).to_be_visible()
    page.get_by_role("link", name="Open its page").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page.url


def _takes_it_back(evening: Evening, ayla: Page) -> None:
    """Ayla switches singing off and asks for what was made to come down, and it does."""
    press(evening.cast, [evening.track], Answer.OFF, use="analyse")
    ayla.goto("/t/ayla-marsh/")
    ayla.get_by_role("region", name="Taken back").get_by_role("link", name="took back").click()
    ayla.get_by_label(re.compile("Take down")).check()
    ayla.get_by_role("button", name="Ask every partner").click()
    expect(ayla.get_by_text("partner asked", exact=False).first).to_be_visible()
    outbox.drain()  # the studio does it and says so, by itself
    ayla.reload()
    expect(ayla.get_by_text("1 of 1", exact=False).or_(ayla.get_by_text("cknowledged")).first).to_be_visible()


def test_what_fans_see_is_fit_for_everybody(evening: Evening, open_page: OpenPage) -> None:
    page = open_page()
    for address in (
        "/play/", "/play/?q=zzyzx", "/play/?q=saltgas", f"/play/{evening.sing.slug}/", f"/play/{evening.hello.slug}/",
        "/country/", "/mine/", "/artists/ayla-marsh/",
    ):  # fmt: skip
        page.goto(address)
        assert_fit(page)
    page.goto(f"/play/{evening.hello.slug}/")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_label("Whose name?")).to_have_attribute("aria-invalid", "true")
    assert_fit(page)
    page.get_by_label("Whose name?").fill("Fay")
    page.get_by_role("button", name="Make it").press("Enter")
    expect(page.get_by_text("You are next")).to_be_visible()
    assert_fit(page)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Nothing was made")).to_be_visible()
    assert_fit(page)
    page.goto("/mine/")
    assert_fit(page)
