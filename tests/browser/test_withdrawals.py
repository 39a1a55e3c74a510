"""A yes taken back, to the acknowledgement: the artist's way and the partner's, with and without a script."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from artists.catalog.models import Asset
from artists.journal import outbox
from consent.choices.answers import Answer
from consent.withdrawals.models import Concern
from tests import cast as cast_module
from tests.browser.conftest import OpenPage
from tests.cast import Cast
from tests.support.browser import DESKTOP, PHONE, Look, assert_fit, assert_no_sideways_scrolling, sign_in
from tests.support.withdrawals import concern_of, open_track, partner_of, press

WAYS = [(DESKTOP, True), (PHONE, True), (PHONE, False)]


@pytest.fixture
def people(transactional_db: None) -> Cast:
    return cast_module.cast()


@pytest.fixture
def night(people: Cast) -> Asset:
    """A remix that two partners lose."""
    made = open_track(people)
    partner_of(people)
    press(people, [made], Answer.OFF)
    return made


@pytest.mark.parametrize(("look", "javascript"), WAYS)
def test_a_partner_acknowledges_and_the_artist_sees_it(
    open_page: OpenPage, people: Cast, night: Asset, look: Look, javascript: bool
) -> None:
    partner, artist = open_page(look, javascript=javascript), open_page(look, javascript=javascript)
    sign_in(partner, people.rin)
    partner.goto("/t/halcyon-audio/")
    partner.get_by_role("link", name="Acknowledge").click()
    partner.get_by_label("Note for the holders").fill("Caches emptied.")
    partner.get_by_role("button", name="Acknowledge").click()
    expect(partner.get_by_text("You have acknowledged all of it.")).to_be_visible()
    assert_no_sideways_scrolling(partner)

    outbox.drain()
    sign_in(artist, people.ayla)
    artist.goto("/t/ayla-marsh/")
    expect(artist.get_by_text("Live at 1 of 2 partners")).to_be_visible()
    artist.get_by_role("region", name="Taken back").get_by_role("link", name="took back").click()
    expect(artist.get_by_text("Caches emptied.")).to_be_visible()
    _ask_to_let_run_out(artist)
    expect(artist.get_by_text("Let existing use run out", exact=False).first).to_be_visible()
    assert concern_of(people.partner).demands.filter(what="sunset").exists()
    assert_no_sideways_scrolling(artist)
    if javascript:
        assert_fit(artist)


def _ask_to_let_run_out(page: Page) -> None:
    page.get_by_label("Let existing use run out").check()
    page.get_by_label("By when, or until when").fill((timezone.now() + timedelta(days=40)).date().isoformat())
    page.get_by_role("button", name="Ask every partner").click()
    expect(page.get_by_text("2 partners asked", exact=False).first).to_be_visible()


def test_the_public_list_is_for_everybody(open_page: OpenPage, people: Cast, night: Asset) -> None:
    page = open_page(PHONE)
    page.goto("/withdrawals/overdue/")
    expect(page.get_by_text("Nobody is overdue")).to_be_visible()
    assert Concern.objects.count() == 2
    assert_fit(page)
