"""Reading licences: the list, one licence, its tracks, its text, and the team's rates side by side."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from artists.access import Permission, why_not
from artists.catalog.models import Artist
from consent.licences import favoured, selectors_reach
from consent.licences.models import Licence
from consent.licences.templates import TEMPLATES
from consent.uses import USES
from portal.site.htmx import render_page
from portal.site.licences.forms import SendForm
from portal.site.licences.lists import Listing
from portal.site.licences.page import LicencePage
from portal.site.licences.signing import panel
from portal.site.scoping import TeamRequest, team_view

TRACKS = 50


@require_safe
@team_view
def licences(request: TeamRequest) -> HttpResponse:
    """The licences the team is a side of, and those that cover what it holds."""
    listing = Listing(request.actor, request.team, request.GET.dict())
    context = {
        "listing": listing,
        "tabs": listing.tabs(),
        "page": listing.page(),
        "may_draft": request.actor.has(Permission.ASK) and request.actor.role is not None,
        "templates": TEMPLATES.values(),
        "uses": USES,
    }
    return render_page(request, "site/licences/list.html", context, fragments={"listed": "listed"})


@require_safe
@team_view
def licence(request: TeamRequest, pk: int) -> HttpResponse:
    """One licence: what it opens, what it says, who signed, and what may be done now."""
    page = page_of(request, pk)
    _ = page.terms  # nothing to read is a 404
    context = {
        "page": page,
        "panel": panel(page),
        "send": SendForm(),
        "why_not_sign": why_not(request.actor, Permission.SIGN),
        "why_not_ask": why_not(request.actor, Permission.ASK),
    }
    return render_page(request, "site/licences/licence.html", context, fragments={"diff": "diff"})


@require_safe
@team_view
def tracks(request: TeamRequest, pk: int) -> HttpResponse:
    """Track by track: open, ask or shut, and whose yes is missing. The partner reads no names."""
    page = page_of(request, pk)
    artist = Artist.objects.filter(slug=request.GET.get("artist", "")).first()
    if request.GET.get("artist") and artist is None:
        raise Http404("No such artist.")
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
    found = selectors_reach.tracks(
        page.deal, at=page.now, only=None if page.is_partner else request.team.pk,
        artist_id=artist.pk if artist else None, limit=TRACKS, offset=TRACKS * (max(number, 1) - 1),
    )  # fmt: skip
    context = {
        "page": page,
        "found": found,
        "artist": artist,
        "number": max(number, 1),
        "last": -(-found.total // TRACKS),
        "mine": held_by_team(request),
    }
    return render_page(request, "site/licences/tracks.html", context)


@require_safe
@team_view
def text(request: TeamRequest, pk: int, number: int) -> HttpResponse:
    """The text that counts, byte for byte: its SHA-256 is the hash that is signed."""
    page = page_of(request, pk)
    version = next((one for one in page.versions if one.number == number), None)
    if version is None:
        raise Http404("This licence has no such version, or not for you.")
    response = HttpResponse(version.text.encode(), content_type="text/plain; charset=utf-8")
    name = f"{page.licence.reference}-version-{number}.txt"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@team_view
def compare(request: TeamRequest) -> HttpResponse:
    """What each partner pays for the same use, side by side."""
    if not request.actor.team_kind.holds_rights or request.actor.role is None:
        raise Http404("Only who licenses compares what partners pay.")
    found = favoured.compare(request.team.pk, at=timezone.now())
    return render_page(request, "site/licences/compare.html", {"compared": found})


def page_of(request: TeamRequest, pk: int) -> LicencePage:
    """The page of a licence this actor may see; 404 for any other."""
    visible = Licence.objects.visible_to(request.actor).select_related("partner", "drafted_for", "notice_from")
    return LicencePage(get_object_or_404(visible, pk=pk), request.actor, request.team, request.GET.dict())


def held_by_team(request: TeamRequest) -> frozenset[UUID]:
    """Artists who are this team: her own page leads to the switch of each track."""
    return frozenset(Artist.objects.filter(team=request.team).values_list("pk", flat=True))
