"""Addresses of the API and of the pages about its errors."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, include, path, re_path
from django.views.decorators.csrf import csrf_exempt

from portal.api import metadata, observing, proofs, tokens, views, visits
from portal.api.problems import Problem, respond
from portal.api.v1 import api


def _door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What every address of the API has in common: no session, JSON, HEAD beside GET, problems for errors."""

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def through(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.accepts("application/json") and not request.accepts("application/problem+json"):
            return respond(request, Problem("not_acceptable"))
        method, started = request.method, time.perf_counter()
        if method == "HEAD":  # the server leaves the body out
            request.method = "GET"
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            response = respond(request, Problem("not_found"))
        observing.note(request, response)
        if response.status_code == 405:
            allowed = response["Allow"].replace("GET", "GET, HEAD")
            response = respond(request, Problem("method_not_allowed", headers={"Allow": allowed}))
        request.method = method
        visits.leave(request, response, started)
        return response

    return through


def _nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    return respond(request, Problem("not_found"))


_patterns, _app, _namespace = api.urls
for _pattern in _patterns:
    if isinstance(_pattern, URLPattern):
        _pattern.callback = _door(_pattern.callback)

urlpatterns = [
    path("api/v1/", (_patterns, _app, _namespace)),
    re_path(r"^api/(?P<rest>(?s:.*))\Z", _door(_nothing_here), name="api-nothing"),
    # Ahead of allauth's own, for which these stand in.
    path("identity/o/api/token", tokens.token, name="oauth-token"),
    path("identity/o/api/revoke", tokens.revoke, name="oauth-revoke"),
    path(".well-known/oauth-authorization-server", metadata.of_authorization_server, name="oauth-metadata"),
    path(".well-known/jwks.json", proofs.keys, name="jwks"),
    path(".well-known/permit-status/<int:page>", proofs.permit_status, name="permit-status"),
    path("developers/", include("portal.api.developers.urls")),
    path("problems/", views.problems, name="api-problems"),
    path("problems/<slug:code>/", views.problem, name="api-problem"),
]
