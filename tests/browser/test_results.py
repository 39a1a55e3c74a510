"""What came of a karaoke version and of a play-along, heard and seen in a browser."""

import json
import re

from playwright.sync_api import expect

from consent.licences.offer import Tool
from tests import cast as cast_module
from tests.browser.conftest import OpenPage
from tests.support.browser import PHONE, assert_fit, assert_no_sideways_scrolling
from tests.support.resulting import SAID, of

LATER, EARLY = re.compile(r"^([6-9]\d|\d{3})\b"), re.compile(r"^\d(\.|$)")  # sixty to a second


def test_a_voice_goes_off_and_comes_back_as_a_guide_with_one_press(open_page: OpenPage) -> None:
    making = of(cast_module.cast(), Tool.KARAOKE, plays=True, accompaniment=None, vocals=None)
    page = open_page(PHONE)
    page.goto(f"/made/{making.output_id}/")
    voice = page.get_by_label("How loud: Voice")
    expect(voice).to_have_value("0")
    page.get_by_role("button", name="Quiet guide").click()
    expect(voice).to_have_value("25")
    expect(page.get_by_role("button", name="Quiet guide")).to_have_attribute("aria-pressed", "true")
    voice.fill("100")
    expect(page.get_by_role("button", name="As recorded")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Play Sing Saltglass").click()
    expect(page.locator("[data-now]")).not_to_have_text("0:00")
    assert min(page.evaluate("[...document.querySelectorAll('audio')].map(audio => audio.currentTime)")) > 0.5
    page.get_by_role("button", name="Pause Sing Saltglass").click()
    assert_fit(page)


def test_the_roll_follows_what_plays_and_a_part_comes_again(open_page: OpenPage) -> None:
    notes = json.dumps(SAID).encode()
    making = of(cast_module.cast(), Tool.PLAY_ALONG, plays=True, mix=None, midi=b"MThd", notes=notes)
    page = open_page()
    page.goto(f"/made/{making.output_id}/")
    page.get_by_text("notes as a table").click()
    expect(page.get_by_role("cell", name="B♭3").or_(page.get_by_role("rowheader", name="B♭3"))).to_be_visible()
    head = page.locator("[data-playhead]")
    page.get_by_role("button", name="Part begins here").click()
    page.get_by_text("½", exact=True).click()
    page.get_by_role("button", name="Play Sing Saltglass").click()
    expect(page.locator("[data-sounding]")).to_have_text(re.compile("F4"))
    expect(head).to_have_attribute("x1", LATER)
    page.get_by_role("button", name="Part ends here").click()
    expect(page.get_by_role("button", name="Repeat the part")).to_have_attribute("aria-pressed", "true")
    expect(head).to_have_attribute("x1", EARLY)
    page.get_by_role("button", name="Pause Sing Saltglass").click()
    assert_fit(page)
    plain = open_page(PHONE, javascript=False)
    plain.goto(f"/made/{making.output_id}/")
    expect(plain.locator("audio")).to_be_visible()
    expect(plain.get_by_role("link", name="Download the notes")).to_be_visible()
    expect(plain.get_by_role("button", name="Part begins here")).to_be_hidden()
    assert_no_sideways_scrolling(plain)
