"""A partner's console, its sandbox and its conformance, as people of the team use them. No script is needed."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from artists.access import Role
from artists.teams.models import ApiClient
from consent.choices.answers import Answer
from consent.sandbox import runs
from consent.sandbox.assets import AYLA, BO, CLEO
from consent.sandbox.models import Badge, Run, SandboxChoice
from consent.sandbox.states import State
from consent.usage.models import Asked, Hour
from consent.withdrawals.models import Concern
from tests.cast import Cast, join, person
from tests.support import conformance
from tests.support.licences import in_force as licence_in_force
from tests.support.licences import terms

BASE = "/t/halcyon-audio/console/"


@pytest.fixture
def rin(cast: Cast, client: Client) -> Client:
    client.force_login(cast.rin, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(client: Client, path: str = BASE) -> str:
    """A page's text."""
    response = client.get(path)
    assert response.status_code == 200, response.content[:400]
    return " ".join(response.content.decode().split())


def asked(cast: Cast, *questions: tuple[str, str, str], test: bool = False, **changed: Any) -> Asked:
    """A request in the log: (name, answer, reason) of each question."""
    mode = "test" if test else "live"
    caller, _ = ApiClient.objects.get_or_create(
        client_id=f"halcyon-{mode}",
        defaults={"team": cast.partner, "name": f"studio-{mode}", "mode": mode, "created_at": timezone.now()},
    )
    said = [{"u": "remix", "n": name, "t": "DE", "a": answer, "r": [code], "v": []} for name, answer, code in questions]
    counts = {one: sum(answer == one for _, answer, _ in questions) for one in ("allow", "ask", "deny")}
    values: dict[str, Any] = {
        "at": timezone.now(), "partner": cast.partner, "client": caller, "test": test, "kind": "checks",
        "method": "GET", "path": "/api/v1/checks", "status": 200, "duration_ms": 8.2, "request_id": "req-1",
        "problem": "", "amount": len(questions), "questions": said or None, **counts,
    }  # fmt: skip
    return Asked.objects.create(**values | changed)


def test_the_first_day_says_what_to_do(rin: Client) -> None:
    page = text(rin)
    assert "Make a client, then ask" in page
    assert "No checks yet" in page
    assert "No webhook yet" in page
    assert "Nothing is due" in page


def test_the_headline_and_the_bars_count_what_was_asked_today(cast: Cast, rin: Client) -> None:
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    for answer, count in (("allow", 17_820), ("ask", 1_067), ("deny", 651)):
        Hour.objects.create(starts_at=hour, partner=cast.partner, test=False, answer=answer, count=count)
    Hour.objects.create(starts_at=hour - timedelta(days=1), partner=cast.partner, test=False, answer="deny", count=5)
    Hour.objects.create(starts_at=hour, partner=cast.partner, test=True, answer="deny", count=7)
    page = text(rin)
    assert "<b>19,538 checks</b> since midnight UTC, 91.2% of them allowed." in page
    assert "Deny <b>651</b>" in page
    assert "<b>7 checks</b> since midnight UTC, 0% of them allowed." in text(rin, f"{BASE}?mode=test")


def test_each_answer_is_explained_on_its_line(cast: Cast, rin: Client) -> None:
    row = asked(cast, ("QZS7T2500012", "deny", "territory_not_named"))
    page = text(rin, f"{BASE}?open={row.pk}")
    assert "A holder opened this use in some territories" in page
    assert "Their yes does not reach you, here or now" in page
    assert "&quot;territory&quot;: &quot;DE&quot;" in page
    assert "req-1" in page


def test_each_question_of_a_batch_is_explained(cast: Cast, rin: Client) -> None:
    row = asked(cast, ("QZS7T2500012", "allow", "licensed"), ("QZS7T2500013", "ask", "choice_ask"))
    assert "Every holder says yes" in text(rin, f"{BASE}?open={row.pk}")
    page = text(rin, f"{BASE}?open={row.pk}&question=1")
    assert "A holder wants to be asked first. Send a request." in page
    assert "Ask the holders" in page
    assert text(rin, f"{BASE}?open={row.pk}&question=99999999999999999999")


