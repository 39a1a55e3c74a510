"""Each component in each state, on one page; in the demonstration only."""

from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse

from consent.uses import TRACK_USES, VOICE_USES
from portal.site.dev import samples
from portal.site.dev.forms import SampleForm
from portal.site.htmx import render_page

_TERMS = (
    ("Who", "Halcyon Audio only"), ("What", "Saltglass, one model version"), ("Paid", "Nothing is agreed yet"),
    ("Until", "31 March 2027"), ("Must also agree", "Northlight Records"), ("To stop", "Turn it off: no next version"),
)  # fmt: skip


@login_not_required
def components(request: HttpRequest) -> HttpResponse:
    """The page that shows and, by axe and screenshots, tests the look."""
    if not settings.DEMO:
        raise Http404
    refused = SampleForm(SampleForm.SAMPLE)
    refused.is_valid()
    context = {
        "frame": samples.frame(),
        "columns": samples.columns(),
        "counts": samples.counts(),
        "rows": samples.rows(),
        "uses": TRACK_USES,
        "voice_uses": VOICE_USES,
        "form": SampleForm(auto_id="fresh_%s"),
        "refused": refused,
        "page": Paginator(range(4120), 50).page(2),
        "terms": _TERMS,
        "tabs": samples.tabs(),
        "crumbs": [("Ayla Marsh", "#crumbs"), ("AI participation", "#crumbs")],
        "moment": datetime(2026, 11, 22, 14, 2, tzinfo=UTC),
        "seeds": [f"seed-{place}" for place in range(24)],
        "toasts": samples.toasts(),
    }
    return render_page(request, "site/dev/components.html", context)
