"""Each page in the reader's zone; each refusal as a page that says why."""

import zoneinfo
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import suspend_request
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from artists.access import Conflict, Denied, Invalid, Refusal

GetResponse = Callable[[HttpRequest], HttpResponse]
STATUS: dict[type[Refusal], int] = {Denied: 403, Conflict: 409, Invalid: 422}


class PersonSettingsMiddleware:
    """Activate the person's time zone for the length of the request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        zone = request.user.time_zone if request.user.is_authenticated else "UTC"
        with timezone.override(zoneinfo.ZoneInfo(zone)):
            return self.get_response(request)


class RefusalMiddleware:
    """Turn what an action refused into an answer: 403, 409 or 422 with its sentence, or a fresh sign-in.

    A view that can show something better (the form, the fresh row) catches the refusal itself.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Called by Django with whatever a view raised."""
        if not isinstance(exception, Refusal):
            return None
        if exception.code == "fresh_sign_in":
            return reauthenticate(request)
        context = {"sentence": exception.sentence, "code": exception.code, "back": _back(request)}
        return render(request, "errors/refused.html", context, status=STATUS[type(exception)])


def reauthenticate(request: HttpRequest) -> HttpResponse:
    """Send the person to prove who they are. allauth keeps a POST and carries it out afterwards: nothing is lost."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    # Where a second factor is set up only that one will do, so ask for it straight away.
    preferred = sorted(methods, key=lambda method: method["id"] == "reauthenticate")
    response = suspend_request(request, preferred[0]["url"] if preferred else reverse("account_login"))
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
    return response


def _back(request: HttpRequest) -> str:
    came_from = request.META.get("HTTP_REFERER", "")
    safe = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return came_from if safe else "/"
