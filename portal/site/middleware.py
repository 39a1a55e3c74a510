"""Each page in the reader's zone; each refusal as a page that says why."""

import re
import secrets
import zoneinfo
from collections.abc import Callable

from allauth.usersessions.middleware import UserSessionsMiddleware
from brotli import Compressor
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from artists.access import Conflict, Denied, Invalid, Refusal
from portal.site.account.freshness import where_to_prove

GetResponse = Callable[[HttpRequest], HttpResponse]
_READS_BROTLI = re.compile(r"\bbr\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")
STATUS: dict[type[Refusal], int] = {Denied: 403, Conflict: 409, Invalid: 422}


class CompressedPagesMiddleware(GZipMiddleware):
    """Send pages compressed: of the grid of forty tracks Brotli leaves 12 KB, and gzip 16 in as much time.

    Both are padded at random, so that their length says nothing of a secret in them (BREACH); Django does it for gzip.
    The machine API's answers stay as they are: they are short, and asked for by the thousand.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Called by Django on the way out."""
        if not response.get("Content-Type", "").startswith("text/html"):
            return response
        if isinstance(response, HttpResponse) and _worth_it(request, response):
            patch_vary_headers(response, ["Accept-Encoding"])
            response.content = compressed(response.content)
            response["Content-Encoding"], response["Content-Length"] = "br", str(len(response.content))
            return response
        return super().process_response(request, response)


def compressed(page: bytes) -> bytes:
    """The page as Brotli, with up to a hundred bytes in it that every reader skips (RFC 7932, metadata meta-block)."""
    brotli = Compressor(quality=5)
    padding = secrets.token_bytes(1 + secrets.randbelow(100))
    skipped = (0b010110 | len(padding) - 1 << 6).to_bytes(2, "little") + padding
    return bytes(brotli.process(page) + brotli.flush() + skipped + brotli.finish())


def _worth_it(request: HttpRequest, response: HttpResponse) -> bool:
    read = _READS_BROTLI.search(request.headers.get("Accept-Encoding", ""))
    return bool(read) and len(response.content) >= 200 and not {"Content-Encoding", "ETag"} & set(response.headers)


class PersonSettingsMiddleware:
    """Activate the person's time zone for the length of the request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        zone = request.user.time_zone if request.user.is_authenticated else "UTC"
        with timezone.override(zoneinfo.ZoneInfo(zone)):
            return self.get_response(request)


class LastSeenMiddleware(UserSessionsMiddleware):
    """Note when a device was last used. A page that asks for the bell by itself is not somebody using it."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == reverse("site:notices_bell"):
            return self.get_response(request)
        return super().__call__(request)


class PrivatePagesMiddleware:
    """What is shown to somebody signed in stays out of every cache: nobody finds it by going back after they left."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response


class NulMiddleware:
    """Refuse an address with a NUL in it: nobody types one, and PostgreSQL cannot even look for it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # The API names the field that is wrong by itself.
        inside = [request.path, *(value for _, values in request.GET.lists() for value in values)]
        if not request.path.startswith("/api/") and any("\x00" in text for text in inside):
            raise BadRequest("There is a NUL in the address.")
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
    """Send the person to prove who they are. A POST is kept and carried out afterwards: nothing is lost."""
    to = where_to_prove(request)
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": to})
    return HttpResponseRedirect(to)


def _back(request: HttpRequest) -> str:
    came_from = request.META.get("HTTP_REFERER", "")
    safe = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return came_from if safe else "/"
