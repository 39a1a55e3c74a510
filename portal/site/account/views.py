"""A person's own settings."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

THEMES = ("", "light", "dark")


@login_not_required
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme with the person, and in a cookie for visitors; then back to where they were."""
    theme = request.POST.get("theme", "")
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if safe else "/")
    if theme in THEMES:
        if request.user.is_authenticated:
            request.user.theme = theme
            request.user.save(update_fields=["theme"])
        response.set_cookie(
            "theme", theme, max_age=31536000, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
        )
    return response
