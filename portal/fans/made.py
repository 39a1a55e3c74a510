"""The public page of something that was made with AI: from what, by whom, and whether everybody said yes."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from consent.reports.credits import Named
from consent.reports.public import made_in_public
from consent.sandbox.assets import ARTISTS, ASSETS

_SANDBOX = {one.id: Named(one.title, ARTISTS[one.artist].name, one.kind.value) for one in ASSETS.values()}


@login_not_required
@require_safe
@cache_control(private=True, no_cache=True)
def made(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What it is; 410 and no way to it once it was taken down. A test is for its maker's eyes: no machine lists it."""
    found = made_in_public(pk, names=_SANDBOX)
    if found is None:
        raise Http404("Nothing made is registered here.")
    response = render(request, "fans/made.html", {"made": found}, status=410 if found.gone else 200)
    if found.test or found.gone:
        response["X-Robots-Tag"] = "noindex"
    return response
