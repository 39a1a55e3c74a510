"""The short path: it obeys at once, leaves to Django what is unusual, and outlives a restart of the database."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson
import pytest
import structlog
from allauth.idp.oidc.models import Token
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from artists.teams.models import ApiClient
from consent.choices.answers import Answer
from consent.decisions import checks
from consent.usage.models import Asked
from portal.api import shortpath_database
from portal.api.metering import meter
from portal.api.shortpath import ShortPath
from portal.ops import logs
from tests import cast as cast_module
from tests.cast import Cast
from tests.consent.decisions.scenes import answer, own_track
from tests.portal.api.conftest import oauth_client, token_response
from tests.support.wsgi import Said, asked, put

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Way:
    """The short path before Django, and what came of the last request."""

    people: Cast
    token: str

    def __post_init__(self) -> None:
        self.django = get_wsgi_application()
        self.application = ShortPath(self._handed_on)
        self.asset = own_track(self.people)
        answer(self.people, self.asset, "remix", Answer.ON)
        self.handed_on = 0

    def _handed_on(self, environ: Any, start_response: Any) -> Any:
        self.handed_on += 1
        return self.django(environ, start_response)

    def put(self, query: str | None = None, **changed: Any) -> Said:
        """Put a request: the usual question, unless another is given."""
        self.handed_on = 0
        usual = f"use=remix&asset={self.asset.pk}"
        return put(self.application, asked(usual if query is None else query, token=self.token, **changed))

    def post(self, *questions: dict[str, Any]) -> Said:
        """Send a batch."""
        self.handed_on = 0
        return put(self.application, asked(token=self.token, body=orjson.dumps({"questions": questions})))


@pytest.fixture
def way() -> Iterator[Way]:
    people = cast_module.cast()
    oauth_client(people.partner)
    made = Way(people, token_response("halcyon").json()["access_token"])
    made.put()
    made.post({"use": "remix", "asset": str(made.asset.pk)})
    yield made
    shortpath_database.close()


def test_a_plain_question_is_answered_without_django(way: Way) -> None:
    said = way.put()
    assert (way.handed_on, said.status, json.loads(said.body)["answer"]) == (0, "200 OK", "allow")
    headers = dict(said.headers)
    assert (headers["content-type"], headers["cache-control"]) == ("application/json", "no-store")
    assert {"content-security-policy", "x-content-type-options", "referrer-policy"} <= headers.keys()


def test_a_batch_is_answered_without_django(way: Way) -> None:
    one = {"use": "remix", "asset": str(way.asset.pk), "territory": "DE"}
    said = way.post(one, {**one, "use": "cover"}, {"use": "sing", "artist": str(way.people.ayla_marsh.pk)})
    answers = json.loads(said.body)["answers"]
    assert way.handed_on == 0
    assert [found["answer"] for found in answers] == ["allow", "deny", "deny"]
    assert answers[2]["asset"] == str(way.people.voice.pk)


def test_a_no_is_in_the_next_answer(way: Way) -> None:
    answer(way.people, way.asset, "remix", Answer.OFF)
    said = way.put()
    assert (way.handed_on, json.loads(said.body)["answer"]) == (0, "deny")


def test_a_revoked_client_and_an_expired_token_end_at_once(way: Way) -> None:
    ApiClient.objects.update(revoked_at=timezone.now())
    assert (way.put().status, way.handed_on) == ("401 Unauthorized", 1)
    ApiClient.objects.update(revoked_at=None)
    assert (way.put().status, way.handed_on) == ("200 OK", 0)
    Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert (way.put().status, way.handed_on) == ("401 Unauthorized", 1)


def test_what_it_answers_is_counted_noted_and_told_like_djangos(way: Way) -> None:
    Asked.objects.all().delete()
    meter.forget()
    one = {"use": "remix", "asset": str(way.asset.pk), "territory": "DE"}
    headers = dict(way.post(one, one).headers)
    assert (way.handed_on, headers["ratelimit-policy"]) == (0, '"checks";q=60000;w=60')
    assert headers["ratelimit"].startswith('"checks";r=59998;t=')
    noted = Asked.objects.get()
    assert (noted.method, noted.path, noted.status, noted.amount, noted.allow) == ("POST", "/api/v1/checks", 200, 2, 2)
    assert [(q["n"], q["a"]) for q in noted.questions or []] == [(str(way.asset.pk), "allow")] * 2


def test_over_the_limit_django_refuses(way: Way) -> None:
    ApiClient.objects.update(limits={"checks": 0})
    way.put()
    assert (way.put().status, way.handed_on) == ("429 Too Many Requests", 1)


def test_a_client_in_test_mode_is_left_to_the_sandbox(way: Way) -> None:
    ApiClient.objects.update(mode="test")
    said = way.put()
    assert way.handed_on == 1
    assert json.loads(said.body)["answer"] == "deny"


UNUSUAL: list[dict[str, Any]] = [
    {"HTTP_COOKIE": "sessionid=a"},
    {"HTTP_ACCEPT": "text/html"},
    {"HTTP_HOST": "elsewhere.example"},
    {"HTTP_AUTHORIZATION": None},
    {"REQUEST_METHOD": "HEAD"},
    {"query": "use=remix"},
    {"query": "use=remix&use=cover&isrc=QZS7T2500012"},
    {"query": "use=remix&isrc=qzs7t2500012"},
    {"query": "use=remix&isrc=QZS7T2500012&colour=red"},
]


def test_what_is_unusual_is_left_to_django(way: Way) -> None:
    for changed in UNUSUAL:
        way.put(**changed)
        assert way.handed_on == 1, changed


def test_a_wish_for_a_permit_is_left_to_django(way: Way) -> None:
    said = way.post({"use": "remix", "asset": str(way.asset.pk), "permit": {"quantity": 1}})
    assert way.handed_on == 1
    assert json.loads(said.body)["answers"][0]["permit"]["token"]


def test_it_answers_again_after_its_connection_was_lost(way: Way) -> None:
    lost = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = %s"
    way.put()
    with connection.cursor() as cursor:
        cursor.execute(lost, [connection.settings_dict["NAME"]])
        assert cursor.fetchall()
    said = way.put()
    assert (said.status, way.handed_on) == ("200 OK", 0)


def test_without_tls_where_it_is_wanted_django_leads_there(way: Way) -> None:
    with override_settings(SECURE_SSL_REDIRECT=True, SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
        way.application = ShortPath(way._handed_on)
        way.django = get_wsgi_application()
        assert way.put().status == "301 Moved Permanently"
        assert way.put(HTTP_X_FORWARDED_PROTO="https").status == "200 OK"
        assert (way.put(HTTP_X_FORWARDED_PROTO="https").status, way.handed_on) == ("200 OK", 0)
        assert (way.put(HTTP_X_FORWARDED_PROTO="http").status, way.handed_on) == ("301 Moved Permanently", 1)


def test_each_answer_leaves_a_line_in_the_log(way: Way, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="django_structlog.middlewares.request"):
        way.put(HTTP_USER_AGENT="loom/2")
    [line] = [one.msg for one in caplog.records if one.name == "django_structlog.middlewares.request"]
    assert isinstance(line, dict)
    assert (line["event"], line["code"], line["user_agent"]) == ("request_finished", 200, "loom/2")
    assert line["request"] == f"GET /api/v1/checks?use=remix&asset={way.asset.pk}"


def test_a_line_written_cheaply_has_what_structlog_would_write(capsys: pytest.CaptureFixture[str]) -> None:
    logger, root = logging.getLogger("tests.cheap"), logging.getLogger()
    configured = logs.configure(level="INFO", style="json")
    made = configured["formatters"]["event"] | {}
    handler = logging.StreamHandler()
    handler.setFormatter(made.pop("()")(**made))
    before, level = root.handlers, root.level
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    try:
        logs.say(logger, "request_finished", code=200)
        structlog.get_logger("tests.cheap").info("request_finished", code=200)
    finally:
        root.handlers = before
        root.setLevel(level)
    cheap, usual = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    for one in (cheap, usual):
        assert one.pop("timestamp").endswith("Z")
    assert cheap == usual


def test_the_statement_of_the_check_says_who_asks_in_one_place() -> None:
    assert checks.QUERY.count(checks.ASKER) == 1
