"""How allauth's token endpoint fits the portal's API clients."""

from allauth.idp.oidc.adapter import DefaultOIDCAdapter


class ClientAdapter(DefaultOIDCAdapter):
    """allauth's defaults, with the scopes of our API in words."""

    scope_display = {"checks": "Ask whether a use may go ahead"}
