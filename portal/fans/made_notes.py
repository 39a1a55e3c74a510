"""The notes of a play-along, to take home."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.fans.made import found
from portal.fans.results import content


@login_not_required
@require_safe
@cache_control(private=True, no_cache=True)
def midi(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A MIDI file, for whoever may see the page; 404 for everybody else, and once it is gone or silent."""
    page = found(request, pk)
    shown = page.shown
    file = shown.files.get("midi") if shown and page.plays_here else None
    raw = content(file) if file else None
    if shown is None or raw is None:
        raise Http404("There are no notes to take home here.")
    response = HttpResponse(raw, content_type="audio/midi")
    response["Content-Disposition"] = content_disposition_header(True, f"{shown.making.experience.title}.mid") or ""
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    return response
