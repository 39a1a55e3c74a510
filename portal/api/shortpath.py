"""A short path for checks, ahead of the middleware that pages need.

A check is asked thousands of times a second, and Django's way to it costs ten times what the answer does. This takes
the plain question with a good token, puts token and question to the database in one prepared statement, and answers.
Everything else goes Django's way: every error, every other address, and whatever is unusual. So there is one place for
errors, and what is answered here is answered there in the same bytes (tests/properties/test_short_path.py).

The rules are those of `consent.decisions`, the token's those of `portal.api.bearer`, the words those of `rendering`.
The header fields are learnt from Django's own first answer, so that a change of middleware is a change here.
"""

import io
import logging
import re
import time
from collections.abc import Callable, Iterable, MutableMapping
from functools import cache, lru_cache
from typing import Any

import psycopg
import uuid_utils
from allauth.idp.oidc.adapter import DefaultOIDCAdapter, get_adapter
from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host
from django.utils import timezone

from consent.decisions.checks import Question, Verdict, verdict_of
from consent.usage.notes import Note
from portal.api import shortpath_database
from portal.api.bearer import Partner, partner_of
from portal.api.metering import Limit, meter
from portal.api.metering import headers as limits
from portal.api.problems import Problem
from portal.api.rendering import many_answers, one_answer
from portal.api.shortpath_reading import many_questions, one_question
from portal.api.visits import counts_of, told
from portal.ops.logs import say

Environ = MutableMapping[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

PATH = "/api/v1/checks"
SCOPE = "checks"
# The logger of the line that Django's way ends with: whoever counts requests counts these too.
_logger = logging.getLogger("django_structlog.middlewares.request")
_BEARER = re.compile(r"[Bb]earer ([A-Za-z0-9._~+/=-]{1,512})")
_JSON = ("application/json", "application/json; charset=utf-8")
_OF_ONE_ANSWER = ("content-length", "ratelimit", "ratelimit-policy")


class ShortPath:
    """A WSGI application that answers plain checks itself, and hands the rest on."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._headers: dict[tuple[str, bool], Headers] = {}
        self._proxy = settings.SECURE_PROXY_SSL_HEADER
        self._tls_only = settings.SECURE_SSL_REDIRECT

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, here or there."""
        if environ["PATH_INFO"] != PATH:
            return self._application(environ, start_response)
        secure = self._secure(environ)
        if secure is None or not _plain(environ):
            return self._application(environ, start_response)
        kind = environ["REQUEST_METHOD"], secure
        headers = self._headers.get(kind)
        if headers is None:
            return self._application(environ, self._learning(kind, start_response))
        answer = _answer(environ)
        if answer is None:
            return self._application(environ, start_response)
        content, limit = answer
        start_response("200 OK", [*headers, *limits([limit]).items(), ("Content-Length", str(len(content)))])
        return [content]

    def _secure(self, environ: Environ) -> bool | None:
        """Whether the request came by TLS; None where that is for Django to say."""
        if self._proxy and self._proxy[0] in environ:
            return True if environ[self._proxy[0]] == self._proxy[1] else None
        secure = environ["wsgi.url_scheme"] == "https"
        return None if self._tls_only and not secure else secure

    def _learning(self, kind: tuple[str, bool], start_response: StartResponse) -> StartResponse:
        def start(status: str, headers: Headers, *rest: Any) -> Any:
            names = {name.lower() for name, _ in headers}
            if status.startswith("200") and "set-cookie" not in names:
                self._headers[kind] = [one for one in headers if one[0].lower() not in _OF_ONE_ANSWER]
            return start_response(status, headers, *rest)

        return start


def _plain(environ: Environ) -> bool:
    """Whether nothing about the request is of another kind than most partners' programs send."""
    return (
        "HTTP_COOKIE" not in environ
        and _host_is_ours(environ.get("HTTP_HOST", ""))
        and _takes_json(environ.get("HTTP_ACCEPT", "*/*"))
        and not environ.get("SCRIPT_NAME")
    )


@lru_cache(maxsize=64)
def _host_is_ours(host: str) -> bool:
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


@lru_cache(maxsize=64)
def _takes_json(accept: str) -> bool:
    request = HttpRequest()
    request.META["HTTP_ACCEPT"] = accept
    return request.accepts("application/json")


def _answer(environ: Environ) -> tuple[bytes, Limit] | None:
    """The answer and what the client has left, or None: then nothing was done, and the request is as it was."""
    started = time.perf_counter()
    token = _BEARER.fullmatch(environ.get("HTTP_AUTHORIZATION", ""))
    if token is None:
        return None
    method = environ["REQUEST_METHOD"]
    if method == "GET":
        questions = one_question(environ["QUERY_STRING"])
    else:
        questions = _posted(environ) if method == "POST" else None
    found = questions and _decided(token[1], questions)
    if not (questions and found):
        return None
    partner, verdicts = found
    limit = meter.admit(partner.client_id, SCOPE, len(questions))
    if limit.refused:
        return None
    request_id = str(uuid_utils.uuid4())
    say(_logger, "request_finished", request=_request_line(environ), code=200,
        user_agent=environ.get("HTTP_USER_AGENT"), request_id=request_id, user_id=None)  # fmt: skip
    content = (
        one_answer(questions[0], verdicts[0])
        if method == "GET"
        else many_answers(questions, verdicts, [None] * len(questions))
    )
    seconds = time.perf_counter() - started
    meter.note(
        Note(time.time(), partner.team_id, partner.client_id, False, SCOPE, method, PATH, 200, round(seconds * 1000, 2),
             request_id, "", len(questions), counts_of(questions, verdicts), told(questions, verdicts))
    )  # fmt: skip
    return content, limit


def _posted(environ: Environ) -> list[Question] | None:
    """The questions of a batch; what was read of the body can be read again."""
    length = environ.get("CONTENT_LENGTH", "")
    if environ.get("CONTENT_TYPE") not in _JSON or environ["QUERY_STRING"] or not length.isdecimal():
        return None
    if int(length) > (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0):
        return None
    body = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = io.BytesIO(body)
    return many_questions(body)


def _decided(token: str, questions: list[Question]) -> tuple[Partner, list[Verdict]] | None:
    """Whose token it is, and the verdicts for them; None where Django's way has to say what is wrong."""
    now = timezone.now()
    try:
        found = shortpath_database.ask(_adapter().hash_token(token), questions, now)
        if found is None:
            return None
        row, rows = found
        partner = partner_of(row, SCOPE, PATH, now)
    except (Problem, psycopg.Error):
        return None
    if partner.test:
        return None  # the sandbox answers
    asker = partner.team_id
    return partner, [verdict_of(question, one, asker, now) for question, one in zip(questions, rows, strict=True)]


@cache
def _adapter() -> DefaultOIDCAdapter:
    return get_adapter()


def _request_line(environ: Environ) -> str:
    query = environ["QUERY_STRING"]
    return f"{environ['REQUEST_METHOD']} {PATH}?{query}" if query else f"{environ['REQUEST_METHOD']} {PATH}"
