"""The pictures' addresses. What a picture says is public, so anybody's cache may keep it for an hour."""

from hashlib import sha256
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from consent.choices.public import find_artist
from consent.experiences import public
from consent.making.models import Making
from consent.reports.public import made_in_public
from portal.fans.pictures.drawing import Picture, png_of
from portal.fans.play.cards import kind_of

_KEPT_SECONDS = 7 * 24 * 3600
_VERSION = "1"  # counts up with what picture.typ draws

open_to_all = cache_control(public=True, max_age=3600)


@login_not_required
@require_safe
@open_to_all
def of_experience(request: HttpRequest, slug: str) -> HttpResponse:
    """What fans can do, whose it is, and who approved it."""
    shown = public.one(slug)
    if shown is None:
        raise Http404("Nothing here has this address.")
    kind, artist = kind_of(shown.experience.tool), shown.artists[0].name if shown.artists else ""
    foot = f"Approved by {artist}" if artist else f"By {shown.experience.partner.name}"
    return _served(request, Picture(shown.experience.title, shown.offer.promise, slug, kind.label, foot, kind.hue))


@login_not_required
@require_safe
@open_to_all
def of_made(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Something made, as its page names it. What is gone, a test, or its maker's alone has no picture."""
    found = made_in_public(pk)
    if found is None or found.gone or found.test or Making.objects.filter(output=pk, public=False).exists():
        raise Http404("Nothing made is registered here.")
    use = found.uses[0] if found.uses else None
    ai = "No AI in the sound" if found.contains_ai == "None" else "Made with AI"
    foot = "Allowed by everybody who holds rights in it" if found.allowed and found.sources else ""
    line = f"From {found.credit}" if found.credit else f"Made by {found.partner}"
    return _served(request, Picture(found.title, line, str(found.id), ai, foot, use.code if use else ""))


@login_not_required
@require_safe
@open_to_all
def of_artist(request: HttpRequest, slug: str) -> HttpResponse:
    """An artist. What is allowed may change at any moment, so a picture that is kept says nothing of it."""
    artist = find_artist(slug)
    if artist is None:
        raise Http404("No artist has this address.")
    line = "What AI may do with this music and this voice, in the artist’s own answers."
    return _served(request, Picture(artist.name, line, artist.slug, "Artist", "Not answered means no"))


def _served(request: HttpRequest, picture: Picture) -> HttpResponse:
    """Drawn once for the same words, and kept for a week; a reader who has it is told so."""
    key = sha256(f"{_VERSION}{picture}".encode()).hexdigest()
    etag = f'"{key[:32]}"'
    if (known := get_conditional_response(request, etag=etag)) is not None:
        return known
    png = cache.get(f"picture:{key}")
    if png is None:
        png = png_of(picture)
        cache.set(f"picture:{key}", png, _KEPT_SECONDS)
    return HttpResponse(png, content_type="image/png", headers={"ETag": etag, "X-Robots-Tag": "noindex"})
