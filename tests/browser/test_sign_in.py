"""Signing in, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.cast import person
from tests.support.browser import PHONE, sign_in_by_hand


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_person_signs_in_with_and_without_javascript(open_page: OpenPage, javascript: bool) -> None:
    fay = person("fay@demo.test", "Fay Lund")
    page = open_page(PHONE, javascript=javascript)

    sign_in_by_hand(page, fay)

    expect(page.get_by_role("heading", level=1)).to_be_visible()