def test_the_log_is_filtered_by_answer_client_and_what_was_asked(cast: Cast, rin: Client) -> None:
    asked(cast, ("QZS7T2500012", "allow", "licensed"), request_id="req-allow")
    asked(cast, ("QZS7T2500013", "deny", "choice_off"), request_id="req-deny")
    asked(cast, status=403, problem="scope_missing", path="/api/v1/reports", request_id="req-403")
    for query, found, not_found in [
        ("show=deny", "QZS7T2500013", "QZS7T2500012"),
        ("show=error", "scope_missing", "QZS7T2500013"),
        ("q=qz-s7t-25-00012", "QZS7T2500012", "QZS7T2500013"),
        ("q=req-deny", "QZS7T2500013", "QZS7T2500012"),
        ("client=halcyon-live", "QZS7T2500012", "Nothing like that"),
        ("client=nobody", "Nothing like that", "QZS7T2500012"),
    ]:
        page = text(rin, f"{BASE}?{query}")
        assert found in page, query
        assert not_found not in page, query


@pytest.mark.parametrize(
    "query", ["show=x", "before=-1", "open=x", "q=%00", "mode=x", "question=-3&open=1", "before=9" * 40]
)
def test_rubbish_in_the_address_filters_nothing(rin: Client, query: str) -> None:
    assert rin.get(f"{BASE}?{query}").status_code in (200, 400)


def test_tests_are_on_a_page_of_their_own_under_a_band(cast: Cast, rin: Client) -> None:
    asked(cast, ("QZS7T2500012", "allow", "licensed"))
    asked(cast, ("ZZS0T2600001", "allow", "licensed"), test=True)
    live, tests = text(rin), text(rin, f"{BASE}?mode=test")
    assert "ZZS0T2600001" not in live
    assert "Everyone says yes" in tests, "the test track by its title"
    assert "Invented artists, no money" in tests
    assert "Invented artists, no money" not in live


