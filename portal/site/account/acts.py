"""Presses that wait for a fresh proof of who one is. Each has its own address, so none takes another's place."""

import json
import secrets
from typing import Any
from uuid import UUID

from allauth.core.internal.httpkit import deserialize_request, serialize_request
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_safe

from artists.catalog.models import Asset
from consent.uses import USES

_SESSION_KEY = "waiting_presses"
_MOST = 5  # older ones are forgotten: whoever comes back to them presses again
_NOT_KEPT = ("HTTP_COOKIE", "HTTP_HX_")  # what HTMX added is dropped: the answer will be a page
_WORDS = {
    "mandate_new": "Give a mandate that covers a voice or a likeness",
    "identification_link": "Link an artist to a team",
    "data_file": "Download your data",
    "resume": "Resume everything, voice and likeness too",
    "undo": "Undo an answer",
    "undo_batch": "Undo an answer",
    "team_role": "Make somebody an owner of the team",
    "team_invite": "Invite an owner to the team",
}


def keep(request: HttpRequest) -> str:
    """Keep a POST, and return the address that carries it out once."""
    kept = json.loads(serialize_request(request))
    kept["META"] = {name: value for name, value in kept["META"].items() if not name.startswith(_NOT_KEPT)}
    waiting = dict(list(request.session.get(_SESSION_KEY, {}).items())[1 - _MOST :])
    key = secrets.token_urlsafe(12)
    request.session[_SESSION_KEY] = waiting | {key: json.dumps(kept)}
    return reverse("site:go_on", args=[key])


@require_safe
def go_on(request: HttpRequest, key: str) -> HttpResponse:
    """Carry out the press that waited. Its view asks for the proof again, so nothing is done here without one."""
    waiting = dict(request.session.get(_SESSION_KEY, {}))
    kept = waiting.pop(key, None)
    if kept is None:
        return redirect("site:home")
    request.session[_SESSION_KEY] = waiting
    pressed = deserialize_request(kept, request)
    found = resolve(pressed.path_info)
    response: HttpResponse = found.func(pressed, *found.args, **found.kwargs)
    return response


def said(request: HttpRequest) -> str:
    """In words, the press that this page asks the proof for; empty where there is none."""
    back = request.GET.get("next") or request.POST.get("next") or ""
    try:
        found = resolve(back)
    except Resolver404:
        return ""
    kept = request.session.get(_SESSION_KEY, {}).get(found.kwargs.get("key", "")) if found.url_name == "go_on" else None
    return _words(json.loads(kept)) if kept else ""


def _words(kept: dict[str, Any]) -> str:
    name = resolve(kept["path_info"]).url_name or ""
    data = QueryDict(kept["POST"])
    use = USES.get(data.get("use", ""))
    if name == "voice_answer" and use:
        return f"{use.label}: {data.get('answer', '')}{_whose(data.get('asset', ''))}"
    return _WORDS.get(name, "")


def _whose(asset: str) -> str:
    try:
        title = Asset.objects.filter(pk=UUID(asset)).values_list("title", flat=True).first()
    except ValueError:
        return ""
    return f" ({title})" if title else ""
