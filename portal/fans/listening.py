"""Playing a sound: `/listen/<token>/`, under addresses that `artists.audio.addresses` signs. No session is needed.

A body is sent in one piece, never as an iterator: the server would hold one of its few threads for as long as a slow
phone takes to fetch it (measured: one such reader stopped every page). So parts are a megabyte where the reader leaves
it to us, and the whole is what our own encoder wrote of twenty minutes at most.
"""

from pathlib import PurePath
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from artists.access import TeamKind
from artists.audio import addresses, keeping
from artists.audio.addresses import Address, Purpose
from artists.audio.kinds import MP3
from artists.audio.models import Sound
from artists.teams.models import Team
from consent.claims.models import Claim
from consent.making import plays
from consent.making.models import File
from portal.fans.ranges import Part, Unsatisfiable, part_of, still_the_same
from portal.visitors import fan_at


@login_not_required
@require_safe
def listen(request: HttpRequest, token: str) -> HttpResponse:
    """The sound, or the part of it that was asked for; 404 when the address has expired, 410 when the sound is gone."""
    address = addresses.read(token)
    if address is None:
        raise Http404("This address has expired, or was never one of ours.")
    sound = Sound.objects.current().filter(pk=address.sound).first()
    if sound is None or _taken_down(sound):
        return HttpResponse("This sound is no longer here.", status=410, content_type="text/plain; charset=utf-8")
    if _silent(sound) and not _is_operator(request):
        answer = HttpResponse(
            "Somebody asked us to look at this.", status=403, content_type="text/plain; charset=utf-8"
        )
        answer["Cache-Control"] = "no-store"
        return answer
    name, size = (sound.heard, sound.heard_size) if sound.heard else (sound.name, sound.size)
    etag = f'"{sound.sha256[:32]}{"-h" if sound.heard else ""}"'
    if etag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=304)
    else:
        try:
            response = _answer(request, name, size, etag)
        except keeping.Gone:
            raise Http404("The file of this sound was lost.") from None
        if _begins(request, response, address) and sound.asset_id is None:
            plays.begun(sound.pk, by=fan_at(request), page=_page_of(request))
    return _with_headers(response, sound, address, etag)


def _taken_down(sound: Sound) -> bool:
    """Whether all that was made with it was taken down: at once, though nobody has deleted the file yet."""
    if sound.asset_id is not None:
        return False
    gone = File.objects.filter(sound=sound).values_list("making__output__gone", flat=True)
    return bool(gone) and all(gone)


def _silent(sound: Sound) -> bool:
    """Whether somebody reported what it is of, and nobody has answered yet."""
    return sound.asset_id is None and Claim.objects.silencing().filter(output__making__files__sound=sound).exists()


def _is_operator(request: HttpRequest) -> bool:
    """Whoever answers a claim has to hear what it is about."""
    person = request.user.pk
    return person is not None and Team.objects.of_person(person).filter(kind=TeamKind.OPERATOR).exists()


def _answer(request: HttpRequest, name: str, size: int, etag: str) -> HttpResponse:
    part = None
    if still_the_same(request.headers.get("If-Range", ""), etag):
        try:
            part = part_of(request.headers.get("Range", ""), size)
        except Unsatisfiable:
            response = HttpResponse(status=416)
            response["Content-Range"] = f"bytes */{size}"
            return response
    sent = part or Part(0, size - 1)
    body = b"" if request.method == "HEAD" else keeping.part(name, sent.start, sent.length)
    response = HttpResponse(body, status=206 if part else 200, content_type=MP3.content_type)
    response["Content-Length"] = str(sent.length)
    if part:
        response["Content-Range"] = f"bytes {part.start}-{part.end}/{size}"
    return response


def _begins(request: HttpRequest, response: HttpResponse, address: Address) -> bool:
    """Whether a player asked for the first bytes, to hear them."""
    first = response.status_code == 200 or response.get("Content-Range", "").startswith("bytes 0-")
    return first and request.method == "GET" and address.purpose is Purpose.LISTEN


def _page_of(request: HttpRequest) -> UUID | None:
    """The output whose page it is heard on, as the browser says."""
    try:
        match = resolve(urlsplit(request.headers.get("Referer", "")).path)
    except (Resolver404, ValueError):
        return None
    return match.kwargs["pk"] if match.view_name == "fans:made" else None


def _with_headers(response: HttpResponse, sound: Sound, address: Address, etag: str) -> HttpResponse:
    left = int((address.ends_at - timezone.now()).total_seconds())
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = f"private, max-age={max(0, left)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    if address.purpose is Purpose.SAVE:
        stem = PurePath(sound.file_name).stem or "soundcheck"
        named = content_disposition_header(True, f"{stem}{MP3.suffix}")
        if named:
            response["Content-Disposition"] = named
    return response
