"""One URL, one template: the whole page, or the named fragment that HTMX asks for."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def render_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    fragments: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render `template`, or `template#partial` when `HX-Target` names one of `fragments` (target id → partial).

    Both renderings vary on the request's HTMX headers, so that no cache mixes them up.
    """
    htmx = getattr(request, "htmx", None)
    # htmx 4 sends the target as `tag#id`, htmx 2 as the bare id.
    target = (htmx.target or "").rpartition("#")[2] if htmx else ""
    partial = (fragments or {}).get(target)
    response = render(request, f"{template}#{partial}" if partial else template, context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
