"""The journey everything exists for: an album comes in, a switch is turned, and the next check hears of it.

The same four people go the same way on a desktop, on a phone, without a script, and by keyboard alone.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from artists.accounts.models import User
from artists.journal import outbox
from tests import cast as cast_module
from tests.browser.conftest import OpenPage
from tests.cast import PASSWORD, Cast
from tests.support.browser import DESKTOP, PHONE, Look, assert_no_sideways_scrolling, sign_in

ALBUM = Path(__file__).resolve().parents[2] / "docs" / "examples" / "deliveries" / "northlight-saltglass-ern43.xml"
TRACK, ISRC = "Ferry Song", "NOX4A2600102"


@dataclass(frozen=True)
class Way:
    """How somebody uses a browser."""

    name: str
    look: Look
    javascript: bool = True
    keyboard: bool = False

    def press(self, target: Locator) -> None:
        """Click it, or reach it by the Tab key alone and press Enter."""
        if not self.keyboard:
            target.click()
            return
        expect(target).to_be_visible()
        self.reach(target)
        target.page.keyboard.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        """Fill it in, or reach it by Tab and type."""
        if not self.keyboard:
            target.fill(text)
            return
        self.reach(target)
        target.page.keyboard.press("Control+A")
        target.page.keyboard.type(text)

    def reach(self, target: Locator) -> None:
        """Press Tab until the focus is there. Inside a switch the arrow keys go on from place to place."""
        for _ in range(400):
            if target.evaluate("it => it === document.activeElement"):
                return
            inside = target.evaluate("it => !!it.closest('.answer')?.contains(document.activeElement)")
            target.page.keyboard.press("ArrowRight" if inside else "Tab")
        raise AssertionError(f"{target} cannot be reached by keyboard")


WAYS = [
    Way("desktop", DESKTOP),
    Way("phone", PHONE),
    Way("no-script", PHONE, javascript=False),
    Way("keyboard", DESKTOP, keyboard=True),
]


@dataclass
class Machine:
    """The partner's program, with what its engineer copied from the page."""

    site: str
    page: Page
    client_id: str
    secret: str

    def asks(self, use: str) -> tuple[str, list[str]]:
        """What the check says of the track, and the reasons' codes."""
        form = {"grant_type": "client_credentials", "scope": "checks"}
        client = {"client_id": self.client_id, "client_secret": self.secret}
        token = self.page.request.post(f"{self.site}/identity/o/api/token", form=form | client).json()
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        answer = self.page.request.get(f"{self.site}/api/v1/checks?isrc={ISRC}&use={use}", headers=headers).json()
        return answer["answer"], [reason["code"] for reason in answer["reasons"]]


def enter(page: Page, person: User, way: Way) -> None:
    page.goto("/accounts/login/")
    way.press(page.get_by_text("Use a password instead"))
    way.write(page.locator("#by-password input[name=login]"), person.email)
    way.write(page.locator("#by-password input[name=password]"), PASSWORD)
    way.press(page.locator("#by-password").get_by_role("button", name="Sign in"))
    page.wait_for_url("**/t/**")


def bring_in_the_album(page: Page, way: Way) -> None:
    page.goto("/t/northlight-records/catalogue/import/")
    page.locator("input[type=file]").set_input_files(ALBUM)
    way.press(page.get_by_role("button", name="Upload and look"))
    page.wait_for_url("**/import/*-*/")
    outbox.drain()  # what the worker does
    page.reload()
    expect(page.get_by_text("Nothing has changed yet")).to_be_visible()
    expect(page.get_by_role("rowheader", name=TRACK)).to_be_visible()
    assert_no_sideways_scrolling(page)
    way.press(page.get_by_role("button", name="Bring it in"))
    expect(page.get_by_text("Being brought in")).to_be_visible()
    while outbox.drain():
        pass
    page.reload()
    expect(page.get_by_text("Brought in")).to_be_visible()


def turn(page: Page, team: str, place: str, way: Way) -> None:
    page.goto(f"/t/{team}/participation/?q=Ferry+Song")
    switch = page.get_by_role("group", name=f"Analyse: {TRACK}", exact=True)
    way.press(switch.get_by_role("button", name=place))
    expect(switch.get_by_role("button", name=place)).to_have_attribute("aria-pressed", "true")
    assert_no_sideways_scrolling(page)


def make_a_client(page: Page, site: str, way: Way) -> Machine:
    page.goto("/t/halcyon-audio/clients/new/")
    way.write(page.get_by_label("Name"), "Journey")
    way.press(page.get_by_role("button", name="Make the client"))
    return Machine(site, page, page.locator("#shown-id").inner_text(), page.locator("#shown-secret").inner_text())


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_an_album_comes_in_a_switch_is_turned_and_the_check_changes_with_it(
    open_page: OpenPage, live_server: LiveServer, way: Way
) -> None:
    people: Cast = cast_module.cast()
    desks = {}
    for person in (people.dana, people.marco, people.ayla, people.rin):
        desks[person.email] = open_page(way.look, javascript=way.javascript)
        if person == people.ayla:
            enter(desks[person.email], person, way)
        else:
            sign_in(desks[person.email], person)
    label, manager = desks["dana@demo.test"], desks["marco@demo.test"]
    artist, partner = desks["ayla@demo.test"], desks["rin@demo.test"]

    machine = make_a_client(partner, live_server.url, way)
    assert machine.asks("analyse") == ("deny", ["unknown_asset"])
    bring_in_the_album(label, way)
    assert machine.asks("analyse") == ("deny", ["not_answered"])
    turn(label, "northlight-records", "On", way)
    assert machine.asks("analyse") == ("deny", ["not_answered"])
    turn(manager, "ayla-marsh", "On", way)
    assert machine.asks("analyse") == ("allow", ["licensed"])
    turn(artist, "ayla-marsh", "Off", way)
    assert machine.asks("analyse") == ("deny", ["choice_off"])
    assert machine.asks("train")[0] == "deny"

    artist.goto("/t/ayla-marsh/history/")
    expect(artist.get_by_text(TRACK).first).to_be_visible()
    assert_no_sideways_scrolling(artist)
