"""The catalogue: what the team holds, each asset's page, and adding by hand."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from artists.access import Permission, Refusal, require, why_not
from artists.audio.selectors import sound_of_track
from artists.catalog import actions, rights, selectors
from artists.catalog.actions import NewTrack
from artists.catalog.models import Artist, Asset, AssetKind, Right
from consent.licences.selectors import covering
from consent.splits.inforce import sides_of
from consent.splits.selectors import over_assets
from portal.site.catalogue import forms
from portal.site.catalogue.page import tabs
from portal.site.catalogue.sound import player_of
from portal.site.htmx import render_page
from portal.site.middleware import STATUS
from portal.site.scoping import TeamRequest, team_view

PAGE_SIZE = 50


@require_GET
@team_view
def catalogue(request: TeamRequest) -> HttpResponse:
    """Tracks, releases, songs or artists; found, filtered and paged by the address."""
    show, q = request.GET.get("show", "tracks"), request.GET.get("q", "").strip()[:200]
    lists: dict[str, Callable[[], Any]] = {
        "tracks": lambda: selectors.tracks(
            request.actor, selectors.Filters(q, request.GET.get("artist", ""), _uuid(request.GET.get("release", "")))
        ),
        "releases": lambda: selectors.releases(request.actor, q),
        "songs": lambda: selectors.songs(request.actor, q),
        "artists": lambda: selectors.artists(request.actor).filter(name__icontains=q),
    }
    show = show if show in lists else "tracks"
    context = {
        "show": show,
        "q": q,
        "page": Paginator(lists[show](), PAGE_SIZE).get_page(request.GET.get("page")),
        "tabs": tabs(request, show),
        "narrowed": bool(q or request.GET.get("artist") or request.GET.get("release")),
        "why_not_edit": why_not(request.actor, Permission.EDIT_CATALOGUE),
    }
    return render_page(request, "site/catalogue/catalogue.html", context, fragments={"listed": "listed"})


@require_GET
@team_view
def asset(request: TeamRequest, asset: UUID) -> HttpResponse:
    """All that is known of a track or a song, and who holds what in it."""
    page = selectors.track_page(request.actor, asset)
    if page is None:
        raise Http404("No such track in this team's catalogue.")
    own = [holding for holding in page.holdings if holding.team_id == request.team.pk]
    found = sound_of_track(request.actor, page.asset) if page.asset.kind == AssetKind.RECORDING else None
    context = {
        "page": page,
        "found": found,
        "player": player_of(page.asset, found) if found else None,
        "own": own,
        "licences": covering(request.actor, page.asset, at=timezone.now()),
        "disputes": over_assets(request.actor, [page.asset.pk, *(song.pk for song in page.songs)]),
        "sides": sides_of(page.asset) if request.actor.has(Permission.SEE_MONEY) else (),
        "why_not_edit": why_not(request.actor, Permission.EDIT_CATALOGUE),
        "gives_up": request.actor.has(Permission.CHANGE_MONEY),
    }
    return render_page(request, "site/catalogue/asset.html", context)


@require_http_methods(["GET", "POST"])
@team_view
def new_artist(request: TeamRequest) -> HttpResponse:
    """Add an artist."""
    form = forms.ArtistForm(request.POST or None)
    return _add(request, form, "Add an artist", lambda data: actions.add_artist(**data, actor=request.actor))


@require_http_methods(["GET", "POST"])
@team_view
def new_song(request: TeamRequest) -> HttpResponse:
    """Add a song."""
    form = forms.SongForm(request.POST or None)

    def act(data: dict[str, Any]) -> Asset:
        return actions.add_song(
            data["title"], iswc=data["iswc"], share_bp=data["share"] or actions.ALL, actor=request.actor
        )

    return _add(request, form, "Add a song", act)


@require_http_methods(["GET", "POST"])
@team_view
def new_release(request: TeamRequest) -> HttpResponse:
    """Add a release."""
    form = forms.ReleaseForm(request.POST or None, actor=request.actor)
    return _add(request, form, "Add a release", lambda data: actions.add_release(**data, actor=request.actor))


@require_http_methods(["GET", "POST"])
@team_view
def new_track(request: TeamRequest) -> HttpResponse:
    """Add a track with its song and the team's rights."""
    form = forms.TrackForm(request.POST or None, actor=request.actor)

    def act(data: dict[str, Any]) -> Asset:
        new = NewTrack(
            title=data["title"], artist_id=data["artist"].pk, isrc=data["isrc"], version_title=data["version_title"],
            duration=data["duration"], featured=data["featured"].split(";"), song_title=data["song_title"],
            iswc=data["iswc"], master_bp=data["master"], publishing_bp=data["publishing"],
            release_id=data["release"].pk if data["release"] else None,
        )  # fmt: skip
        return actions.add_track(new, actor=request.actor)

    return _add(request, form, "Add a track", act)


