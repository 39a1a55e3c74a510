"""Every error of the API, as RFC 9457 wants it: one table, and a page for each entry.

A partner's program reads `reason_code`; the engineer who wonders follows `type` to the page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from portal.api.rendering import to_json


@dataclass(frozen=True)
class ProblemType:
    """A kind of error. The code never changes its meaning; `mend` is what the caller can do about it."""

    code: str
    status: int
    title: str
    detail: str
    mend: str


_ALL = (
    ProblemType(
        "invalid_question", 422, "A question cannot be read",
        "The question does not have the shape that is documented.",
        "Each entry of `errors` names the question (`index`, counted from 0), the field and what would be right.",
    ),
    ProblemType(
        "body_unreadable", 422, "The body is not JSON",
        "The body of the request could not be read as JSON.",
        "Send one JSON object in UTF-8, such as {\"questions\": [{\"isrc\": \"ZZS0T2600001\", \"use\": \"remix\"}]}.",
    ),
    ProblemType(
        "too_many_questions", 422, "Too many questions at once",
        "One request holds at most 1,000 questions.",
        "Split the batch. Several requests may run at the same time.",
    ),
    ProblemType(
        "token_missing", 401, "No token",
        "This address answers partners only, and the request carries no bearer token.",
        "Get a token with your client's id and secret, and send it as “Authorization: Bearer …”.",
    ),
    ProblemType(
        "token_invalid", 401, "The token is not known",
        "The token is not one of ours, or it was revoked.",
        "Get a new token with your client's id and secret.",
    ),
    ProblemType(
        "token_expired", 401, "The token has expired",
        "A token is good for an hour, and this one is older.",
        "Get a new token with your client's id and secret.",
    ),
    ProblemType(
        "token_for_elsewhere", 401, "The token is for another address",
        "The token was asked for with a `resource` (RFC 8707) that does not cover this address.",
        "Get a token without `resource`, or with one that covers this address.",
    ),
    ProblemType(
        "client_revoked", 401, "The client was revoked",
        "Somebody in your team revoked the API client that this token was given to.",
        "Make a new client on your team's page, and use its id and secret.",
    ),
    ProblemType(
        "scope_missing", 403, "The token lacks the scope",
        "The token was not given the scope that this address asks for.",
        "Ask for the token with the scope: checks, requests, reports or withdrawals, several with blanks between. If "
        "that is refused, your client may not have it: make one that may on your team's page.",
    ),
    ProblemType(
        "partner_only", 403, "Only an AI partner may ask",
        "The token belongs to no AI partner's team.",
        "Sign in as a member of the partner's team and make an API client there.",
    ),
    ProblemType(
        "test_client", 403, "A test client cannot do this",
        "This address deals with real people and licences, and the token belongs to a client in test mode.",
        "Use a live client, made on your team's page. A test client asks checks of the sandbox's invented artists.",
    ),
    ProblemType(
        "invalid_request", 422, "The request cannot be read",
        "What was sent does not have the shape that is documented, or cannot be meant.",
        "Each entry of `errors` names the field and what would be right. `refusal` says which rule it broke, if one.",
    ),
    ProblemType(
        "not_allowed", 403, "A client may not do this",
        "This takes a person of your team who has just signed in.",
        "Do it on the page of the request or the licence. Signing is never a program's business.",
    ),
    ProblemType(
        "in_the_way", 409, "The state does not allow it",
        "Something has happened meanwhile, or it was done already.",
        "Read the request again and decide anew. `refusal` says what is in the way: `terms_changed`, `closed`, "
        "`asked_already`, `asked_lately` and others.",
    ),
    ProblemType(
        "idempotency_key_unreadable", 422, "The Idempotency-Key cannot be read",
        "The header `Idempotency-Key` is empty, longer than 255 characters or holds other signs than ASCII letters.",
        "Send a new UUID for each thing you want done.",
    ),
    ProblemType(
        "idempotency_key_reused", 422, "The Idempotency-Key belongs to another request",
        "Something else was sent with this key within the last 48 hours, and answered.",
        "Send the same body to the same address, or take a new key.",
    ),
    ProblemType(
        "not_found", 404, "Nothing here",
        "The API has no such address, or nothing of yours is at it.",
        "The addresses are in /api/v1/openapi.json.",
    ),
    ProblemType(
        "snapshot_gone", 410, "This version is kept no more",
        "Versions are kept for seven days, and fifty of them. This one is older, or it is none of yours.",
        "Take the whole file of the latest version, at the `href` of its manifest.",
    ),
    ProblemType(
        "method_not_allowed", 405, "This address does not take this method",
        "The address exists, and takes other methods.",
        "The header `Allow` lists the methods it takes.",
    ),
    ProblemType(
        "not_acceptable", 406, "We answer in JSON",
        "The header `Accept` rules out application/json, which is all we answer in.",
        "Send “Accept: application/json”, or no such header.",
    ),
    ProblemType(
        "body_too_large", 413, "The body is too large",
        "The body of the request is larger than 5 MB, or 20 MB for a report.",
        "A thousand questions take less than 200 kB, ten thousand lines of a report about 4 MB. Split larger batches.",
    ),
    ProblemType(
        "media_type_unsupported", 415, "Send JSON",
        "The body of the request is not marked as JSON.",
        "Send “Content-Type: application/json”.",
    ),
    ProblemType(
        "rate_limited", 429, "Too many within a minute",
        "The client has asked as much as it may within this minute. Nothing was done, and nothing was counted.",
        "Wait as many seconds as the header `Retry-After` says. `RateLimit-Policy` and `RateLimit` say what you may "
        "ask and what is left. Write to us if you need more.",
    ),
    ProblemType(
        "internal_error", 500, "That was our mistake",
        "Something went wrong on our side. No answer was given, and that means no.",
        "Try again in a minute. If it stays, tell us the `request_id`.",
    ),
)  # fmt: skip
PROBLEM_TYPES: Mapping[str, ProblemType] = MappingProxyType({one.code: one for one in _ALL})


class Problem(Exception):
    """Raise to end a request of the API with this problem."""

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
        refusal: str = "",
    ) -> None:
        super().__init__(code)
        self.type = PROBLEM_TYPES[code]
        self.detail = detail or self.type.detail
        self.errors = errors
        self.headers = dict(headers or {})
        self.refusal = refusal


def respond(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The problem as application/problem+json."""
    document: dict[str, Any] = {
        "type": settings.SITE_ORIGIN + reverse("api-problem", args=[problem.type.code]),
        "title": problem.type.title,
        "status": problem.type.status,
        "detail": problem.detail,
        "instance": request.path,
        "reason_code": problem.type.code,
    }
    if problem.refusal:
        document["refusal"] = problem.refusal
    if problem.errors:
        document["errors"] = problem.errors
    if request_id := structlog.contextvars.get_contextvars().get("request_id"):
        document["request_id"] = request_id
    response = HttpResponse(to_json(document), status=problem.type.status, content_type="application/problem+json")
    response["Cache-Control"] = "no-store"
    response.problem = problem.type.code  # type: ignore[attr-defined]
    for name, value in problem.headers.items():
        response[name] = value
    return response
