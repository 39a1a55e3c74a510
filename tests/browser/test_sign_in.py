"""Signing in, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.cast import person
from tests.support.browser import PHONE, Look, assert_axe_clean, assert_no_sideways_scrolling, sign_in


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_person_signs_in_with_and_without_javascript(open_page: OpenPage, javascript: bool) -> None:
    fay = person("fay@demo.test", "Fay Lund")
    page = open_page(PHONE, javascript=javascript)

    sign_in(page, fay)

    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_sign_in_page_is_fit_for_everybody(open_page: OpenPage, look: Look) -> None:
    page = open_page(look)

    page.goto("/accounts/login/")

    assert_axe_clean(page)
    assert_no_sideways_scrolling(page)