@require_http_methods(["GET", "POST"])
@team_view
def new_holder(request: TeamRequest, asset: UUID) -> HttpResponse:
    """Name another holder: their yes is needed from then on."""
    held = get_object_or_404(Asset.objects.visible_to(request.actor), pk=asset)
    form = forms.HolderForm(request.POST or None, kind=held.kind)

    def act(data: dict[str, Any]) -> Asset:
        rights.add_holder(held, data["team"], Right(data["right"]), share_bp=data["share"], actor=request.actor)
        return held

    return _add(request, form, f"Name another holder of {held}", act)


@require_POST
@team_view
def give_up(request: TeamRequest, asset: UUID) -> HttpResponse:
    """Give up the team's own right in something."""
    held = get_object_or_404(Asset.objects.visible_to(request.actor), pk=asset)
    right = request.POST.get("right", "")
    if right not in Right.values:
        raise Http404("No such right.")
    rights.give_up(held, Right(right), actor=request.actor)
    messages.success(request, f"{request.team.name} no longer holds “{Right(right).label}” in {held}.")
    still = Asset.objects.visible_to(request.actor).filter(pk=held.pk).exists()
    return (
        redirect("site:asset", request.team.slug, held.pk) if still else redirect("site:catalogue", request.team.slug)
    )


@require_POST
@team_view
def new_personal(request: TeamRequest, artist: str) -> HttpResponse:
    """Put an artist's voice or likeness on file. It starts closed."""
    whose = get_object_or_404(Artist.objects.visible_to(request.actor), slug=artist)
    kind = request.POST.get("kind", "")
    if kind not in (AssetKind.VOICE, AssetKind.LIKENESS):
        raise Http404("No such kind.")
    made = actions.add_personal(whose, AssetKind(kind), actor=request.actor)
    messages.success(request, f"{made.title} is on file, and closed for every use.")
    return redirect("site:voice", request.team.slug)


def _add(request: TeamRequest, form: Form, title: str, act: Callable[[dict[str, Any]], Any]) -> HttpResponse:
    """Show the form, or carry it out and go to what was added. What the action refuses stands beside its field."""
    require(request.actor, Permission.EDIT_CATALOGUE)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            made = act(form.cleaned_data)
        except Refusal as refusal:
            where = getattr(refusal, "field", "")
            form.add_error(where if where in form.fields else None, refusal.sentence)
            status = STATUS[type(refusal)]
        else:
            messages.success(
                request, f"{made} is in the catalogue." if not form.fields.get("team") else "Their yes is needed now."
            )
            return redirect(_address(request, made))
    return render_page(request, "site/catalogue/add.html", {"form": form, "title": title}, status=status)


def _address(request: TeamRequest, made: Any) -> str:
    if isinstance(made, Asset):
        return reverse("site:asset", args=[request.team.slug, made.pk])
    show = "artists" if isinstance(made, Artist) else "releases"
    return reverse("site:catalogue", args=[request.team.slug]) + f"?show={show}"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
