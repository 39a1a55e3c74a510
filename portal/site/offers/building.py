"""The builder of an experience: what fans do, with which music, on which terms. New, or a draft changed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from artists.access import Invalid, Permission, require
from artists.catalog.models import Artist
from consent.choices.public import artists_in_public
from consent.experiences import drafting
from consent.experiences.drafting import Sheet
from consent.experiences.models import Experience
from consent.experiences.states import State
from consent.licences.offer import Tool
from consent.licences.terms import Terms
from consent.requests.actions import MOST_ASSETS
from consent.uses import USES
from portal.site.asking.eligible import Looked, look
from portal.site.asking.forms import AskTerms
from portal.site.asking.page import ARTISTS, TRACKS, with_added
from portal.site.htmx import render_page
from portal.site.offers.views import found, only_partners
from portal.site.scoping import TeamRequest, team_view
from portal.site.terms import listing
from portal.site.terms.offers import OfferForm


class PartTerms(AskTerms):
    """The terms around an offer: its tool says which uses it makes; only another kind of tool has to name them."""

    def __init__(self, data: Any = None, *, tool: Tool | None, **kwargs: Any) -> None:
        self.tool = tool
        super().__init__(data, **kwargs)
        for name in ("model_name", "model_version", "weights_sha256", "scope"):
            del self.fields[name]
        self.fields["uses"].required = tool is None or not tool.uses

    def _terms(self, data: dict[str, Any]) -> Terms:
        known = self.tool.uses if self.tool is not None else ()
        return super()._terms(data | {"scope": "assets", "uses": list(known or data["uses"])})


class Built:
    """The two forms of the builder, and what the person looks for meanwhile."""

    def __init__(self, request: TeamRequest, draft: Experience | None = None) -> None:
        self.request, self.draft = request, draft
        terms = Terms.from_data(draft.draft or {}) if draft is not None else None
        self.data: QueryDict | None = with_added(request.POST) if request.method == "POST" else None
        self.offer = OfferForm(self.data, offer=terms.offer if terms else None)
        self.terms = PartTerms(self.data, tool=self.offer.chosen, initial_terms=terms)
        typed = self.data.get("q", "") if self.data is not None else ""
        self.query = typed.replace("\x00", "")[:100].strip()

    def is_valid(self) -> bool:
        """Whether both can be meant together; both are asked, so that all that is wrong shows at once."""
        if not all([self.offer.is_valid(), self.terms.is_valid()]):
            return False
        try:
            drafting.check_sheet(self.sheet)
        except Invalid as wrong:
            self.refused(wrong)
        return not self.offer.errors and not self.terms.errors

    def refused(self, wrong: Invalid) -> None:
        """Show what a rule found where it belongs."""
        if not self.offer.refused(wrong):
            self.terms.refused(wrong)

    def unjudged(self) -> None:
        """Nothing is wrong yet, for who only looks something up."""
        for form in (self.offer, self.terms):
            form.is_valid()
            form.errors.clear()

    @property
    def sheet(self) -> Sheet:
        """Everything the two forms say."""
        terms = Terms.from_data(replace(self.terms.terms, offer=self.offer.offer).as_data())
        return Sheet(terms, self.draft.preview if self.draft is not None else None)

    @property
    def uses(self) -> list[str]:
        """The uses it makes, as far as it is filled in."""
        known = self.offer.chosen.uses if self.offer.chosen is not None else ()
        ticked = known or self.terms["uses"].value() or []
        return [code for code in USES if code in ticked]

    @property
    def looked(self) -> Looked:
        """What was chosen, and how it stands to these uses."""
        ids, unknown = listing.read_assets(self.terms["tracks"].value() or "")
        return look(ids[:MOST_ASSETS], unknown, self.uses, partner_id=self.request.actor.team_id)

    @property
    def artists(self) -> Sequence[Artist]:
        """The artists that the search finds."""
        return list(artists_in_public(self.query)[:ARTISTS]) if self.query else []

    @property
    def artist(self) -> Artist | None:
        """Whose music is shown to choose from."""
        data = self.data if self.data is not None else QueryDict()
        slug = data.get("show", data.get("artist", ""))[:200]
        return artists_in_public().filter(slug=slug).first() if slug and "\x00" not in slug else None

    @property
    def offered(self) -> Looked | None:
        """What that artist has that fits the uses: tracks, or the voice."""
        if self.artist is None:
            return None
        kinds = {kind.value for use in self.uses for kind in USES[use].subjects}
        own = self.artist.assets.filter(kind__in=kinds) if kinds else self.artist.assets.all()
        ids = list(own.order_by("-plays", "title").values_list("pk", flat=True)[:TRACKS])
        return look(ids, (), self.uses, partner_id=self.request.actor.team_id)


@require_http_methods(["GET", "POST"])
@team_view
def new(request: TeamRequest) -> HttpResponse:
    """Build one from nothing."""
    only_partners(request)
    require(request.actor, Permission.ASK)
    return _build(request, Built(request), lambda sheet: drafting.draft(sheet, actor=request.actor))


@require_http_methods(["GET", "POST"])
@team_view
def change(request: TeamRequest, pk: UUID) -> HttpResponse:
    """Change a draft. What was sent changes by another round, on the page of its request."""
    one = found(request, pk)
    require(request.actor, Permission.ASK)
    if one.state != State.DRAFT:
        raise Http404("This is no draft any more.")
    return _build(request, Built(request, one), lambda sheet: drafting.change(one, sheet, actor=request.actor))


def _build(request: TeamRequest, built: Built, keep: Callable[[Sheet], Experience]) -> HttpResponse:
    status = 200
    if request.method == "POST" and request.POST.get("do") != "keep":
        built.unjudged()
    elif request.method == "POST":
        if built.is_valid():
            kept = keep(built.sheet)
            messages.success(request, f"“{kept.title}” is kept as a draft. Only your team sees it.")
            return redirect("site:offer", request.team.slug, kept.pk)
        status = 422
    context = {"built": built, "offer": built.offer, "terms": built.terms, "draft": built.draft}
    return render_page(request, "site/offers/build.html", context, status=status, fragments={"looked": "looked"})
