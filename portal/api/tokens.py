"""The token endpoint: allauth's, and beside its secrets a client may sign with its own key.

An assertion is verified before allauth looks at the request; allauth's own code then gives the token, as for a secret.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import context
from allauth.idp.oidc import app_settings, views
from allauth.idp.oidc.internal.oauthlib.request_validator import OAuthLibRequestValidator
from allauth.idp.oidc.internal.oauthlib.server import generate_access_token, generate_refresh_token
from allauth.idp.oidc.internal.oauthlib.utils import convert_response, extract_params
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from oauthlib.common import Request
from oauthlib.openid import Server

from portal.api import assertions

_METHODS = "Authenticate in one way: with a secret, or with an assertion."
_ASSERTION = ("client_assertion", "client_assertion_type")


class _Validator(OAuthLibRequestValidator):
    """allauth's, which also takes the client that an assertion has proven."""

    def authenticate_client(self, request: Request, *args: Any, **kwargs: Any) -> bool:
        """Whether the client is who it says, by whichever way it chose."""
        proven = getattr(context.request, "proven_client", None)
        if proven is None:
            return bool(super().authenticate_client(request, *args, **kwargs))
        client = self._lookup_client(request, proven)
        if client is None:
            return False
        self._use_client(request, client)
        return True


def _server(**kwargs: Any) -> Server:
    return Server(
        token_generator=generate_access_token,
        refresh_token_generator=generate_refresh_token,
        request_validator=_Validator(),
        token_expires_in=app_settings.ACCESS_TOKEN_EXPIRES_IN,
        **kwargs,
    )


def _proving(post: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Verify an assertion, if there is one, before `post`; refuse as RFC 6749 §5.2 has it."""

    @wraps(post)
    @transaction.atomic
    def through(view: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if any(name in request.POST for name in _ASSERTION):
            if "Authorization" in request.headers or "client_secret" in request.POST:
                return _refused("invalid_request", _METHODS, status=400)
            try:
                request.proven_client = _proven(request)  # type: ignore[attr-defined]
            except assertions.Refused as refused:
                return _refused("invalid_client", str(refused), status=401)
        return post(view, request, *args, **kwargs)

    return through


def _proven(request: HttpRequest) -> str:
    """The client id that the request's assertion proves. Raises `Refused`."""
    if any(len(request.POST.getlist(name)) != 1 for name in _ASSERTION):
        raise assertions.Refused("Send client_assertion and client_assertion_type, each once.")
    if request.POST["client_assertion_type"] != assertions.TYPE:
        raise assertions.Refused(f"client_assertion_type must be {assertions.TYPE}.")
    client = assertions.client_of(
        request.POST["client_assertion"],
        said=request.POST.get("client_id"),
        audiences=(settings.SITE_ORIGIN, settings.SITE_ORIGIN + reverse("idp:oidc:token")),
        now=timezone.now(),
    )
    return client.client_id


class TokenView(views.TokenView):
    """Gives tokens."""

    post = _proving(views.TokenView.post)

    def _create_token_response(self, request: HttpRequest, *, user: Any = None, data: Any = None) -> HttpResponse:
        server = _server(pre_token=[lambda asked: self._pre_token(asked, user, data)])
        return convert_response(*server.create_token_response(*extract_params(request)))


class RevokeView(views.RevokeView):
    """Takes tokens back (RFC 7009)."""

    @_proving
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As allauth's."""
        return convert_response(*_server().create_revocation_response(*extract_params(request)))


token = TokenView.as_view()
revoke = RevokeView.as_view()


def _refused(error: str, why: str, *, status: int) -> HttpResponse:
    # RFC 6749 §5.2 allows no quotation marks and no backslashes here.
    response = JsonResponse({"error": error, "error_description": why}, status=status)
    response["Cache-Control"], response["Pragma"] = "no-store", "no-cache"
    return response
