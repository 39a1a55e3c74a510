"""The participation page put together: from a filter to everything the template shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import parse_qsl
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.urls import NoReverseMatch, reverse

from artists.access import Actor, TeamKind
from artists.catalog.models import Artist, AssetKind, Holding, Right
from artists.teams.models import Team
from consent.choices import selection, selectors
from consent.choices.selection import Filter, Totals
from consent.choices.selectors import Row
from consent.uses import USES, Use
from portal.site.drawing import MapColumn
from portal.site.participation import words
from portal.site.participation.forms import FilterForm, texts_seen
from portal.site.scoping import TeamRequest

PAGE_ROWS = 50
TAB_LABELS = {"all": "All", "taking": "Taking part", "waiting": "Waiting for somebody", "off": "Off"}


@dataclass(frozen=True)
class Tab:
    """One of the list's tabs."""

    label: str
    url: str
    current: bool
    count: int


class Listing:
    """What the participation page shows for one filter. Parts are read when a template asks for them."""

    def __init__(self, actor: Actor, team: Team, form: FilterForm, *, page: str = "1") -> None:
        self.actor, self.team, self.form = actor, team, form
        self.filter: Filter = form.filter(actor, songs_first=actor.team_kind is TeamKind.PUBLISHER)
        self._page = page

    @classmethod
    def of(cls, request: TeamRequest, query: Mapping[str, str] | None = None) -> "Listing":
        """From the address, or from the query of the page a form was on."""
        data = request.GET if query is None else query
        return cls(request.actor, request.team, FilterForm(data), page=data.get("page", "1"))

    @property
    def url(self) -> str:
        """The page's address without its query."""
        return reverse("site:participation", args=[self.team.slug])

    @cached_property
    def address(self) -> str:
        """The page's address, with filter and page: where a press comes back to."""
        query = self.form.query(page="" if self.page.number == 1 else str(self.page.number))
        return f"{self.url}?{query}" if query else self.url

    @property
    def songs(self) -> bool:
        """Whether the rows are songs."""
        return self.filter.kind == AssetKind.COMPOSITION

    @property
    def noun(self) -> str:
        """What the rows are."""
        return "songs" if self.songs else "tracks"

    @cached_property
    def uses(self) -> list[Use]:
        """The columns."""
        return [USES[code] for code in self.filter.uses]

    @cached_property
    def totals(self) -> Totals:
        """The numbers under the filter, whatever its tab."""
        return selection.totals(self.actor, self.filter)

    @cached_property
    def everything(self) -> Totals:
        """The numbers of all rows of the team."""
        plain = replace(self.filter, tab="all", words="")
        return self.totals if replace(self.filter, tab="all") == plain else selection.totals(self.actor, plain)

    @property
    def summary(self) -> words.Summary:
        """The sentence at the top."""
        return words.summary(self.everything, self.filter.uses, songs=self.songs)

    @property
    def tabs(self) -> list[Tab]:
        """The tabs with their numbers."""
        return [
            Tab(
                label, f"{self.url}?{self.form.query(tab='' if tab == 'all' else tab)}", tab == self.filter.tab,
                self.totals.of(tab),
            )
            for tab, label in TAB_LABELS.items()
        ]  # fmt: skip

    @property
    def selected(self) -> int:
        """How many rows the tab has, on all its pages."""
        return self.totals.of(self.filter.tab)

    @property
    def select_all_url(self) -> str:
        """The same list with everything selected."""
        return f"{self.url}?{self.form.query(select='all')}"

    @property
    def kept_all(self) -> list[tuple[str, str]]:
        """The filter as fields of a form, so that it comes along."""
        return [(key, value) for key, value in parse_qsl(self.form.query())]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The same without what the form of the filter has fields for."""
        return [(key, value) for key, value in self.kept_all if key not in ("q", "artist")]

    @property
    def views(self) -> list["Tab"]:
        """Tracks, songs, and who may be translated: what the team has of these."""
        ways = [("Tracks", {"rows": "tracks", "view": ""}, not self.songs and len(self.uses) > 1)]
        songs = {"rows": "songs", "view": ""}
        if self.actor.team_kind is TeamKind.PUBLISHER:
            ways.insert(0, ("Songs", songs, self.songs))
        elif self.songs or Holding.objects.filter(team_id=self.actor.team_id, right=Right.PUBLISHING).exists():
            ways.append(("Songs", songs, self.songs))
        if self.actor.team_kind is not TeamKind.PUBLISHER:
            ways.append(("Translation", {"rows": "", "view": "translate"}, len(self.uses) == 1))
        query = {"tab": "", "q": ""}
        return [Tab(label, f"{self.url}?{self.form.query(**query, **way)}", now, 0) for label, way, now in ways]

    @property
    def catalogue_url(self) -> str:
        """Where the catalogue is brought in, once that screen is there."""
        try:
            return reverse("site:catalogue", args=[self.team.slug])
        except NoReverseMatch:
            return ""

    @cached_property
    def columns(self) -> list[MapColumn]:
        """The consent map; none where the rows are songs, or the columns are not the six uses."""
        found = selection.columns(self.actor, self.filter)
        top = max((column.plays for column in found), default=0) or 1
        return [
            MapColumn(
                height=(column.plays / top) ** 0.5 if column.plays else 0.3,
                answers={use: answer.word for use, answer in column.answers.items()},
                key=str(column.asset_id),
                name=column.title,
            )
            for column in found
        ]

    @property
    def map_label(self) -> str:
        """The consent map in words, counting every row and not only those drawn."""
        counts = "; ".join(
            f"{use.short}: open for {self.totals.on[use.code]:,}, asked for {self.totals.ask[use.code]:,}"
            for use in self.uses
        )
        return f"Consent map of {self.totals.everything:,} {self.noun}. {counts}; off for the rest."

    @property
    def drawn(self) -> int:
        """How many columns the map has."""
        return len(self.columns)

    @property
    def columns_left_out(self) -> bool:
        """Whether the map leaves some out."""
        return self.totals.everything > self.drawn

    @cached_property
    def page(self) -> Page:
        """Where in the list one is. A number beyond the end is the last page."""
        return Paginator(range(self.totals.of(self.filter.tab)), PAGE_ROWS).get_page(self._page)

    @cached_property
    def rows(self) -> list["RowView"]:
        """The rows of this page."""
        start = max(0, self.page.start_index() - 1)
        found = selection.ids(self.actor, self.filter, start=start, count=PAGE_ROWS)
        return row_views(self.actor, found, self.filter.uses)

    @cached_property
    def blocked(self) -> dict[str, str]:
        """The uses this person may not answer for, with the reason."""
        return words.blocked(self.actor, self.filter.uses)

    @property
    def blocked_lines(self) -> list[tuple[str, str]]:
        """The reasons, each with the uses it is for; one line where it is the same for all."""
        by_reason: dict[str, list[str]] = {}
        for use, reason in self.blocked.items():
            by_reason.setdefault(reason, []).append(USES[use].short)
        return [("" if len(uses) == len(self.uses) else words.joined(uses), why) for why, uses in by_reason.items()]

    @property
    def defaults(self) -> list["DefaultView"]:
        """How new releases start; none for a list by one use."""
        if len(self.uses) == 1:
            return []
        needs = "composition" if self.songs else ""
        return [
            DefaultView(
                cell.use,
                cell.state.effective.word,
                f"{cell.use.code}.{cell.version}.",
                not needs or needs in cell.use.needs,
                self.blocked.get(cell.use.code, ""),
            )
            for cell in selectors.defaults_of(self.actor)
        ]

    @property
    def artists(self) -> list[Artist]:
        """The artists to filter by, where there are several."""
        if self.actor.team_kind is TeamKind.ARTIST:
            return []
        return list(Artist.objects.visible_to(self.actor).order_by("name")[:500])

    @property
    def texts(self) -> str:
        """The hash of the words beside the switches."""
        return texts_seen()


@dataclass(frozen=True)
class DefaultView:
    """One switch of the row “new releases start as”."""

    use: Use
    answer: str
    prefix: str
    applies: bool
    blocked: str


@dataclass(frozen=True)
class CellView:
    """One switch of the grid."""

    use: Use
    answer: str
    standing: str
    prefix: str
    lock: str
    blocked: str
    note: str
    limited: bool


@dataclass(frozen=True)
class RowView:
    """One row of the grid."""

    key: str
    form: str
    title: str
    detail: str
    lines: list[str]
    cells: list[CellView]
    row: Row


def row_views(actor: Actor, ids: Sequence[UUID], uses: Sequence[str]) -> list[RowView]:
    """These rows as the grid shows them to the actor."""
    barred = words.blocked(actor, uses)
    return [_row_view(row, barred) for row in selectors.rows(actor, ids, uses)]


def _row_view(row: Row, barred: Mapping[str, str]) -> RowView:
    parts = [row.artist, row.release, row.code]
    if row.kind == AssetKind.COMPOSITION:
        parts = [f"{row.tracks} track{'' if row.tracks == 1 else 's'}", row.code]
    cells = [
        CellView(
            cell.use,
            cell.state.effective.word,
            cell.stands.word,
            f"{cell.use.code}.{cell.version}.",
            cell.lock,
            barred.get(cell.use.code, ""),
            words.note(cell),
            bool(cell.state.limits),
        )
        for cell in row.cells
    ]
    detail = " · ".join(part for part in parts if part)
    return RowView(str(row.asset_id), f"f-{row.asset_id}", row.title, detail, words.waits_lines(row), cells, row)
