"""How allauth's token endpoint fits the portal's API clients."""

import secrets

from allauth.idp.oidc.adapter import DefaultOIDCAdapter

SCOPES = {
    "checks": "Ask whether a use may go ahead, get permits and snapshots",
    "requests": "Send requests, counter and withdraw them, read them and the licences",
    "reports": "Report what was made, correct it, register outputs",
    "withdrawals": "Read what was taken back, and acknowledge it",
}


class ClientAdapter(DefaultOIDCAdapter):
    """allauth's defaults, with the scopes of our API in words, and secrets that survive HTTP Basic and a shell."""

    scope_display = SCOPES

    def generate_client_secret(self) -> str:
        """256 bits, in characters that need no quoting anywhere."""
        return secrets.token_urlsafe(32)
