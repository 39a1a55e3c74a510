"""Reporting what was made, by a program: lines, corrections, completed periods, outputs."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from artists.access import Invalid
from consent.reports import selectors
from consent.reports.actions import register_output, take_down
from consent.reports.intake import Sent, take_in
from consent.reports.models import Batch, Output
from portal.api import asking, reporting, schemas
from portal.api import report_schemas as shapes
from portal.api.bearer import Partner, PartnerToken
from portal.api.idempotency import once
from portal.api.rendering import to_json

router = Router(auth=PartnerToken("reports", tests=True), tags=["Reports"])
_READ = dict.fromkeys((401, 403, 406, 422, 500), schemas.Problem)
_ONE = {404: schemas.Problem, **_READ}
_WRITE = dict.fromkeys((401, 403, 404, 406, 409, 413, 415, 422, 500), schemas.Problem)


class PartnerRequest(HttpRequest):
    """A request that `PartnerToken` let through."""

    auth: Partner


@router.post(
    "/reports",
    response={201: shapes.ReceivedReport, **_WRITE},
    operation_id="report",
    summary="Report what was made",
    by_alias=True,
)
def report(request: PartnerRequest, report: shapes.NewReport) -> HttpResponse:
    """Up to 10,000 lines. Each is counted or refused by itself, and counts once however often it is sent."""

    def act() -> HttpResponse:
        complete = [one if isinstance(one, str) else one.model_dump(mode="json") for one in report.complete]
        sent = Sent(report.lines, complete, Batch.Source.API, reporting.sandbox_for(request.auth))
        return _answer(reporting.taken(take_in(sent, actor=request.auth.actor)), 201)

    return _once(request, act)


@router.get("/reports", response={200: shapes.ReportPage, **_READ}, operation_id="reports", summary="Your reports")
def own_reports(request: PartnerRequest, page: Query[shapes.ReportFilter]) -> HttpResponse:
    """What your team sent, newest first, a page at a time."""
    asking.only_known(request.GET, shapes.ReportFilter.model_fields)
    found = selectors.batches(request.auth.actor, test=reporting.is_test(request.auth))
    rows, cursor = reporting.page_of(found, page.cursor, page.limit, down=True, said=reporting.batch)
    return _answer({"reports": rows, "next": cursor})


@router.get(
    "/reports/due",
    response={200: shapes.DueReports, **_READ},
    operation_id="reportsDue",
    summary="Reports due",
    by_alias=True,
)
def reports_due(request: PartnerRequest) -> HttpResponse:
    """Every period of your licences that is not complete yet, soonest due first. A test client has none."""
    asking.only_known(request.GET, ())
    due = [] if reporting.is_test(request.auth) else selectors.dues(request.auth.actor)
    return _answer({"due": [reporting.due(one) for one in due]})


@router.get("/reports/{id}", response={200: shapes.OneReport, **_ONE}, operation_id="oneReport", summary="One report")
def one_report(request: PartnerRequest, id: UUID, page: Query[shapes.ReportFilter]) -> HttpResponse:
    """What was counted, a page at a time; and on the first page what was refused, and why."""
    asking.only_known(request.GET, shapes.ReportFilter.model_fields)
    actor = request.auth.actor
    found = selectors.one_batch(id, actor)
    if found is None or found.test != reporting.is_test(request.auth):
        raise Http404
    lines = selectors.lines_of(found, actor)
    rows, cursor = reporting.page_of(lines, page.cursor, page.limit, down=False, said=reporting.line)
    refused = [] if page.cursor else [reporting.refusal(one) for one in selectors.refused_of(found)]
    return _answer({**reporting.batch(found), "counted": rows, "refusals": refused, "next": cursor})


@router.post(
    "/outputs", response={200: shapes.Output, 201: shapes.Output, **_WRITE}, operation_id="registerOutput",
    summary="Register what was made",
)  # fmt: skip
def register(request: PartnerRequest, output: shapes.NewOutput) -> HttpResponse:
    """It gets a public page and a credit line. The same again is the same output; another under its id is refused."""

    def act() -> HttpResponse:
        sent: dict[str, Any] = output.model_dump(mode="json", exclude={"parts"}, exclude_none=True)
        parts = [part.model_dump(mode="json", exclude_none=True) for part in output.parts]
        made = register_output(sent, parts, actor=request.auth.actor, sandbox=reporting.sandbox_for(request.auth))
        return _told(request, made.output.pk, 201 if made.new else 200)

    return _once(request, act)


@router.get("/outputs/{id}", response={200: shapes.Output, **_ONE}, operation_id="output", summary="One output")
def one_output(request: PartnerRequest, id: UUID) -> HttpResponse:
    """As it is registered, with the credit line to show."""
    asking.only_known(request.GET, ())
    return _told(request, id)


@router.post(
    "/outputs/{id}/take-down", response={200: shapes.Output, **_WRITE}, operation_id="takeDown",
    summary="Take an output down",
)  # fmt: skip
def take_output_down(request: PartnerRequest, id: UUID) -> HttpResponse:
    """Its page says that it is gone, and leads nowhere. Taking it down again changes nothing."""

    def act() -> HttpResponse:
        take_down(_output(request, id), actor=request.auth.actor)
        return _told(request, id)

    return _once(request, act)


def _once(request: PartnerRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
    def under_our_names() -> HttpResponse:
        try:
            return act()
        except Invalid as refusal:
            raise reporting.problem_of(refusal) from None

    with asking.refusals_told():
        return once(request, request.auth, under_our_names)


def _output(request: PartnerRequest, number: UUID) -> Output:
    mine = Output.objects.visible_to(request.auth.actor).filter(test=reporting.is_test(request.auth))
    return get_object_or_404(mine.select_related("partner"), pk=number)


def _told(request: PartnerRequest, number: UUID, status: int = 200) -> HttpResponse:
    return _answer(reporting.output(_output(request, number)), status)


def _answer(content: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(
        to_json(content), status=status, content_type="application/json", headers={"Cache-Control": "no-store"}
    )
