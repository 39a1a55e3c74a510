"""The console, the sandbox and a conformance run in a real browser; the partners' cards in public."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from artists.teams.models import ApiClient
from consent.sandbox import runs
from consent.sandbox.judging import Call, Kind
from consent.sandbox.models import Badge, Run
from consent.usage.models import Asked, Hour
from tests import cast as cast_module
from tests.browser.conftest import OpenPage
from tests.cast import Cast
from tests.support import conformance
from tests.support.browser import DESKTOP, PHONE, Look, assert_fit, sign_in

BASE = "/t/halcyon-audio/console/"


@pytest.fixture
def people(transactional_db: None) -> Cast:
    """A partner with a day's checks, a test client, a webhook and a badge."""
    cast, now = cast_module.cast(), timezone.now()
    conformance.integration(cast)
    conformance.hook(cast, "https://hooks.example.com/")
    live = ApiClient.objects.create(team=cast.partner, client_id="studio-live", name="studio-live", created_at=now)
    hour = now.replace(minute=0, second=0, microsecond=0)
    for answer, count in (("allow", 1782), ("ask", 106), ("deny", 65)):
        Hour.objects.create(starts_at=hour, partner=cast.partner, test=False, answer=answer, count=count)
    for answer, code in (("allow", "licensed"), ("ask", "choice_ask"), ("deny", "territory_not_named")):
        Asked.objects.create(
            at=now, partner=cast.partner, client=live, test=False, kind="checks", method="GET", path="/api/v1/checks",
            status=200, duration_ms=8, request_id=f"req-{answer}", problem="", amount=1,
            questions=[{"u": "remix", "n": "QZS7T2500012", "t": "DE", "a": answer, "r": [code], "v": []}],
            **{one: int(one == answer) for one in ("allow", "ask", "deny")},
        )  # fmt: skip
    run = Run.objects.create(team=cast.partner, state="passed", started_at=now, ended_at=now)
    Badge.objects.create(team=cast.partner, run=run, given_at=now, until=now + timedelta(days=90))
    return cast


def test_axe_finds_nothing_and_nothing_scrolls_sideways(open_page: OpenPage, people: Cast) -> None:
    page = open_page()
    sign_in(page, people.rin)
    row = Asked.objects.get(request_id="req-deny")
    places = ["", f"?open={row.pk}", "?mode=test", "?show=error", "sandbox/", "conformance/"]
    for address in (*(BASE + place for place in places), "/partners/", "/partners/halcyon-audio/"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        assert_fit(page)


@pytest.mark.parametrize(("look", "javascript"), [(DESKTOP, True), (PHONE, False)], ids=["script", "no-script"])
def test_an_engineer_plays_in_the_sandbox_and_watches_a_run(
    open_page: OpenPage, people: Cast, look: Look, javascript: bool
) -> None:
    page = open_page(look, javascript=javascript)
    sign_in(page, people.rin)
    page.goto(BASE)
    page.get_by_role("link", name="Explain").first.click()
    expect(page.get_by_text("What was looked at", exact=False)).to_have_count(0)
    expect(page.get_by_text("Their yes does not reach you, here or now")).to_be_visible()
    page.goto(f"{BASE}sandbox/")
    page.get_by_role("button", name="Make Ayla say no").click()
    expect(page.get_by_text("Made to say no")).to_be_visible()
    page.get_by_role("button", name="Reset").click()
    expect(page.get_by_text("Made to say no")).to_have_count(0)
    page.goto(f"{BASE}conformance/")
    page.get_by_role("button", name="Run again").click()
    expect(page.get_by_text("0 of 8 steps passed")).to_be_visible()
    runs.observe(people.partner.pk, "halcyon-test", [Call(timezone.now(), Kind.CHECK, answer="allow", permit="p1")])
    if not javascript:
        page.reload()
    expect(page.get_by_text("2 of 8 steps passed")).to_be_visible()
    page.get_by_role("button", name="Cancel the run").click()
    expect(page.get_by_text("It counts for nothing").first).to_be_visible()
