"""How allauth fits the portal."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """allauth's defaults; a place for the few methods we change."""
