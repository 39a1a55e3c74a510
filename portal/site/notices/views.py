"""The notice centre and the bell."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST, require_safe

from artists.notices import actions, selectors
from artists.notices.kinds import GROUPS
from artists.notices.models import Notice
from portal.places import address_of
from portal.site.htmx import render_page
from portal.site.notices import pages
from portal.site.person import person_of

_TABS = {"", "new", "needs", *GROUPS}


@require_safe
def centre(request: HttpRequest) -> HttpResponse:
    """All that the person was ever told, over all their teams; the tab and the place in the list are in the address."""
    person, tab = person_of(request), request.GET.get("tab", "")
    if tab not in _TABS:
        raise Http404("There is no such tab.")
    found, older = selectors.page(person.pk, tab, before=pages.cursor(request.GET.get("before", "")))
    counts = selectors.counts(person.pk)
    context = {
        "days": pages.days(found),
        "tabs": pages.tabs(person.pk, tab, counts),
        "tab": tab,
        "counts": counts,
        "older": pages.as_cursor(older),
        "now": timezone.now(),
        "settings": selectors.settings_of(person),
    }
    return render_page(request, "site/notices/centre.html", context, fragments={"centre": "centre"})


@login_not_required
@require_safe
def bell(request: HttpRequest) -> HttpResponse:
    """The bell with its count, asked for every half minute by pages that are looked at: usually a 304."""
    if not request.user.is_authenticated:
        return HttpResponse(status=204)
    count = selectors.count_new(person_of(request).pk)
    etag = f'"bell-{count}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = render(request, "components/bell.html", {"bell_count": count})
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """One notice is read, or all that the page showed as new."""
    person, until = person_of(request), pages.moment(request.POST.get("until", ""))
    number = request.POST.get("notice", "")
    if number.isdecimal() and len(number) < 19:
        actions.mark_read(person, [int(number)])
    elif until is not None:
        actions.mark_all_read(person, until=until)
    tab = request.POST.get("tab", "")
    return redirect(request.path.removesuffix("read/") + (f"?tab={tab}" if tab in _TABS - {""} else ""))


@require_safe
def go(request: HttpRequest, pk: int) -> HttpResponse:
    """To what a notice is about; it counts as read then."""
    person = person_of(request)
    notice = get_object_or_404(Notice.objects.of_person(person.pk).select_related("team"), pk=pk)
    if request.method == "GET":
        actions.mark_read(person, [notice.pk])
    return redirect(address_of(notice) or "site:notices")
