"""What the authorization server is and can, for programs (RFC 8414). One table; `openid-configuration` says it too."""

from typing import Any

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Client
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from artists.teams.public_keys import ALGORITHMS
from portal.api.rendering import to_json

KEPT = 3600  # seconds
_METHODS = ["client_secret_basic", "client_secret_post", "private_key_jwt"]


def authorization_server() -> dict[str, Any]:
    """The metadata. There is no authorization endpoint for the API's scopes, hence no response types."""
    return {
        "issuer": settings.SITE_ORIGIN,
        "token_endpoint": _address("idp:oidc:token"),
        "jwks_uri": _address("jwks"),
        "scopes_supported": list(get_adapter().scope_display),
        "response_types_supported": [],
        "grant_types_supported": [Client.GrantType.CLIENT_CREDENTIALS.value],
        "token_endpoint_auth_methods_supported": _METHODS,
        "token_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
        "revocation_endpoint": _address("idp:oidc:revoke"),
        "revocation_endpoint_auth_methods_supported": _METHODS,
        "revocation_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
        "service_documentation": _address("developers"),
        "ui_locales_supported": ["en"],
    }


@login_not_required
@require_safe
def of_authorization_server(request: HttpRequest) -> HttpResponse:
    """The same for everybody; pages of others may fetch it."""
    response = HttpResponse(to_json(authorization_server()), content_type="application/json")
    response["Cache-Control"] = f"public, max-age={KEPT}"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _address(name: str) -> str:
    return settings.SITE_ORIGIN + reverse(name)
