"""The pages about the API's errors: where `type` of a problem leads."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.api.problems import PROBLEM_TYPES


@login_not_required
@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """All of them."""
    return render(request, "api/problems.html", {"problems": PROBLEM_TYPES.values()})


@login_not_required
@require_safe
def problem(request: HttpRequest, code: str) -> HttpResponse:
    """What one error means and what to do about it."""
    if code not in PROBLEM_TYPES:
        raise Http404
    return render(request, "api/problem.html", {"problem": PROBLEM_TYPES[code]})
