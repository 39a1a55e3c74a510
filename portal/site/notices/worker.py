"""What a browser needs to show notices by itself: the service worker, the manifest, and our public key."""

import base64
from functools import lru_cache

from cryptography.hazmat.primitives import serialization
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe
from py_vapid import Vapid


@login_not_required
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker, from the root: from below it could not speak for all pages."""
    script = (settings.BASE_DIR / "static/js/worker.js").read_text()
    return HttpResponse(script, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to put Soundcheck on its home screen."""
    said = {
        "name": "Soundcheck",
        "short_name": "Soundcheck",
        "description": "Where artists decide what AI may do with their music and their voice.",
        "id": "/",
        "start_url": reverse("site:home"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f8f4ec",
        "theme_color": "#f8f4ec",
        "icons": [
            {"src": static("icons/soundcheck.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
            {"src": static("icons/soundcheck-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any"},
            {"src": static("icons/soundcheck-192.png"), "sizes": "192x192", "type": "image/png", "purpose": "any"},
        ],
    }
    return JsonResponse(said, content_type="application/manifest+json", headers={"Cache-Control": "max-age=86400"})


@lru_cache(maxsize=4)
def public_key(private: str) -> str:
    """The public half of our key, as browsers want it; empty where there is none."""
    if not private:
        return ""
    point = Vapid.from_string(private).public_key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()
