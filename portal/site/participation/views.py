"""The pages that show what AI may do with a team's tracks and songs."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from artists.catalog.models import Asset, AssetKind
from consent.choices import seconding, selectors
from consent.choices.selectors import Row
from consent.uses import TRACK_USES, USES, text_of
from portal.site.htmx import render_page
from portal.site.participation import who, words
from portal.site.participation.forms import texts_seen
from portal.site.participation.page import Listing
from portal.site.scoping import TeamRequest, team_view


@require_safe
@team_view
def participation(request: TeamRequest) -> HttpResponse:
    """Every track, or song, of the team and what AI may do with it, with the switches."""
    if not request.actor.team_kind.holds_rights:
        raise Http404("A team of this kind holds no rights.")
    listing = Listing.of(request)
    context = {
        "listing": listing,
        "here": listing.address,
        "pause": selectors.open_pause(request.actor),
        "seconds": seconding.waiting(request.actor),
        "select_all": request.GET.get("select") == "all",
    }
    return render_page(request, "site/participation/page.html", context)


@require_safe
@team_view
def track(request: TeamRequest, asset: str) -> HttpResponse:
    """One track or song: each use with its words, every holder's part in it, and the limits."""
    found = get_object_or_404(
        Asset.objects.visible_to(request.actor), pk=asset, kind__in=[AssetKind.RECORDING, AssetKind.COMPOSITION]
    )
    return track_page(request, found)


def track_page(request: TeamRequest, asset: Asset, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The page of one track or song; with a problem, after a press that did not count."""
    uses = [use.code for use in TRACK_USES]
    if asset.kind == AssetKind.RECORDING:
        uses.append("translate")
    [row] = selectors.rows(request.actor, [asset.pk], uses)
    context = {
        "row": row,
        "asset": asset,
        "sections": _sections(request, row),
        "who": who.of(asset, actor=request.actor),
        "problem": problem,
        "seconds": seconding.waiting(request.actor),
        "texts": texts_seen(),
        "here": reverse("site:participation_track", args=[request.team.slug, asset.pk]),
        "crumbs": [("AI participation", reverse("site:participation", args=[request.team.slug]))],
    }
    return render_page(request, "site/participation/track.html", context, status=status)


def _sections(request: TeamRequest, row: Row) -> list[dict[str, object]]:
    barred = words.blocked(request.actor, [cell.use.code for cell in row.cells])
    return [
        {
            "cell": cell,
            "text": text_of(cell.use.code),
            "answer": cell.state.effective.word,
            "prefix": f"{cell.use.code}.{cell.version}.",
            "blocked": barred.get(cell.use.code, ""),
            "limits": words.limits_lines(cell.state),
        }
        for cell in row.cells
    ]


@require_safe
@team_view
def use_text(request: TeamRequest, use: str) -> HttpResponse:
    """What a use means, in the words that stand beside its switch: a page, or a dialog over one."""
    if use not in USES:
        raise Http404("This use is not in the vocabulary.")
    back = "site:participation" if USES[use].answered_on == "track" else "site:voice"
    context = {"use": USES[use], "text": text_of(use), "back": reverse(back, args=[request.team.slug])}
    return render_page(request, "site/participation/use.html", context, fragments={"dialog": "dialog"})
