"""The conformance run's pages: start one, watch it, see how earlier ones ended."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from artists.access import Permission, why_not
from consent.sandbox import runs, selectors
from consent.sandbox.assets import DRILL, DRILL_USE
from consent.sandbox.models import Run
from consent.sandbox.states import State
from portal.site.console.scope import console_view
from portal.site.htmx import render_page
from portal.site.scoping import TeamRequest


@require_safe
@console_view
def conformance(request: TeamRequest, pk: UUID | None = None) -> HttpResponse:
    """The run, or the latest one: its steps as they stand. While it is open the page asks for itself again."""
    shown = selectors.run_shown(request.actor, pk)
    if pk is not None and shown is None:
        raise Http404("No such run.")
    context = {
        "shown": shown,
        "open": shown is not None and shown.run.state == State.OPEN,
        "earlier": [run for run in selectors.earlier_runs(request.actor) if shown and run.pk != shown.run.pk],
        "missing": selectors.missing(request.actor),
        "badge": selectors.badge_of(request.team.pk),
        "ahead": selectors.steps_ahead() if shown is None else (),
        "asset": DRILL,
        "use": DRILL_USE,
        "not_allowed": why_not(request.actor, Permission.ASK),
    }
    return render_page(request, "site/console/conformance.html", context, fragments={"run": "run"})


@require_POST
@console_view
def start(request: TeamRequest) -> HttpResponse:
    """Open a run."""
    run = runs.start(actor=request.actor)
    messages.success(request, "The run has begun. It watches your test clients from now on.")
    return redirect("site:conformance_run", request.team.slug, run.pk)


@require_POST
@console_view
def cancel(request: TeamRequest, pk: UUID) -> HttpResponse:
    """End a run early."""
    get_object_or_404(Run.objects.visible_to(request.actor), pk=pk)
    runs.cancel(pk, actor=request.actor)
    messages.success(request, "The run is cancelled. It counts for nothing.")
    return redirect("site:conformance_run", request.team.slug, pk)