def test_another_team_sees_nothing_of_it(cast: Cast, client: Client) -> None:
    asked(cast, ("QZS7T2500012", "allow", "licensed"))
    client.force_login(cast.stranger, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(BASE).status_code == 404
    client.force_login(cast.dana, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/t/northlight-records/console/").status_code == 404


def test_the_console_asks_the_database_as_often_for_much_as_for_little(cast: Cast, rin: Client) -> None:
    def fill(number: int) -> None:
        for n in range(number):
            asked(cast, (f"QZS7T25{n:05d}", "allow", "licensed"), ("QZS7T2599999", "deny", "choice_off"))
            licence_in_force(cast.partner, [cast.label], terms(["discover"]))

    fill(1)
    text(rin)
    with CaptureQueriesContext(connection) as few:
        text(rin)
    fill(6)
    with CaptureQueriesContext(connection) as many:
        text(rin)
    assert len(many) == len(few)


def test_the_sandbox_lists_every_asset_with_its_answer_and_changes_by_a_press(rin: Client) -> None:
    page = text(rin, f"{BASE}sandbox/")
    assert "ZZS0T2600001" in page
    assert "performer_unknown" in page
    pressed = rin.post(f"{BASE}sandbox/say/", {"artist": AYLA, "answer": "off"}, follow=True)
    assert "Ayla says no, from the next check on." in pressed.content.decode()
    assert SandboxChoice.objects.get().answer == Answer.OFF
    assert "Made to say no" in pressed.content.decode()
    rin.post(f"{BASE}sandbox/reset/")
    assert not SandboxChoice.objects.exists()


def test_a_withdrawal_is_played_by_a_press_and_lifted_by_a_reset(cast: Cast, rin: Client) -> None:
    press = {"artist": BO, "answer": "off", "withdraw": "on"}
    assert rin.post(f"{BASE}sandbox/say/", press).status_code == 302
    concern = Concern.objects.get()
    assert concern.withdrawal.test
    assert "Drills to acknowledge" in text(rin, f"{BASE}?mode=test")
    assert "Withdrawals to acknowledge" not in text(rin)
    assert rin.post(f"{BASE}sandbox/say/", press).status_code == 409, "there is no yes left to take back"
    rin.post(f"{BASE}sandbox/reset/")
    concern.refresh_from_db()
    assert concern.lifted_at


@pytest.mark.parametrize("sent", [{}, {"artist": "dee", "answer": "off"}, {"artist": AYLA, "answer": "maybe"}])
def test_a_press_that_makes_no_sense_changes_nothing(rin: Client, sent: dict[str, str]) -> None:
    assert rin.post(f"{BASE}sandbox/say/", sent).status_code == 302
    assert not SandboxChoice.objects.exists()
    assert rin.post(f"{BASE}sandbox/say/", {"artist": CLEO, "answer": "off", "withdraw": "on"}).status_code == 409


def test_a_viewer_looks_and_is_told_why_there_is_no_button(cast: Cast, client: Client) -> None:
    vic = person("vic@demo.test", "Vic")
    join(vic, cast.partner, Role.VIEWER)
    client.force_login(vic, backend="django.contrib.auth.backends.ModelBackend")
    page = text(client, f"{BASE}sandbox/")
    assert "takes the role" in page
    assert "Make Ayla" not in page
    assert client.post(f"{BASE}sandbox/say/", {"artist": AYLA, "answer": "off"}).status_code == 403
    assert client.post(f"{BASE}conformance/start/").status_code == 403
    assert text(client)


def test_a_run_is_started_watched_and_cancelled_without_a_script(cast: Cast, rin: Client) -> None:
    page = text(rin, f"{BASE}conformance/")
    assert "Make a test client first" in page
    assert "Set up a webhook" in page
    assert rin.post(f"{BASE}conformance/start/").status_code == 409
    conformance.integration(cast)
    conformance.hook(cast, "https://hooks.example.com/")
    started = rin.post(f"{BASE}conformance/start/", follow=True)
    assert "0 of 8 steps passed" in started.content.decode()
    run = Run.objects.get()
    assert rin.post(f"{BASE}conformance/start/").status_code == 409, "one at a time"
    fragment = rin.get(f"{BASE}conformance/", headers={"HX-Request": "true", "HX-Target": "run"}).content.decode()
    assert "<html" not in fragment
    assert "steps passed" in fragment
    ended = rin.post(f"{BASE}conformance/{run.pk}/cancel/", follow=True)
    assert "It counts for nothing" in ended.content.decode()
    assert rin.post(f"{BASE}conformance/{run.pk}/cancel/").status_code == 409
    assert Run.objects.get().state == State.CANCELLED


def test_another_teams_run_is_not_found(cast: Cast, rin: Client) -> None:
    run = Run.objects.create(
        team=cast.label, state=State.FAILED, started_at=timezone.now(), ended_at=timezone.now(), says="No."
    )
    assert rin.get(f"{BASE}conformance/{run.pk}/").status_code == 404
    assert rin.post(f"{BASE}conformance/{run.pk}/cancel/").status_code == 404


def test_the_badge_is_shown_with_its_dates_and_gone_when_it_is_taken_away(cast: Cast, rin: Client) -> None:
    now = timezone.now()
    run = Run.objects.create(team=cast.partner, state=State.PASSED, started_at=now, ended_at=now)
    Badge.objects.create(team=cast.partner, run=run, given_at=now, until=now + timedelta(days=90))
    assert "Works with Soundcheck" in text(rin)
    assert runs.revoke_badges(cast.partner.pk, "An acknowledgement is late.") == 1
    assert "Works with Soundcheck" not in text(rin)
