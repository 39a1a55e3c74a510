"""Where links in letters lead: to what a notice is about, for the person it is for; and to stopping letters."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from artists.accounts.models import User
from artists.notices import actions, selectors
from artists.notices.kinds import GROUPS
from portal.links import Stops, read_open, read_stop
from portal.site.htmx import render_page
from portal.site.person import person_of


@require_safe
def open_notice(request: HttpRequest, token: str) -> HttpResponse:
    """From a letter's button to the notice. The link opens nothing by itself: it takes the person, signed in."""
    link = read_open(token)
    if link is None:
        raise Http404("This is not a link of ours.")
    if link.person_id != person_of(request).pk:
        return render_page(request, "site/notices/not_yours.html", status=403)
    return redirect("site:notice", pk=link.notice_id)


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop letters, signed out, at one press: a mail program posts here (RFC 8058), a person sees what it does first.

    Without CSRF protection: whoever posts has the link, and the link does nothing else.
    """
    link = read_stop(token)
    person = User.objects.filter(pk=link.person_id).first() if link else None
    if link is None or person is None:
        raise Http404("This is not a link of ours.")
    if request.method == "POST":
        actions.stop(person.pk, link.groups, link.channel)
        if "List-Unsubscribe" not in request.POST:
            return redirect(request.path)
    groups = [GROUPS[code] for code in link.groups]
    context = {"channel": link.channel, "groups": groups, "stopped": _has_stopped(link), "one": len(groups) == 1}
    return render_page(request, "site/notices/stop.html", context)


def _has_stopped(link: Stops) -> bool:
    """Whether none of these groups is heard by that channel any more."""
    lines = [line for line in selectors.grid(link.person_id) if line.group.code in link.groups]
    return not any(cell.on for line in lines for cell in line.cells if cell.channel is link.channel)
