"""How allauth's token endpoint fits the portal's API clients."""

import secrets
from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from django.conf import settings

from portal.api.metadata import authorization_server

SCOPES = {
    "checks": "Ask whether a use may go ahead, get permits and snapshots",
    "requests": "Send requests, counter and withdraw them, read them and the licences",
    "reports": "Report what was made, correct it, register outputs",
    "invoices": "Read your invoices, and every charge in them",
    "withdrawals": "Read what was taken back, and acknowledge it",
}


class ClientAdapter(DefaultOIDCAdapter):
    """allauth's defaults, with the scopes of our API in words, and secrets that survive HTTP Basic and a shell."""

    scope_display = SCOPES

    def get_issuer(self) -> str:
        """The portal, by its one address, whatever name it was called by."""
        return str(settings.SITE_ORIGIN)

    def populate_server_metadata(self, data: dict[str, Any]) -> None:
        """Say in `openid-configuration` what RFC 8414's document says."""
        ours = authorization_server()
        methods = "token_endpoint_auth_methods_supported"
        data[methods] = sorted({*data[methods], *ours[methods]})
        for name in ("jwks_uri", "token_endpoint_auth_signing_alg_values_supported", "service_documentation"):
            data[name] = ours[name]

    def generate_client_secret(self) -> str:
        """256 bits, in characters that need no quoting anywhere."""
        return secrets.token_urlsafe(32)
