"""Pages for machines that watch the server."""

from dataclasses import asdict

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.ops import health


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the database answers, else 503; with the outbox's depth and age. Public, so: numbers only."""
    found = health.measure()
    return JsonResponse({"status": found.status, **asdict(found)}, status=200 if found.database else 503)
