"""Bringing in a file: upload, look at the plan, confirm, watch, read the report."""

import csv
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from artists.access import Invalid, Permission, TeamKind, require, why_not
from artists.catalog.deliveries import actions
from artists.catalog.models import Delivery
from portal.site.deliveries import columns
from portal.site.deliveries.forms import UploadForm
from portal.site.deliveries.page import outcome
from portal.site.htmx import render_page
from portal.site.scoping import TeamRequest, team_view

PAGE_SIZE = 20


@require_http_methods(["GET", "POST"])
@team_view
def uploads(request: TeamRequest) -> HttpResponse:
    """Upload a file, and the deliveries so far."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST":
        require(request.actor, Permission.EDIT_CATALOGUE)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                made = actions.receive(file.name, file.read(), actor=request.actor)
            except Invalid as wrong:
                form.add_error("file", wrong.sentence)
            else:
                return redirect("site:delivery", request.team.slug, made.pk)
    every = Delivery.objects.visible_to(request.actor).defer("content", "plan").select_related("uploaded_by")
    context = {
        "form": form,
        "columns": columns.of(request.actor.team_kind),
        "publisher": request.actor.team_kind is TeamKind.PUBLISHER,
        "page": Paginator(every, PAGE_SIZE).get_page(request.GET.get("page")),
        "why_not_edit": why_not(request.actor, Permission.EDIT_CATALOGUE),
    }
    return render_page(request, "site/deliveries/uploads.html", context, status=422 if form.errors else 200)


@require_GET
@team_view
def template(request: TeamRequest) -> HttpResponse:
    """The columns of our CSV that this team can fill, to write below."""
    require(request.actor, Permission.VIEW)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="soundcheck-catalogue.csv"'
    response.write("\ufeff")  # spreadsheets take a file with this mark for UTF-8
    csv.writer(response).writerows([[one.name for one in columns.of(request.actor.team_kind)]])
    return response


@require_GET
@team_view
def delivery(request: TeamRequest, pk: UUID) -> HttpResponse:
    """One delivery: being read, planned, running, done. Asks again by itself while something is going on."""
    found = get_object_or_404(
        Delivery.objects.visible_to(request.actor).defer("content").select_related("uploaded_by", "confirmed_by"), pk=pk
    )
    context = {
        "delivery": found,
        "outcome": outcome(found),
        "notes": found.plan.get("notes", []),
        "progress": f"{found.done:,} of {found.total:,} tracks",
        "waits": found.state in (Delivery.State.READING, Delivery.State.RUNNING),
        "why_not_edit": why_not(request.actor, Permission.EDIT_CATALOGUE),
    }
    return render_page(request, "site/deliveries/delivery.html", context, fragments={"delivery": "delivery"})


@require_POST
@team_view
def confirm(request: TeamRequest, pk: UUID) -> HttpResponse:
    """Say yes to a plan. A second press does nothing more."""
    get_object_or_404(Delivery.objects.visible_to(request.actor).only("pk"), pk=pk)
    actions.confirm(pk, actor=request.actor)
    return redirect("site:delivery", request.team.slug, pk)


@require_POST
@team_view
def discard(request: TeamRequest, pk: UUID) -> HttpResponse:
    """Throw a plan away."""
    get_object_or_404(Delivery.objects.visible_to(request.actor).only("pk"), pk=pk)
    thrown = actions.discard(pk, actor=request.actor)
    messages.success(request, f"“{thrown.file_name}” is thrown away. Nothing of it came in.")
    return redirect("site:import", request.team.slug)


@require_GET
@team_view
def refused(request: TeamRequest, pk: UUID) -> HttpResponse:
    """The refused lines as a CSV, to mend them in the source."""
    found = get_object_or_404(Delivery.objects.visible_to(request.actor).defer("content"), pk=pk)
    shown = outcome(found)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="refused.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(["place", "title", "isrc", "what is wrong, and how to mend it"])
    for item in shown.refused.items if shown else ():
        writer.writerow([_cell(item[key]) for key in ("place", "title", "isrc", "problem")])
    return response


def _cell(text: str) -> str:
    """A spreadsheet takes a cell that starts so for a formula; a title from a stranger's file must not become one."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
