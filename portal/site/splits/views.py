"""The pages of splits: the list, and one side of one work."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from artists.access import Permission, TeamKind, require, why_not
from artists.catalog.models import Asset
from consent.splits import alike, selectors
from consent.splits.states import Side, State
from portal.site.htmx import render_page
from portal.site.scoping import TeamRequest, team_view
from portal.site.splits import shown
from portal.site.splits.forms import AnswerForm, EndForm

PAGE = 50


@require_safe
@team_view
def splits(request: TeamRequest) -> HttpResponse:
    """What needs the team, what waits, what has no split, what is agreed, what is disputed."""
    _require_reader(request)
    counts = selectors.counts(request.actor)
    known = [tab.url.rpartition("=")[2] for tab in shown.tabs(request, "", counts)]
    show = request.GET.get("show", "")
    if show not in known:
        show = known[0] if counts.needs or "agreed" not in known else "agreed"
    q = request.GET.get("q", "").strip()[:200]
    context = {
        "show": show, "q": q, "counts": counts, "tabs": shown.tabs(request, show, counts),
        "why_not": why_not(request.actor, Permission.CHANGE_MONEY), **_LISTS[show](request, q),
    }  # fmt: skip
    return render_page(request, "site/splits/list.html", context)


@require_safe
@team_view
def split(request: TeamRequest, asset: UUID, side: str) -> HttpResponse:
    """How one side of a work divides: now, before, proposed, disputed."""
    return page(request, asset, side)


def page(
    request: TeamRequest, asset: UUID, side: str, *, form: AnswerForm | EndForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of a split, with a form that could not be carried out."""
    found = found_page(request, asset, side)
    own = request.team.pk
    proposed = found.proposed
    mine = next((one for one in proposed.said if one.team.pk == own), None) if proposed else None
    context = {
        "page": found, "side": shown.SIDES[found.side], "kind": shown.kind_of(found.asset.kind),
        "bar": shown.bar(found.parts, own), "proposed": proposed,
        "proposed_bar": shown.bar(proposed.parts, own) if proposed else (), "form": form,
        "to_answer": mine is not None and mine.agrees is None,
        "own_proposal": proposed is not None and proposed.split.proposed_for_id == own,
        "sides": [(one, shown.SIDES[of][0], of.value, of is found.side and one.pk == asset) for one, of in found.sides],
        "versions": [(one, shown.bar(one.parts, own)) for one in found.versions if one.split.state != State.PROPOSED],
        "why_not": why_not(request.actor, Permission.CHANGE_MONEY),
        "operator": request.team.team_kind is TeamKind.OPERATOR,
    }  # fmt: skip
    return render_page(request, "site/splits/split.html", context, status=status)


def found_page(request: TeamRequest, asset: UUID, side: str) -> selectors.SplitPage:
    """The page's contents, or 404."""
    _require_reader(request)
    which = shown.side_of(side)
    found = selectors.split_page(request.actor, asset, which) if which else None
    if found is None:
        raise Http404("Money for this does not divide that way, or it is not this team's.")
    return found


def _require_reader(request: TeamRequest) -> None:
    if request.team.team_kind is TeamKind.PARTNER:
        raise Http404("A partner has no part in splits.")
    require(request.actor, Permission.SEE_MONEY)


def _groups(needs: bool) -> Callable[[TeamRequest, str], dict[str, Any]]:
    def listed(request: TeamRequest, q: str) -> dict[str, Any]:
        return {"rows": shown.rows(request, selectors.groups(request.actor, needs=needs, q=q))}

    return listed


def _decided(agreed: bool) -> Callable[[TeamRequest, str], dict[str, Any]]:
    def listed(request: TeamRequest, q: str) -> dict[str, Any]:
        found = selectors.decided(request.actor, agreed=agreed, q=q)
        before = request.GET.get("before", "")
        if before.isascii() and before.isdigit() and len(before) < 19:
            found = found.filter(split_id__lt=int(before))
        answers = list(found[: PAGE + 1])
        splits = [one.split for one in answers[:PAGE]]
        texts = dict.fromkeys(one.division for one in splits)
        bars = {text: shown.bar(parts, request.team.pk) for text, parts in selectors.parts_of(texts).items()}
        lines = [(one, bars[one.division], shown.SIDES[Side(one.side)][0]) for one in splits]
        older = splits[-1].pk if len(answers) > PAGE else None
        return {"lines": lines, "older": older, "further": bool(before)}

    return listed


def _none(request: TeamRequest, q: str) -> dict[str, Any]:
    after = request.GET.get("after", "")
    works = alike.without_split(request.actor, q=q, after=_uuid(after), most=PAGE)
    assets = Asset.objects.select_related("artist").in_bulk([work for work, _ in works[:PAGE]])
    lines = [(assets[work], shown.SIDES[side][0], side.value) for work, side in works[:PAGE]]
    return {"works": lines, "next": works[PAGE - 1][0] if len(works) > PAGE else None, "further": bool(after)}


def _disputes(ended: bool) -> Callable[[TeamRequest, str], dict[str, Any]]:
    def listed(request: TeamRequest, q: str) -> dict[str, Any]:
        found = selectors.disputes(request.actor, ended=ended, q=q)
        return {"page": Paginator(found, PAGE).get_page(request.GET.get("page"))}

    return listed


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


_LISTS: dict[str, Callable[[TeamRequest, str], dict[str, Any]]] = {
    "needs": _groups(True),
    "waiting": _groups(False),
    "none": _none,
    "agreed": _decided(True),
    "refused": _decided(False),
    "disputed": _disputes(False),
    "ended": _disputes(True),
}
