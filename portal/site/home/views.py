"""Where a person lands after signing in, and a team's first page."""

from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from artists.access import Permission, TeamKind
from artists.catalog.identity.selectors import own_artists
from artists.journal.selectors import Filters
from artists.teams.models import Invitation
from consent.choices.models import Pause
from portal.site.history.pages import history
from portal.site.home import artist, others
from portal.site.home.asked import asked, splits_asked
from portal.site.home.earned import earned
from portal.site.home.fans import fans
from portal.site.htmx import render_page
from portal.site.scoping import TeamRequest, team_view
from portal.site.shell import team_links
from portal.site.withdrawals.lists import newest, waiting_rows

RECENT = 5
_YEAR = 365 * 24 * 3600


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """To the team last visited, else the first. Without a team: to invitations, else to what fans have."""
    links = team_links(request.user.pk)  # type: ignore[arg-type]  # signed in: the middleware saw to it
    slugs = [link.slug for link in links]
    if not slugs:
        invitations = _invitations(request)
        if not invitations:
            return redirect("fans:mine")
        return render_page(request, "site/home/no_team.html", {"invitations": invitations})
    last = request.session.get("team")
    return redirect("site:team_home", team_slug=last if last in slugs else slugs[0])


@require_safe
@team_view
def team_home(request: TeamRequest) -> HttpResponse:
    """A team's home: what needs somebody, what stands, what changed."""
    kind = request.actor.team_kind
    days, _older = history(request.actor, Filters(), size=RECENT)
    context = {
        "recent": [item for day in days for item in day.acts],
        "asked": asked(request.actor),
        "splits": splits_asked(request) if kind.holds_rights else (),
        "earned": earned(request.actor),
        "fans": fans(request.actor),
        "sees_money": request.actor.has(Permission.SEE_MONEY),
        "pause": _pause(request) if kind.holds_rights else None,
        "taken_back": newest(request.actor) if kind.holds_rights else None,
        **_BY_KIND[kind](request),
    }
    return render_page(request, f"site/home/{_TEMPLATES.get(kind, 'catalogue')}.html", context)


@require_POST
@team_view
def hide_steps(request: TeamRequest) -> HttpResponse:
    """Put the list of steps away on this device; it says nothing about what is done."""
    response = redirect("site:team_home", team_slug=request.team.slug)
    response.set_cookie(
        _cookie(request), "1", max_age=_YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
    )
    return response


def _cookie(request: TeamRequest) -> str:
    return f"steps-hidden-{request.team.pk}"


def _pause(request: TeamRequest) -> Pause | None:
    return Pause.objects.filter(team=request.team, resumed_at__isnull=True).select_related("paused_by").first()


def _invitations(request: HttpRequest) -> list[Invitation]:
    """Open invitations to an address that the person has proved to be theirs."""
    proven = EmailAddress.objects.filter(user=request.user, verified=True).values(lower=Lower("email"))
    found = Invitation.objects.open().annotate(lower=Lower("email")).filter(lower__in=proven)
    return list(found.select_related("team", "invited_by").order_by("-invited_at"))


def _artist(request: TeamRequest) -> dict[str, Any]:
    music = artist.music(request.actor)
    hidden = _cookie(request) in request.COOKIES
    second = is_mfa_enabled(request.user)
    steps = [] if hidden else artist.steps(request.actor, request.team.slug, tracks=music.tracks, second_factor=second)
    artists = list(own_artists(request.actor)[:5])
    return {"music": music, "artists": artists, "steps": steps, "steps_done": sum(step.done for step in steps)}


def _catalogue(request: TeamRequest) -> dict[str, Any]:
    return {"catalogue": others.catalogue(request.actor)}


def _partner(request: TeamRequest) -> dict[str, Any]:
    return {
        "clients": others.clients(request.actor),
        "origin": settings.SITE_ORIGIN,
        "to_acknowledge": waiting_rows(request.actor),
    }


def _operator(request: TeamRequest) -> dict[str, Any]:
    return {"portal": others.portal(request.actor)}


_BY_KIND: dict[TeamKind, Callable[[TeamRequest], dict[str, Any]]] = {
    TeamKind.ARTIST: _artist,
    TeamKind.LABEL: _catalogue,
    TeamKind.DISTRIBUTOR: _catalogue,
    TeamKind.PUBLISHER: _catalogue,
    TeamKind.PARTNER: _partner,
    TeamKind.OPERATOR: _operator,
}
_TEMPLATES = {TeamKind.ARTIST: "artist", TeamKind.PARTNER: "partner", TeamKind.OPERATOR: "operator"}
