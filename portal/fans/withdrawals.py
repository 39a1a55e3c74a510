"""Which partners have not acknowledged a withdrawal, long after they should have. Everybody may read it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consent.withdrawals import public
from portal.fans.views import always_fresh


@login_not_required
@require_safe
@always_fresh
def overdue(request: HttpRequest) -> HttpResponse:
    """The list, the longest overdue first; usually empty, and it says so."""
    return render(request, "fans/overdue.html", {"rows": public.overdue()})
