"""Making terms: a new licence, a draft changed, a new version, a counter-offer. One page, four ways to it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from artists.access import Invalid, Permission, require
from artists.teams.models import Team
from consent.licences import actions, favoured, wording
from consent.licences.actions import Sheet
from consent.licences.states import State
from consent.licences.templates import TEMPLATES
from consent.licences.terms import Terms
from consent.requests.actions import counter as counter_offer
from consent.requests.actions import offer_licence
from consent.requests.models import Request
from portal.site.htmx import render_page
from portal.site.licences.forms import SendForm, SidesForm
from portal.site.licences.page import LicencePage
from portal.site.licences.renewing import renewed
from portal.site.licences.views import page_of
from portal.site.scoping import TeamRequest, team_view
from portal.site.terms import show
from portal.site.terms.forms import TermsForm


class Builder:
    """The forms of one term sheet, what they come to in words, and what is done with them."""

    def __init__(
        self,
        request: TeamRequest,
        *,
        terms: TermsForm,
        sides: SidesForm | None = None,
        send: SendForm | None = None,
        page: LicencePage | None = None,
    ) -> None:
        self.request, self.terms, self.sides, self.send, self.page = request, terms, sides, send, page
        self.do = request.POST.get("do", "preview")
        self.in_words: list[wording.Clause] = []
        self.cheaper: list[favoured.Cheaper] = []
        self.changes: list[wording.Change] = []

    def answer(self, act: Callable[["Builder"], HttpResponse], **words: Any) -> HttpResponse:
        """The page; after a POST what it says in words, or what `act` leads to."""
        status = 200
        if self.request.method == "POST" and not self.terms.wants_row:
            valid = self._is_valid()
            if valid and self.do != "preview":
                try:
                    return act(self)
                except Invalid as wrong:
                    self._refused(wrong)
                    valid = False
            status = 200 if valid or self._is_live else 422
            if valid:
                self._preview()
        context = {"builder": self, "terms": self.terms, "sides": self.sides, "send": self.send, **words}
        fragments = {"in-words": "in-words"}
        return render_page(self.request, "site/licences/sheet.html", context, fragments=fragments, status=status)

    @property
    def sheet(self) -> Sheet:
        """Everything the two forms say."""
        if self.sides is not None:
            return self.sides.sheet(self.terms.terms)
        if self.page is None:
            raise LookupError("A sheet without sides belongs to a licence.")
        licensors = tuple(side.pk for side in self.page.licensors)
        return Sheet(self.page.licence.title, self.page.licence.partner_id, licensors, self.terms.terms)

    @property
    def forms(self) -> list[Any]:
        """Every form of the page, for the summary of what is wrong."""
        return [form for form in (self.sides, self.terms, self.send) if form is not None]

    @property
    def _is_live(self) -> bool:
        return bool(getattr(self.request, "htmx", None))

    def _is_valid(self) -> bool:
        wanted = [form for form in self.forms if form is not self.send or self.do == "send"]
        if [form for form in wanted if not form.is_valid()]:  # every form says what is wrong with it
            return False
        try:
            actions.check_sheet(self.sheet, self.request.actor, timezone.now())
        except Invalid as wrong:
            self._refused(wrong)
            return False
        return True

    def _refused(self, wrong: Invalid) -> None:
        if self.send is not None and wrong.field == "purpose":
            self.send.add_error("purpose", wrong.sentence)
        elif self.sides is None or not self.sides.refused(wrong):
            self.terms.refused(wrong)

    def _preview(self) -> None:
        sheet = self.sheet
        teams = Team.objects.in_bulk([sheet.partner_id, *sheet.licensor_ids])
        licensors = [teams[pk] for pk in sheet.licensor_ids]
        names = show.names_of_terms(sheet.terms, teams[sheet.partner_id], licensors)
        self.in_words = wording.clauses(sheet.terms, names)
        team = self.request.team
        if team.pk in sheet.licensor_ids:
            self.cheaper = favoured.warnings(sheet.terms, team.pk, partner_id=sheet.partner_id, at=timezone.now())
        if self.terms.before is not None and self.sides is None:
            before = wording.in_words(self.terms.before, names)
            self.changes = wording.changes(before, wording.in_words(sheet.terms, names))


@require_http_methods(["GET", "POST"])
@team_view
def new(request: TeamRequest) -> HttpResponse:
    """Start a term sheet from a common deal, or from nothing."""
    require(request.actor, Permission.ASK)
    _require_member(request)
    template = TEMPLATES.get(request.GET.get("template", ""))
    first = template.terms(timezone.now().date()) if template else None
    builder = Builder(
        request,
        terms=TermsForm(request.POST or None, initial_terms=first),
        sides=SidesForm(request.POST or None, team=request.team, title=template.title if template else ""),
    )

    def save(made: Builder) -> HttpResponse:
        drafted = actions.draft(made.sheet, actor=request.actor)
        messages.success(request, f"{drafted.reference} is kept as a draft. Only your team sees it.")
        return redirect("site:licence", request.team.slug, drafted.pk)

    return builder.answer(save, title="New licence", template=template, templates=TEMPLATES.values())


@require_http_methods(["GET", "POST"])
@team_view
def edit(request: TeamRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    page = page_of(request, pk)
    require(request.actor, Permission.ASK)
    if not page.is_draft:
        raise Http404("This is no draft any more.")
    builder = Builder(
        request,
        page=page,
        terms=TermsForm(request.POST or None, initial_terms=page.terms),
        sides=SidesForm(request.POST or None, team=request.team, licence=page.licence),
    )

    def save(made: Builder) -> HttpResponse:
        actions.redraft(page.licence, made.sheet, actor=request.actor)
        return redirect("site:licence", request.team.slug, pk)

    return builder.answer(save, title=f"Change {page.licence.reference}")


@require_http_methods(["GET", "POST"])
@team_view
def new_version(request: TeamRequest, pk: int) -> HttpResponse:
    """Propose another version: of a licence in force, or of one that ended or was not agreed. Renewal is the same."""
    page = page_of(request, pk)
    require(request.actor, Permission.SIGN)
    if not page.is_side or page.licence.state in (State.DRAFT, State.OFFERED) or page.request:
        raise Http404("There is nothing to propose a new version of.")
    first = renewed(page.terms, page.licence.ends_at, today=page.now.date())
    builder = Builder(
        request, page=page, terms=TermsForm(request.POST or None, initial_terms=first),
        send=SendForm(request.POST or None),
    )  # fmt: skip

    def offer(made: Builder) -> HttpResponse:
        if made.send is None:
            raise LookupError("A new version is sent from its own page.")
        offer_licence(page.licence, made.send.ask(page.licence.title, made.terms.terms), actor=request.actor)
        messages.success(request, "The new version is sent. What is in force stays so until every side has signed.")
        return redirect("site:licence", request.team.slug, pk)

    return builder.answer(offer, title=f"New version of {page.licence.reference}")


@require_http_methods(["GET", "POST"])
@team_view
def counter(request: TeamRequest, pk: int) -> HttpResponse:
    """Put other terms on the table."""
    page = page_of(request, pk)
    require(request.actor, Permission.SIGN)
    if page.request is None or page.request.kind != Request.Kind.LICENCE:
        raise Http404("There is nothing on the table to counter here.")
    on_table = page.request
    terms: Terms = on_table.version.agreed
    seen = request.POST.get("seen", on_table.version.sha256)
    builder = Builder(request, page=page, terms=TermsForm(request.POST or None, initial_terms=terms))

    def send(made: Builder) -> HttpResponse:
        counter_offer(on_table, made.terms.terms, seen_sha256=seen, actor=request.actor)
        messages.success(
            request, "Your counter-offer is on the table. It sets aside the signatures of the round before."
        )
        return redirect("site:licence", request.team.slug, pk)

    return builder.answer(send, title=f"Counter-offer to {page.licence.reference}", seen=seen, counters=True)


def _require_member(request: TeamRequest) -> None:
    if request.actor.role is None:
        raise Http404("Only members of the team itself make licences.")
