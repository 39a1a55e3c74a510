"""Files of a thread, as downloads: never shown as a page, never kept by a cache, in parts where a player asks."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from consent.requests.models import Attachment
from consent.requests.thread import AUDIO, SHOWN
from portal.site.requests.views import found
from portal.site.scoping import TeamRequest, team_view

_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")


@require_safe
@team_view
def download(request: TeamRequest, number: int, pk: int) -> HttpResponse:
    """A file that the actor may read, of a request that the actor may see."""
    one = found(request, number)
    file = get_object_or_404(Attachment.objects.visible_to(request.actor).filter(request=one), pk=pk)
    content = bytes(file.content)
    response = _part(request, content) if file.content_type in AUDIO else HttpResponse(content)
    inline = file.content_type in AUDIO | SHOWN
    response["Content-Type"] = file.content_type + ("; charset=utf-8" if file.content_type.startswith("text/") else "")
    response["Content-Disposition"] = content_disposition_header(not inline, file.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _part(request: HttpRequest, content: bytes) -> HttpResponse:
    """All of it, or the one range that a player asks for (RFC 9110)."""
    size, asked = len(content), _RANGE.fullmatch(request.headers.get("Range", ""))
    response = HttpResponse(content)
    if asked and any(asked.groups()):
        first, last = asked.groups()
        start = int(first) if first else max(0, size - int(last))
        end = min(int(last), size - 1) if first and last else size - 1
        if start >= size or end < start:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        response = HttpResponse(content[start : end + 1], status=206)
        response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Accept-Ranges"] = "bytes"
    return response
