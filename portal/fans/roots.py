"""The root of our content credentials: what one gives a C2PA reader so that it knows this portal's signature."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from consent.credentials import authority


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def credentials_root(request: HttpRequest) -> HttpResponse:
    """Every root that files of ours were ever signed under, as PEM, the newest first."""
    return HttpResponse(authority.roots(), content_type="application/x-pem-file")
