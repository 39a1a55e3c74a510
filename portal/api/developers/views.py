"""The pages for engineers. Anybody may read them; who is signed in for a partner finds their own client in them."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.api.developers import samples, start, told, writing
from portal.api.developers.own import own_of
from portal.api.developers.pages import GUIDES, PAGES, REFERENCE
from portal.api.developers.reference import whole

always_fresh = cache_control(private=True, no_cache=True)


@login_not_required
@require_safe
@always_fresh
def index(request: HttpRequest) -> HttpResponse:
    """From nothing to a verified permit, in curl or in Python."""
    own = own_of(request)
    context = {
        "pages": PAGES,
        "page": PAGES[0],
        "own": own,
        "steps": start.steps(own.client_id if own else ""),
        "answers": start.ANSWERS,
        "python": request.GET.get("lang") == "python",
    }
    return render(request, "developers/start.html", context)


@login_not_required
@require_safe
@always_fresh
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """A file of docs/ as a page."""
    page = GUIDES.get(slug)
    if page is None:
        raise Http404
    context = {"pages": PAGES, "page": page, "written": writing.file(page.file)}
    if slug == "webhooks":
        context["events"] = told.events()
    return render(request, "developers/guide.html", context)


@login_not_required
@require_safe
@always_fresh
def reference(request: HttpRequest) -> HttpResponse:
    """Every operation there is."""
    chapters = whole()
    count = sum(len(one.operations) for one in chapters)
    return render(
        request, "developers/reference.html", {"pages": PAGES, "page": REFERENCE, "chapters": chapters, "count": count}
    )


@login_not_required
@require_safe
@always_fresh
def part(request: HttpRequest, slug: str) -> HttpResponse:
    """The operations of one part, in full."""
    chapter = next((one for one in whole() if one.slug == slug), None)
    if chapter is None:
        raise Http404
    return render(request, "developers/part.html", {"pages": PAGES, "page": REFERENCE, "chapter": chapter})


@login_not_required
@require_safe
def example(request: HttpRequest, name: str) -> HttpResponse:
    """A program as a file, to take along."""
    if name not in samples.names():
        raise Http404
    response = HttpResponse(samples.taken_along(name), content_type="text/plain; charset=utf-8")
    response["X-Content-Type-Options"] = "nosniff"
    return response
