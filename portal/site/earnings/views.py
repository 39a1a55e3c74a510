"""The earnings page, and the lists that its figures lead to."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import wraps
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from artists.access import Permission, require
from artists.teams.models import Team
from consent.earnings import exports, reading, reading_experiences, reading_lines
from consent.earnings.reading_lines import Place
from consent.earnings.reading_periods import Compare, Span
from consent.reports.credits import named
from consent.uses import USES
from portal.site.earnings import asking
from portal.site.earnings.asking import Asked
from portal.site.earnings.page import SUMS_WORDS, Overview, place
from portal.site.earnings.stands import stands
from portal.site.htmx import render_page
from portal.site.scoping import TeamRequest, team_view

_PAGE = 50


_View = Callable[..., HttpResponseBase]


def _of_money(view: _View) -> _View:
    @wraps(view)
    def shown(request: TeamRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.team.team_kind.holds_rights:
            raise Http404("Only teams that hold rights earn.")
        require(request.actor, Permission.SEE_MONEY)
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    return team_view(shown)


def money_view(view: _View) -> _View:
    """A page of a team that holds rights, for those in it who may see money; 404 for other kinds of teams."""
    return require_safe(_of_money(view))


def money_act(view: _View) -> _View:
    """A press on such a page."""
    return require_POST(_of_money(view))


@money_view
def earnings(request: TeamRequest) -> HttpResponse:
    """A period: how much, day by day, and where it comes from."""
    asked = asking.what(request.GET.dict(), request.actor)
    opened = asking.number(request.GET.get("open"))
    overview = Overview(request.actor, asked)
    context = {
        "asked": asked,
        "overview": overview,
        "opened": str(opened),
        "under": overview.under(opened) if opened else [],
        "compares": _compares(asked),
        "chosen_days": asked.period.span is Span.DAYS,
        "filters": urlencode({"currency": asked.currency} | _months(asked)),
    }
    return render_page(request, "site/earnings/earnings.html", context, fragments={"where": "where"})


def _compares(asked: Asked) -> list[tuple[str, str, bool]]:
    words = {Compare.BEFORE: "Against the time before", Compare.YEAR: "Against a year ago", Compare.NONE: "Alone"}
    return [(how.value, said, how is asked.compare) for how, said in words.items()]


def _months(asked: Asked) -> dict[str, str]:
    first, last = asked.period.months
    return {} if asked.period.span is Span.ALL else {"first": f"{first:%Y-%m}", "last": f"{last:%Y-%m}"}


@money_view
def tracks(request: TeamRequest) -> HttpResponse:
    """Every track that earned something in a month, a quarter, a year or ever; the most first."""
    asked = asking.what(request.GET.dict(), request.actor)
    key = asked.period.key or "all"
    rows = reading.assets(request.actor, asked.currency, key, limit=_PAGE + 1, after=_after(request))
    shown = rows[:_PAGE]
    more = urlencode({"after": f"{shown[-1].total.amount}_{shown[-1].asset_id}"}) if len(rows) > _PAGE else ""
    context = {
        "asked": asked,
        "rows": shown,
        "more": more,
        "further": "after" in request.GET,
        "label": asked.period.label if asked.period.key else "all time",
        "filters": urlencode({"currency": asked.currency} | _months(asked)),
    }
    return render_page(request, "site/earnings/tracks.html", context)


def _after(request: TeamRequest) -> tuple[Decimal, UUID] | None:
    amount, _, asset = request.GET.get("after", "").partition("_")
    found = asking.identifier(asset)
    try:
        return (Decimal(amount), found) if found and Decimal(amount).is_finite() else None
    except InvalidOperation:
        return None


@money_view
def lines(request: TeamRequest) -> HttpResponse:
    """Each earning by itself: of a partner, a track, a use, a territory, of some months."""
    filters = asking.filters(request.GET.dict())
    rows, further = reading_lines.page(request.actor, filters, size=_PAGE, after=_place(request))
    kept: dict[str, str] = {name: str(value) for name, value in request.GET.items() if name != "after"}
    where = stands(request.actor)
    context = {
        "rows": [(row, where.of(row.earning)) for row in rows],
        "filters": filters,
        "query": urlencode(kept),
        "more": urlencode(kept | {"after": _said(further)}) if further else "",
        "further": "after" in request.GET,
        "kept": [
            (name, value) for name, value in kept.items() if name in ("partner", "asset", "territory", "experience")
        ],
        "asked": list(kept.items()),
        "many": reading_lines.count(request.actor, filters, most=exports.SMALL + 1) > exports.SMALL,
        "chips": _chips(request, kept),
        "known": reading.known(request.actor),
        "uses": list(USES.values()),
    }
    return render_page(request, "site/earnings/lines.html", context, fragments={"lines": "rows"})


def _chips(request: TeamRequest, kept: dict[str, str]) -> list[tuple[str, str]]:
    """What is filtered by, in words, each with the query that leaves it out."""
    filters = asking.filters(kept)
    called = named([filters.asset]) if filters.asset else {}
    done = reading_experiences.titles(request.actor, [filters.experience]) if filters.experience else {}
    words = {
        "partner": Team.objects.filter(pk=filters.partner).values_list("name", flat=True).first()
        if filters.partner
        else None,
        "asset": called[filters.asset].title if filters.asset in called else None,
        "experience": done.get(filters.experience) if filters.experience else None,
        "use": SUMS_WORDS if filters.sums else USES[filters.use].label if filters.use in USES else None,
        "territory": place(filters.territory) if filters.territory is not None else None,
        "first": f"from {filters.first:%B %Y}" if filters.first else None,
        "last": f"to {filters.last:%B %Y}" if filters.last else None,
    }
    return [
        (said, urlencode({key: value for key, value in kept.items() if key != name}))
        for name, said in words.items()
        if said
    ]


def _place(request: TeamRequest) -> Place | None:
    month, charge, turn = [*request.GET.get("after", "").split("_"), "", "", ""][:3]
    try:
        return Place(date.fromisoformat(month), asking.number(charge), asking.number(turn) % 32768)
    except ValueError:
        return None


def _said(found: Place) -> str:
    return f"{found.month}_{found.charge}_{found.turn}"
