"""The inbox, and the page of one request."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from artists.notices import actions as notices
from artists.notices.models import Notice
from consent.requests import selectors
from consent.requests.models import Request
from portal.site.htmx import render_page
from portal.site.person import person_of
from portal.site.requests.detail import detail
from portal.site.requests.listing import listing
from portal.site.scoping import TeamRequest, team_view


@require_safe
@team_view
def inbox_page(request: TeamRequest) -> HttpResponse:
    """What waits for the team; on a desk the first of it beside the list."""
    listed = listing(request)
    first = next(iter(listed.items), None)
    context: dict[str, Any] = {"listing": listed, "pane": "list", "soon": listed.counts.soon}
    if first is not None:
        context |= detail(request, found(request, first.row.pk), listed)
    return render_page(request, "site/requests/inbox.html", context)


@require_safe
@team_view
def request_page(request: TeamRequest, number: int) -> HttpResponse:
    """One request: what is asked, what a yes would change, who must say yes, and the answer."""
    one = found(request, number)
    _read(request, one)
    return page_of(request, one)


def page_of(request: TeamRequest, one: Request, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a request; with a problem, after something that did not count."""
    listed = listing(request, current=one.pk)
    context = {"listing": listed, "pane": "detail", "soon": listed.counts.soon, **detail(request, one, listed), **more}
    return render_page(request, "site/requests/inbox.html", context, status=status)


def found(request: TeamRequest, number: int) -> Request:
    """A request that the actor may see, as it is now; anything else is a 404."""
    seen = selectors.inbox(request.actor, now=timezone.now())
    return get_object_or_404(
        seen.select_related("partner", "licence__partner", "version__proposed_for", "opened_for"), pk=number
    )


def _read(request: TeamRequest, one: Request) -> None:
    """Whoever opens a request has read what they were told of it."""
    told = Notice.objects.of_person(person_of(request).pk).new().filter(fold_key__startswith=f"request:{one.pk}:")
    if numbers := list(told.values_list("pk", flat=True)):
        notices.mark_read(person_of(request), numbers)
