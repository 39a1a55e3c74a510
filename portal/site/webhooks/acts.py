"""What is pressed on the pages of webhooks."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from artists.access import Refusal
from artists.webhooks import actions
from artists.webhooks.models import Event
from portal.site.htmx import render_page
from portal.site.middleware import STATUS
from portal.site.scoping import TeamRequest
from portal.site.webhooks.forms import AgainForm
from portal.site.webhooks.page import mine, webhook_page, webhook_view


@require_POST
@webhook_view
def test(request: TeamRequest, pk: UUID) -> HttpResponse:
    """Send a test event, and go where one sees what comes of it."""
    event = actions.send_test(mine(request, pk).pk, actor=request.actor)
    return redirect("site:webhook_event", request.team.slug, pk, event.pk)


@require_POST
@webhook_view
def pause(request: TeamRequest, pk: UUID) -> HttpResponse:
    """Call it no more for now."""
    endpoint = actions.pause_endpoint(mine(request, pk).pk, actor=request.actor)
    messages.success(request, f"{endpoint.name} is paused. What happens is kept for 30 days.")
    return redirect("site:webhook", request.team.slug, pk)


@require_POST
@webhook_view
def resume(request: TeamRequest, pk: UUID) -> HttpResponse:
    """Call it again."""
    endpoint = actions.resume_endpoint(mine(request, pk).pk, actor=request.actor)
    messages.success(request, f"{endpoint.name} is active. What waited is being sent.")
    return redirect("site:webhook", request.team.slug, pk)


@require_POST
@webhook_view
def end_older(request: TeamRequest, pk: UUID) -> HttpResponse:
    """Only the newest key signs from now on."""
    actions.end_older_keys(mine(request, pk).pk, actor=request.actor)
    messages.success(request, "The older key signs nothing any more.")
    return redirect("site:webhook", request.team.slug, pk)


@require_POST
@webhook_view
def again(request: TeamRequest, pk: UUID) -> HttpResponse:
    """Send again what failed since a day."""
    endpoint, form = mine(request, pk), AgainForm(request.POST)
    if not form.is_valid():
        return webhook_page(request, endpoint, again=form, status=422)
    try:
        count = actions.replay_failed(endpoint.pk, form.moment(), actor=request.actor)
    except Refusal as refusal:
        form.add_error("since", refusal.sentence)
        return webhook_page(request, endpoint, again=form, status=STATUS[type(refusal)])
    messages.success(request, f"{count:,} event{'' if count == 1 else 's'} will be sent again, the oldest first.")
    return redirect("site:webhook", request.team.slug, pk)


@require_POST
@webhook_view
def event_again(request: TeamRequest, pk: UUID, event: UUID) -> HttpResponse:
    """Send one event again."""
    found = get_object_or_404(Event.objects.visible_to(request.actor).filter(endpoint=mine(request, pk)), pk=event)
    actions.replay_event(found.pk, actor=request.actor)
    return redirect("site:webhook_event", request.team.slug, pk, event)


@require_http_methods(["GET", "POST"])
@webhook_view
def delete(request: TeamRequest, pk: UUID) -> HttpResponse:
    """Ask, then delete it with its log."""
    endpoint = mine(request, pk)
    if request.method == "POST":
        actions.delete_endpoint(endpoint.pk, actor=request.actor)
        messages.success(request, f"{endpoint.name} is deleted, and its log with it.")
        return redirect("site:webhooks", request.team.slug)
    waiting = endpoint.events.filter(state=Event.State.WAITING).count()
    return render_page(request, "site/webhooks/delete.html", {"endpoint": endpoint, "waiting": waiting})
