"""How allauth's sign-in by other services fits the portal."""

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.http import Http404, HttpRequest


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """allauth's defaults, but for one."""

    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        """The configured service; without its keys its addresses are not there, rather than broken."""
        try:
            return super().get_app(request, provider, client_id=client_id)
        except SocialApp.DoesNotExist:
            raise Http404(f"{provider} is not configured.") from None
