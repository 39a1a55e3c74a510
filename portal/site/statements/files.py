"""A statement's files, all with the numbers of its page."""

import json
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from artists.access import TeamKind
from artists.teams.models import Team
from consent.earnings import statements, statements_files, statements_signed
from consent.earnings.models_statements import Statement
from portal.site.scoping import TeamRequest, team_view
from portal.site.statements.page import fingerprint, page_of
from portal.site.statements.printed import pdf_of
from portal.site.statements.views import private, statement_of


@require_safe
@team_view
@private
def pdf(request: TeamRequest, number: int) -> HttpResponse:
    """The sheet: tagged (PDF/UA-1) and made to be kept (PDF/A-3a), with its signature attached."""
    said = statement_of(request, number)
    made = pdf_of(page_of(statements.show(said)), said, fingerprint(said))
    statements_files.remember(said, "pdf", sha256(made).hexdigest())
    return HttpResponse(made, content_type="application/pdf", headers=_named(said, "pdf"))


@require_safe
@team_view
@private
def lines(request: TeamRequest, number: int) -> HttpResponseBase:
    """Every line, in UTC; alone enough to work out every sum again."""
    said = statement_of(request, number)
    return _streamed(said, "csv", "text/csv; charset=utf-8", statements_files.csv_of(said))


@require_safe
@team_view
@private
def dsr(request: TeamRequest, number: int) -> HttpResponseBase:
    """The sums by work, shaped as a DDEX flat file."""
    said = statement_of(request, number)
    sender = Team.objects.filter(kind=TeamKind.OPERATOR).order_by("pk").values_list("name", flat=True).first() or ""
    made = statements_files.dsr_of(said, sender=sender, recipient=request.team.name)
    return _streamed(said, "txt", "text/plain; charset=utf-8", made)


@require_safe
@team_view
@private
def signed(request: TeamRequest, number: int) -> HttpResponse:
    """What is signed, and the signature over it."""
    said = statement_of(request, number)
    claims = statements_signed.payload(said.signature)
    body = {"claims": claims, "jws": said.signature, "keys": f"{settings.SITE_ORIGIN}/.well-known/jwks.json"}
    made = json.dumps(body, indent=2, ensure_ascii=False) + "\n"
    return HttpResponse(made, content_type="application/json", headers=_named(said, "json"))


def _streamed(said: Statement, ending: str, kind: str, made: Iterable[bytes]) -> StreamingHttpResponse:
    parts = _remembered(made, lambda found: statements_files.remember(said, ending, found))
    return StreamingHttpResponse(parts, content_type=kind, headers=_named(said, ending))


def _remembered(made: Iterable[bytes], done: Callable[[str], None]) -> Iterator[bytes]:
    """The parts as they come; once all are out, the file is known by its hash."""
    hashed = sha256()
    for part in made:
        hashed.update(part)
        yield part
    done(hashed.hexdigest())


def _named(said: Statement, ending: str) -> dict[str, str]:
    name = f"{said.reference}-{said.month_id:%Y-%m}-{said.currency}.{ending}"
    return {"Content-Disposition": f'attachment; filename="{name}"'}
