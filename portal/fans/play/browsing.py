"""`/play/`: what fans can do now, by artist; and the country a fan says they are in."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from consent.choices.limits import territories
from consent.licences.offer import Tool
from portal.fans.play import cards
from portal.fans.play.finding import look_for
from portal.fans.play.opening import open_now
from portal.visitors import COUNTRY, country_of

PAGE_SIZE = 36
_YEAR = 365 * 24 * 3600


@login_not_required
@require_safe
@cache_control(private=True, no_cache=True)
def play(request: HttpRequest) -> HttpResponse:
    """What there is to do, open things first; found by artist, song or title, and filtered by kind."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in {tool.value for tool in Tool} else ""
    search = look_for(request.GET.get("q", ""), kind)
    page = Paginator(search.found, PAGE_SIZE).get_page(request.GET.get("page"))
    rows, country = list(page.object_list), country_of(request)
    held = open_now(rows, country)
    found = [cards.card_of(one, held[one.pk]) for one in rows]
    context = {
        "page": page,
        "search": search,
        "kind": kind,
        "kinds": cards.kinds(),
        "groups": cards.grouped(found),
        "first": [card for card in found if card.open][:6],
        **where(country),
    }
    return render(request, "fans/play/play.html", context)


def where(country: str) -> dict[str, Any]:
    """The chosen country for a template: its code and its name."""
    return {"country": country, "country_name": territories().get(country, "")}


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)
def country(request: HttpRequest) -> HttpResponse:
    """Choose where one is: a yes may count in some countries only. Kept in a cookie, and never guessed."""
    back = request.POST.get("next", request.GET.get("next", ""))
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    back = back if safe and back.startswith("/") and back.isprintable() else ""
    if request.method != "POST":
        names = sorted(territories().items(), key=lambda item: item[1])
        return render(request, "fans/play/country.html", {"names": names, "chosen": country_of(request), "next": back})
    said = request.POST.get("country", "")
    response = HttpResponseRedirect(back or reverse("fans:play"))
    if said in territories():
        response.set_cookie(
            COUNTRY, said, max_age=_YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
        )
    else:
        response.delete_cookie(COUNTRY, samesite="Lax")
    return response
