"""A fresh proof of who one is: what was being done is kept meanwhile; whoever has no password gets a code by e-mail."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.account.models import EmailAddress
from django.http import HttpRequest
from django.urls import reverse

from portal.site.account import acts
from portal.site.person import person_of

BY_CODE = "reauthenticate_by_code"
_SESSION_KEY = "fresh_code"


class FreshCode(AbstractCodeVerificationProcess):
    """A code mailed to the signed-in person's own address: good for five minutes and three tries."""

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        super().__init__(max_attempts=3, timeout=300, state=state, user=request.user)
        self.request = request

    @classmethod
    def of(cls, request: HttpRequest) -> "FreshCode | None":
        """The code under way in this session, while it is good."""
        state = request.session.get(_SESSION_KEY)
        return cls(request, state).abort_if_invalid() if state else None

    @classmethod
    def begin(cls, request: HttpRequest) -> "FreshCode":
        """Mail a new code; an older one is dead."""
        process = cls(request, cls.initial_state(user=request.user, email=_address(request)))
        process.state["code"] = get_adapter().generate_login_code()
        process.send()
        process.persist()
        return process

    def send(self) -> None:
        """Mail the code."""
        context = {"request": self.request, "code": self.code}
        get_adapter().send_mail("account/email/login_code", self.state["email"], context)

    def persist(self) -> None:
        """Keep the state in the session."""
        self.request.session[_SESSION_KEY] = self.state

    def abort(self) -> None:
        """Forget the code."""
        self.request.session.pop(_SESSION_KEY, None)

    def finish(self) -> None:
        """Note the proof."""
        self.abort()
        record_authentication(
            self.request, self.request.user, method="code", email=self.state["email"], reauthenticated=True
        )


def _address(request: HttpRequest) -> str:
    return EmailAddress.objects.get_primary_email(request.user) or person_of(request).email


def masked(email: str) -> str:
    """An address that its owner knows again, and a passer-by does not learn."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}•••@{domain}"


def may_confirm_by_code(request: HttpRequest) -> bool:
    """A code by e-mail is for whoever has nothing stronger: it must not weaken a password or a second factor."""
    return any(method["id"] == BY_CODE for method in get_adapter().get_reauthentication_methods(request.user))


def where_to_prove(request: HttpRequest) -> str:
    """Keep the POST that asks for a fresh proof, and say where to give it. It is carried out afterwards.

    Where a second factor is set up only that one will do, so it is asked for straight away.
    """
    methods = sorted(
        get_adapter().get_reauthentication_methods(request.user), key=lambda m: m["id"] == "reauthenticate"
    )
    request.session.pop(STATE_SESSION_KEY, None)
    back = acts.keep(request) if request.method == "POST" else request.get_full_path()
    to = methods[0]["url"] if methods else reverse("site:confirm_by_code")
    if to == reverse("site:confirm_by_code") and FreshCode.of(request) is None:
        FreshCode.begin(request)
    return f"{to}?{urlencode({'next': back})}"
