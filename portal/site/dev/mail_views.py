"""The demonstration's mail at /dev/mail/: everybody's, for whoever tries it. Anywhere else there is no such page."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.site.dev import mail
from portal.site.htmx import render_page


@login_not_required
@never_cache
@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    """All mail, the newest first."""
    return render_page(request, "site/dev/mail_list.html", {"mails": mail.newest_first(_folder())})


@login_not_required
@never_cache
@require_safe
def mail_read(request: HttpRequest, key: str) -> HttpResponse:
    """One message, its links to press."""
    found = mail.find(_folder(), key)
    if found is None:
        raise Http404("No such message.")
    return render_page(request, "site/dev/mail_read.html", {"mail": found})


def _folder() -> Path:
    """Where mail goes in the demonstration, and in it alone; with EMAIL_URL it goes elsewhere."""
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    if not settings.DEMO or not folder:
        raise Http404("Mail can be read in the demonstration only.")
    return Path(folder)
