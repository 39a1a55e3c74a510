"""The public page of something that was made with AI: from what, by whom, and whether everybody said yes."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from consent.reports.credits import Named
from consent.sandbox.assets import ARTISTS, ASSETS
from portal.fans.made_page import Page, context_of, page_of
from portal.visitors import fan_at

_SANDBOX = {one.id: Named(one.title, ARTISTS[one.artist].name, one.kind.value) for one in ASSETS.values()}


@login_not_required
@require_safe
@cache_control(private=True, no_cache=True)
def made(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What it is; 410 and no way to it once it was taken down. What a fan keeps to themselves is a 404 to others."""
    page = found(request, pk)
    response = render(request, "fans/made.html", context_of(page), status=410 if page.gone else 200)
    if not page.listed:
        response["X-Robots-Tag"] = "noindex"
    return response


def found(request: HttpRequest, pk: UUID) -> Page:
    """The page as whoever asks may see it, or a 404."""
    page = page_of(pk, fan_at(request), names=_SANDBOX)
    if page is None:
        raise Http404("Nothing made is registered here.")
    return page
