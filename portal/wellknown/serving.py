"""How a document is served: read only, kept for a minute at most, asked for again by its tag, no bare error."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal import outward
from portal.outward import Said

SECONDS = 60  # as long as an allow may outlive a withdrawal anywhere here
Found = tuple[bytes | None, Said]


def document(media_type: str) -> Callable[[Callable[..., Found]], Callable[..., HttpResponse]]:
    """Serve the bytes that the view gives under this type, with what is said of its subject in the header.

    None, or `Http404`, is a 404: a page for a browser, a problem document (RFC 9457) for a machine.
    """

    def wrapped(view: Callable[..., Found]) -> Callable[..., HttpResponse]:
        @login_not_required
        @require_safe
        @wraps(view)
        def serve(request: HttpRequest, **named: str) -> HttpResponse:
            try:
                body, said = view(request, **named)
            except Http404 as missing:
                return _missing(request, str(missing))
            if body is None:
                return _missing(request, "There is none for this artist: nothing is offered.")
            return _kept(request, body, said)

        @cache_control(public=True, max_age=SECONDS)
        def _kept(request: HttpRequest, body: bytes, said: Said) -> HttpResponse:
            response = outward.mark(HttpResponse(body, content_type=media_type), said)
            response["ETag"] = quote_etag(hashlib.sha256(body).hexdigest()[:32])
            return get_conditional_response(request, response["ETag"], None, response) or response

        return serve

    return wrapped


def _missing(request: HttpRequest, detail: str) -> HttpResponse:
    if request.accepts("text/html") and not request.accepts("application/problem+json"):
        raise Http404(detail)
    problem = {"type": "about:blank", "title": "Not Found", "status": 404, "detail": detail, "instance": request.path}
    response = HttpResponse(json.dumps(problem), status=404, content_type="application/problem+json")
    response["Cache-Control"] = "no-store"
    response["Vary"] = "Accept"
    return response
