"""Deals, as people make them: offered, countered, signed; answered against each other; run out; forty at once.

The same people go the same way on a desktop, on a phone, and without a script.
"""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from artists.access import TeamKind
from artists.accounts.models import User
from artists.catalog.models import Artist, Asset
from artists.journal import outbox
from artists.teams.models import Team
from consent.choices.actions import Consent, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.state import State
from consent.decisions.checks import Question, check
from consent.requests import resolve
from consent.requests.actions import Ask, ask_for_use
from consent.requests.models import Request
from consent.uses import text_of
from tests import cast as cast_module
from tests.browser.conftest import OpenPage
from tests.browser.test_first_switch import WAYS, Way
from tests.cast import Cast, acting, personal, team, track
from tests.support.browser import assert_no_sideways_scrolling, sign_in
from tests.support.licences import terms

HANDS = DESK, PHONE, NO_SCRIPT = [way for way in WAYS if not way.keyboard]


class Stage:
    """Halcyon's people are in the cast; here come a partner without licences, two artists of one label, two tracks."""

    def __init__(self) -> None:
        self.cast: Cast = cast_module.cast()
        self.iri = cast_module.person("iri@demo.test", "Iri Prado")
        self.partner = team(TeamKind.PARTNER, "Versão Labs", "versao-labs", self.iri)
        cast = self.cast
        self.sol = Artist.objects.create(
            name="Sol Strange", slug="sol-strange", team=cast.other_artist, created_at=timezone.now()
        )
        personal("voice", self.sol)
        self.hers = track("Night Ferry", cast.ayla_marsh, performer=cast.artist, master=cast.label)
        self.theirs = track("Slow Sun", self.sol, performer=cast.other_artist, master=cast.label)

    def answers(self, person: User, by: Team, asset: Asset, use: str, answer: Answer) -> None:
        consent = Consent(text_of(use).sha256)
        choose_for_tracks([asset.pk], use, State(answer), actor=acting(person, by), consent=consent)

    def everybody_is_asked(self, assets: list[Asset]) -> None:
        for asset in assets:
            self.answers(self.cast.ayla, self.cast.artist, asset, "discover", Answer.ASK)
            self.answers(self.cast.dana, self.cast.label, asset, "discover", Answer.ASK)

    def asks(self, asset: Asset, title: str) -> Request:
        ask = Ask(title, "For the late show.", terms(["discover"], assets=[asset]))
        return ask_for_use(ask, actor=acting(self.iri, self.partner))

    def may(self, asset: Asset) -> str:
        [verdict] = check([Question("discover", asset.pk)], partner_team_id=self.partner.pk)
        return verdict.answer


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    return Stage()


def desk(open_page: OpenPage, person: User, way: Way) -> Page:
    page = open_page(way.look, javascript=way.javascript)
    sign_in(page, person)
    return page


def follow_up() -> None:
    """What the worker does."""
    while outbox.drain():
        pass


def offer(page: Page, way: Way) -> None:
    page.goto("/t/versao-labs/licences/new/")
    page.get_by_label("Title", exact=True).fill("Late show DJ")
    page.get_by_role("checkbox", name="Northlight Records").check()
    page.get_by_role("checkbox", name="Recommend, sequence, DJ").check()
    page.get_by_label("How much, rate 1").fill("0.02")
    assert_no_sideways_scrolling(page)
    way.press(page.get_by_role("button", name="Keep as a draft"))
    expect(page.get_by_role("heading", name="Late show DJ", level=1)).to_be_visible()
    page.get_by_label("What it is for").fill("An AI DJ that plays your tracks between others.")
    way.press(page.get_by_role("button", name="Sign and send"))
    expect(page.get_by_text("1 of 2")).to_be_visible()


def open_the_licence(page: Page, slug: str, tab: str = "Waiting for signatures") -> None:
    page.goto(f"/t/{slug}/licences/")
    page.get_by_role("link", name=tab).first.click()
    page.get_by_role("link", name="Late show DJ").first.click()
    expect(page.get_by_role("heading", name="Late show DJ", level=1)).to_be_visible()
    assert_no_sideways_scrolling(page)


@pytest.mark.parametrize("way", HANDS, ids=lambda way: way.name)
def test_a_licence_is_offered_countered_and_signed_and_each_artist_decides_for_her_own_track(
    open_page: OpenPage, live_server: LiveServer, stage: Stage, way: Way
) -> None:
    cast = stage.cast
    for asset in (stage.hers, stage.theirs):
        stage.answers(cast.dana, cast.label, asset, "discover", Answer.ON)
    stage.answers(cast.ayla, cast.artist, stage.hers, "discover", Answer.ON)
    partner, label = desk(open_page, stage.iri, way), desk(open_page, cast.dana, way)
    artist, other = desk(open_page, cast.ayla, way), desk(open_page, cast.stranger, way)
    artist.goto("/t/ayla-marsh/participation/?q=Night+Ferry")
    switch = artist.get_by_role("group", name="Discover: Night Ferry", exact=True)
    way.press(switch.get_by_role("button", name="Off"))
    expect(switch.get_by_role("button", name="Off")).to_have_attribute("aria-pressed", "true")

    offer(partner, way)
    open_the_licence(label, "northlight-records")
    way.press(label.get_by_role("link", name="Make a counter-offer"))
    label.get_by_label("How much, rate 1").fill("0.05")
    way.press(label.get_by_role("button", name="Send the counter-offer"))
    open_the_licence(partner, "versao-labs")
    partner.get_by_role("checkbox", name="may sign for").check()
    way.press(partner.get_by_role("button", name="Sign version 2"))
    assert stage.may(stage.theirs) == "deny"
    open_the_licence(label, "northlight-records")
    label.get_by_role("checkbox", name="may sign for").check()
    way.press(label.get_by_role("button", name="Sign version 2"))
    expect(label.get_by_text("In force").first).to_be_visible()
    follow_up()

    assert (stage.may(stage.hers), stage.may(stage.theirs)) == ("deny", "deny")
    other.goto("/t/sol-strange/participation/?q=Slow+Sun")
    switch = other.get_by_role("group", name="Discover: Slow Sun", exact=True)
    way.press(switch.get_by_role("button", name="On"))
    expect(switch.get_by_role("button", name="On")).to_have_attribute("aria-pressed", "true")
    assert (stage.may(stage.hers), stage.may(stage.theirs)) == ("deny", "allow")
    open_the_licence(artist, "ayla-marsh", "In force")
    expect(artist.get_by_text("Northlight Records").first).to_be_visible()
    expect(artist.get_by_text("€0.05").first).to_be_visible()


