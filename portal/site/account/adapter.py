"""How allauth fits the portal."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from portal.site.account.freshness import BY_CODE
from portal.site.account.invited import invited_address, join_invited
from portal.visitors import take_along


class AccountAdapter(DefaultAccountAdapter):
    """allauth's defaults, but for the few methods here."""

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """allauth's ways; for whoever has neither password nor second factor, a code by e-mail."""
        methods = super().get_reauthentication_methods(user)
        if methods or not user.is_authenticated:
            return methods
        return [{"id": BY_CODE, "description": "Use a code by e-mail", "url": reverse("site:confirm_by_code")}]

    def is_email_verified(self, request: HttpRequest, email: str) -> bool:
        """Whoever followed a link that was mailed to this address, and still opens something, has proved it."""
        return email.lower() == (invited_address(request) or "").lower()

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        """What was made at this browser goes along; who came by an invitation is in that team straight away."""
        take_along(request)
        response = super().post_login(request, user, **kwargs)
        team = join_invited(request) if kwargs.get("signup") else None
        return HttpResponseRedirect(reverse("site:team_home", args=[team.slug])) if team else response
