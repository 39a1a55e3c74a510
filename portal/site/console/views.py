"""The console itself."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from portal.site.console.page import context
from portal.site.console.scope import console_view
from portal.site.htmx import render_page
from portal.site.scoping import TeamRequest


@require_safe
@console_view
def console(request: TeamRequest) -> HttpResponse:
    """What the partner's machines asked and were answered, and all that is due; `?mode=test` for the test clients."""
    return render_page(request, "site/console/console.html", context(request), fragments={"checks": "checks"})
