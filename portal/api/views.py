"""The pages about the API's errors: where `type` of a problem leads."""

import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.api.developers.pages import ERRORS, PAGES
from portal.api.developers.samples import Code
from portal.api.developers.writing import inline
from portal.api.problems import PROBLEM_TYPES, ProblemType


@login_not_required
@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """All of them."""
    return render(request, "api/problems.html", {"pages": PAGES, "page": ERRORS, "problems": PROBLEM_TYPES.values()})


@login_not_required
@require_safe
def problem(request: HttpRequest, code: str) -> HttpResponse:
    """What one error means and what to do about it."""
    if code not in PROBLEM_TYPES:
        raise Http404
    found = PROBLEM_TYPES[code]
    context = {"pages": PAGES, "page": ERRORS, "problem": found, "mend": inline(found.mend), "body": _example(found)}
    return render(request, "api/problem.html", context)


def _example(found: ProblemType) -> Code:
    """A problem document as it comes."""
    document = {
        "type": settings.SITE_ORIGIN + reverse("api-problem", args=[found.code]),
        "title": found.title,
        "status": found.status,
        "detail": found.detail,
        "instance": "/api/v1/checks",
        "reason_code": found.code,
    }
    if found.code.startswith("invalid"):
        document["errors"] = [{"field": "use", "detail": "Give the code of a use in lower case, such as remix."}]
    document["request_id"] = "01a20602-56f7-751d-ad67-39d91847af36"
    return Code("json", json.dumps(document, indent=2, ensure_ascii=False))
