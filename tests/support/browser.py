"""What browser tests are made of: looks, signing in, and what must hold on every page."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urljoin

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from playwright.sync_api import ConsoleMessage, Page, Request

from artists.accounts.models import User
from tests.cast import PASSWORD
from tests.support.signing_in import signed_in

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# Resolves when the page has been painted as it is now and no finite animation runs any more. Evaluated by the driver,
# which the page's security policy lets be; Playwright's own waiting would need `unsafe-eval`.
SETTLED = """() => new Promise(painted => requestAnimationFrame(() => requestAnimationFrame(painted)))
    .then(() => Promise.allSettled(document.getAnimations()
        .filter(one => one.effect.getComputedTiming().endTime !== Infinity).map(one => one.finished)))"""

# Chromium keeps colours of the theme before in what was not shown in it; a page that is shown anew has none of those.
# And while nothing is shown, neither the theme nor the width lays a page out: that is done once, when it is shown.
AWAY = "document.documentElement.hidden = true, document.documentElement.getBoundingClientRect()"
BACK = "document.documentElement.hidden = false"


@dataclass(frozen=True)
class Look:
    """One way a page is looked at."""

    width: int
    height: int
    scheme: Literal["light", "dark"]

    def __str__(self) -> str:
        return f"{self.width}-{self.scheme}"


PHONE = Look(390, 844, "light")
DESKTOP = Look(1440, 900, "light")
DIAGONAL = [PHONE, Look(1440, 900, "dark")]


class Watch:
    """Collects what a page must never do: script errors, things the security policy blocked, requests to strangers."""

    def __init__(self, page: Page, origin: str) -> None:
        self.complaints: list[str] = []
        self._origin = origin
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        page.on("request", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        # A 404 or 422 that a test asks for is also "an error" to the console; the test judges those itself.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"console: {message.text}")

    def _see(self, request: Request) -> None:
        if not request.url.startswith((self._origin, "data:", "blob:")):
            self.complaints.append(f"a request to a stranger: {request.url}")


def sign_in(page: Page, person: User) -> None:
    """Have the person freshly signed in with their password, without showing the pages of it."""
    cookie = signed_in(person).cookies[settings.SESSION_COOKIE_NAME]
    somewhere = page.context.request.head("/favicon.ico").url
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": urljoin(somewhere, "/")}])


def sign_in_by_hand(page: Page, person: User) -> None:
    """Sign the person in as a person does: with address and password on the sign-in page."""
    page.goto("/accounts/login/")
    page.get_by_text("Use a password instead").click()
    page.locator("input[name=login]").fill(person.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def assert_axe_clean(page: Page) -> None:
    """Not one of axe's rules is broken on the page as it stands."""
    # A colour that is still on its way has a contrast that no reader ever meets.
    page.evaluate(SETTLED)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    violations = page.evaluate("axe.run({resultTypes: ['violations']}).then(results => results.violations)")
    lines = [
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n"
        + "\n".join(
            f"    {node['target']} {node['html'][:160]}\n      {node.get('failureSummary', '')}"
            for node in violation["nodes"][:5]
        )
        for violation in violations
    ]
    assert not lines, f"{page.url} in {page.viewport_size}\n" + "\n".join(lines)


def assert_fit(page: Page) -> None:
    """The page is fit for everybody, light on a phone and dark on a desktop: each width and each theme once.

    It is loaded once and looked at twice, as where a phone is turned or the evening comes.
    """
    before = page.viewport_size
    for look in DIAGONAL:
        page.evaluate(AWAY)
        page.emulate_media(color_scheme=look.scheme)
        page.set_viewport_size({"width": look.width, "height": look.height})
        page.evaluate(BACK)
        assert_axe_clean(page)
        assert_no_sideways_scrolling(page)
    assert before
    page.set_viewport_size(before)


def assert_no_sideways_scrolling(page: Page) -> None:
    """The page is no wider than the window (WCAG 1.4.10)."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide}px wider than the window"
