"""The machine API, version 1: its routers, its errors and its description."""

import logging
from typing import Any

import orjson
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser

from portal.api import asking, describing, questions, visits
from portal.api.caching import public_document
from portal.api.problems import Problem, respond
from portal.api.routers import (
    checks,
    experiences,
    invoices,
    licences,
    permits,
    reports,
    requests,
    snapshots,
    vocabulary,
    voices,
    withdrawals,
)

logger = logging.getLogger(__name__)

DESCRIPTION = """\
Ask before you use. A check says whether an AI use of a recording, a voice or a likeness may go ahead for you, here and
now, and gives every reason. Only `allow` means yes. Where the answer is `ask`, send a request: its holders answer it,
each without seeing the others, and a yes from all of them is a licence. Every error is a problem document
(RFC 9457)."""


class JsonParser(Parser):
    """JSON only, and read fast."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as Python has it; `Problem` where it is none."""
        if request.content_type != "application/json":
            raise Problem("media_type_unsupported")
        try:
            return visits.body_of(request)
        except orjson.JSONDecodeError as error:
            raise Problem("body_unreadable", f"The body could not be read as JSON: {error}.") from None


class SoundcheckAPI(NinjaAPI):
    """ninja, with problem documents where it has its own errors."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """The document, with what ninja cannot know."""
        schema = super().get_openapi_schema(**kwargs)
        describing.finish(schema)
        return schema


api = SoundcheckAPI(
    title="Soundcheck",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    docs_decorator=public_document,
    parser=JsonParser(),
    urls_namespace="api-v1",
)
api.add_router("", checks.router)
api.add_router("", permits.router)
api.add_router("", snapshots.router)
api.add_router("", voices.router)
api.add_router("", experiences.router)
api.add_router("", requests.router)
api.add_router("", licences.router)
api.add_router("", withdrawals.router)
api.add_router("", reports.router)
api.add_router("", invoices.router)
api.add_router("", vocabulary.router)


@api.exception_handler(Problem)
def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return respond(request, problem)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    checks_asked = request.path.endswith("/checks")
    misshapen = questions.misshapen if checks_asked else asking.misshapen
    return respond(request, misshapen(error.errors))


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """ninja wraps whatever reading the body raised in an HttpError 400."""
    cause = error.__cause__
    if isinstance(cause, Problem):
        return respond(request, cause)
    return respond(request, Problem("body_unreadable"))


@api.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return respond(request, Problem("body_too_large"))


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return respond(request, Problem("not_found"))


@api.exception_handler(Exception)
def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("The API broke", exc_info=error)
    return respond(request, Problem("internal_error"))
