"""From a month's total to the single use and the reason for its amount: at a desk, and on a phone without a script."""

import pytest
from playwright.sync_api import expect

from tests import cast as cast_module
from tests.browser.conftest import OpenPage
from tests.cast import Cast
from tests.support.browser import DESKTOP, PHONE, assert_fit, assert_no_sideways_scrolling, sign_in
from tests.support.earning import agreed, earned, licence, per_output, used
from tests.support.reporting import open_track, rin


@pytest.fixture
def people(transactional_db: None) -> Cast:
    """Two tracks that earned something this month, by a split."""
    cast = cast_module.cast()
    deal = licence(cast.partner, [cast.label], per_output("0.45"))
    for title, quantity in (("Saltglass", 100), ("Winter Bus", 3)):
        asset = open_track(cast, title)
        agreed(asset, {cast.artist: 4750, cast.label: 5250})
        earned(rin(cast), used(asset, deal, title, quantity=quantity, territory="DE"))
    return cast


def test_a_total_leads_to_the_use_and_to_why_it_is_this_amount(open_page: OpenPage, people: Cast) -> None:
    for look, javascript in ((DESKTOP, True), (PHONE, False)):
        page = open_page(look, javascript=javascript)
        sign_in(page, people.ayla)
        page.goto("/t/ayla-marsh/")
        page.get_by_role("region", name="so far").get_by_role("link", name="Earnings").click()
        expect(page.locator("#total")).to_have_text("€22.02")  # 21.375 and 0.64125
        page.get_by_role("link", name="Halcyon Audio").click()
        page.locator("#where").get_by_role("link", name="Winter Bus").click()
        expect(page.get_by_role("heading", name="Lines")).to_be_visible()
        page.get_by_role("link", name="€0.641250").click()
        expect(page.get_by_role("heading", name="3 uses of Winter Bus")).to_be_visible()
        why = page.get_by_role("region", name="Why this amount")
        expect(why).to_contain_text("Your part of the split is 47.5%, and that makes €0.641250.")
        why.get_by_role("link", name="47.5%").first.click()
        expect(page.locator("#split-1")).to_contain_text("Northlight Records")
        assert_no_sideways_scrolling(page)
        if javascript:
            assert_fit(page)
