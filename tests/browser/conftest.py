"""A real browser against the real site: `open_page` gives pages at a width, in a theme, with or without JavaScript.

Whether a page is fit for everybody, `assert_fit` says: on the page as it lies open, in both widths and both themes.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from tests.support import chromium
from tests.support.browser import ARGUMENTS, DESKTOP, Look, Watch

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium."""
    path = chromium.find()
    assert path, chromium.HELP
    return {**browser_type_launch_args, "executable_path": path, "args": ARGUMENTS}


@pytest.fixture
def open_page(
    transactional_db: None, live_server: LiveServer, new_context: Callable[..., BrowserContext]
) -> Iterator[OpenPage]:
    """`open_page(look, javascript=True)`: a page of its own context, so of its own person.

    Afterwards none of the pages may have complained: no script error, nothing blocked, no request to a stranger.
    """
    watches: list[Watch] = []

    def open_page(look: Look = DESKTOP, *, javascript: bool = True, **options: Any) -> Page:
        context = new_context(
            base_url=live_server.url,
            viewport={"width": look.width, "height": look.height},
            color_scheme=look.scheme,
            java_script_enabled=javascript,
            reduced_motion="reduce",
            locale="en-GB",
            **options,
        )
        context.set_default_timeout(10_000)
        page = context.new_page()
        watches.append(Watch(page, live_server.url))
        return page

    yield open_page
    assert [complaint for watch in watches for complaint in watch.complaints] == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """One page on a desktop, light, with JavaScript."""
    return open_page()