def answer(page: Page, slug: str, request: Request, button: str, way: Way, *, last: bool = False) -> None:
    """Press it; whoever is the last to say yes is asked once more."""
    page.goto(f"/t/{slug}/requests/{request.reference}/")
    assert_no_sideways_scrolling(page)
    way.press(page.get_by_role("button", name=button).first)
    if last:
        expect(page.get_by_role("heading", name="Say yes to")).to_be_visible()
        assert_no_sideways_scrolling(page)
        way.press(page.get_by_role("button", name="Say yes"))


@pytest.mark.parametrize("way", [PHONE, NO_SCRIPT], ids=lambda way: way.name)
def test_a_yes_and_a_no_are_a_no_and_the_partner_reads_no_more_than_that(
    open_page: OpenPage, live_server: LiveServer, stage: Stage, way: Way
) -> None:
    cast = stage.cast
    stage.everybody_is_asked([stage.hers])
    request = stage.asks(stage.hers, "Late show")
    artist, label = desk(open_page, cast.ayla, way), desk(open_page, cast.dana, way)
    partner = desk(open_page, stage.iri, way)
    answer(artist, "ayla-marsh", request, "Decline", way)
    expect(artist.get_by_text("Your answer: no")).to_be_visible()
    label.goto(f"/t/northlight-records/requests/{request.reference}/")
    expect(label.get_by_text("sealed").first).to_be_visible()
    answer(label, "northlight-records", request, "Approve", way, last=True)
    expect(label.get_by_text("There was a yes and a no").first).to_be_visible()
    artist.reload()
    expect(artist.get_by_text("There was a yes and a no").first).to_be_visible()
    partner.goto(f"/t/versao-labs/requests/{request.reference}/")
    assert "a yes and a no" not in partner.content()
    assert "onflicted" not in partner.content()
    assert stage.may(stage.hers) == "ask"


def test_silence_until_the_deadline_is_a_no(open_page: OpenPage, live_server: LiveServer, stage: Stage) -> None:
    way = PHONE
    cast = stage.cast
    stage.everybody_is_asked([stage.hers])
    request = stage.asks(stage.hers, "Late show")
    artist = desk(open_page, cast.ayla, way)
    answer(artist, "ayla-marsh", request, "Approve", way)
    expect(artist.get_by_text("Your answer: yes")).to_be_visible()
    Request.objects.filter(pk=request.pk).update(deadline_at=timezone.now() - timedelta(minutes=1))
    resolve.close_overdue()
    artist.reload()
    expect(artist.get_by_text("Time ran out").first).to_be_visible()
    assert stage.may(stage.hers) == "ask"


@pytest.mark.parametrize(("way", "number"), [(DESK, 40), (NO_SCRIPT, 10)], ids=["desktop", "no-script"])
def test_forty_requests_for_the_same_deal_are_answered_together(
    open_page: OpenPage, live_server: LiveServer, stage: Stage, way: Way, number: int
) -> None:
    cast = stage.cast
    assets = [track(f"Track {n:02}", cast.ayla_marsh, performer=cast.artist, master=cast.label) for n in range(number)]
    stage.everybody_is_asked(assets)
    for place, asset in enumerate(assets):
        stage.asks(asset, f"Late show {place:02}")
    label = desk(open_page, cast.dana, way)
    answered = 0
    while answered < number:
        label.goto("/t/northlight-records/requests/")
        boxes = label.get_by_role("checkbox", name="Select R-")
        count = boxes.count()
        assert count, "nothing left to tick"
        for place in range(count):
            boxes.nth(place).check()
        assert_no_sideways_scrolling(label)
        way.press(label.get_by_role("button", name="Answer together"))
        way.press(label.get_by_role("button", name=f"Approve {count}"))
        expect(label.get_by_role("heading", name="What became of")).to_be_visible()
        answered += count
    assert Request.objects.filter(state="open").count() == number  # the artist has not answered, and silence is no
    assert stage.may(assets[0]) == "ask"
    artist = desk(open_page, cast.ayla, way)
    request = Request.objects.earliest("pk")
    answer(artist, "ayla-marsh", request, "Approve", way, last=True)
    expect(artist.get_by_text("approved", exact=False).first).to_be_visible()
    assert stage.may(assets[0]) == "allow"
