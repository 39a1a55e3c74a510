"""A person's own settings, and the way to prove who one is without a password."""

from typing import Any

from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from artists.accounts import actions
from artists.accounts.models import User
from portal.site.account.forms import CodeForm, PreferencesForm
from portal.site.account.freshness import FreshCode, masked, may_confirm_by_code, where_to_prove
from portal.site.htmx import render_page
from portal.site.person import person_of


@login_not_required
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme with the person, and in a cookie for visitors; then back to where they were."""
    theme = request.POST.get("theme", "")
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if safe else "/")
    if theme in User.Theme.values:
        if request.user.is_authenticated:
            actions.set_theme(request.user, theme)
        response.set_cookie(
            "theme", theme, max_age=31536000, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
        )
    return response


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """The person's own settings, and how their way in is guarded."""
    # The form works on a copy: what is refused must not show in the frame around it.
    form = PreferencesForm(request.POST or None, instance=User.objects.get(pk=person_of(request).pk))
    if request.method == "POST" and form.is_valid():
        actions.set_preferences(person_of(request), **form.cleaned_data)
        messages.success(request, "Your settings are saved.")
        return redirect("site:profile")
    context = {"form": form, "guards": _guards(request)}
    return render_page(request, "site/account/profile.html", context, status=422 if form.errors else 200)


def _guards(request: HttpRequest) -> dict[str, Any]:
    """How the person gets in, for the overview."""
    kinds = list(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    return {
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "app": Authenticator.Type.TOTP in kinds,
        "recovery": Authenticator.Type.RECOVERY_CODES in kinds,
        "password": person_of(request).has_usable_password(),
        "devices": UserSession.objects.filter(user=request.user).count(),
    }


@never_cache
@require_http_methods(["GET", "POST"])
def confirm_by_code(request: HttpRequest) -> HttpResponse:
    """Prove who one is with a code by e-mail, then go on with what was kept. For whoever has no other way."""
    if not may_confirm_by_code(request):
        return HttpResponseRedirect(where_to_prove(request))
    process, form = FreshCode.of(request), CodeForm()
    if request.method == "POST":
        if refused := ratelimit.consume_or_429(request, action="reauthenticate", user=request.user):
            return refused
        if "again" in request.POST or process is None:
            return _send_code(request)
        form = CodeForm(request.POST)
        if form.is_valid() and compare_user_code(actual=form.cleaned_data["code"], expected=process.code):
            process.finish()
            return resume_request(request) or redirect("site:home")
        form.add_error("code", "That is not the code we sent.")
        process = process if process.record_invalid_attempt() else None
    context = {"form": form, "sent_to": masked(process.state["email"]) if process else "", "next": _next(request)}
    return render_page(request, "site/account/confirm_by_code.html", context, status=422 if form.errors else 200)


def _send_code(request: HttpRequest) -> HttpResponse:
    if refused := ratelimit.consume_or_429(request, action="request_login_code", key=person_of(request).email.lower()):
        return refused
    FreshCode.begin(request)
    return HttpResponseRedirect(request.get_full_path())


def _next(request: HttpRequest) -> str:
    return get_next_redirect_url(request) or ""
