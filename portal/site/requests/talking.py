"""The thread under a request, and how the team handles it: who looks after it, until when it is put aside."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST

from artists.access import Conflict, Denied, Invalid, Refusal
from artists.accounts.models import User
from consent.requests import thread, triage
from consent.requests.models import Request
from consent.requests.thread import Upload
from portal.site.requests.forms import AssignForm, PostForm, SnoozeForm
from portal.site.requests.views import found, page_of
from portal.site.scoping import TeamRequest, team_view

_STATUS = {Denied: 403, Conflict: 409, Invalid: 422}


@require_POST
@team_view
def post(request: TeamRequest, number: int) -> HttpResponse:
    """Say something about it."""
    one = found(request, number)
    partner = request.team.pk == one.partner_id
    form = PostForm(request.POST, request.FILES, partner=partner, others="")
    if not form.is_valid():
        return page_of(request, one, status=422, post_problem="Choose who reads it, and write up to 4,000 characters.")
    try:
        files = _uploads(request.FILES.getlist("files"), thread.LARGEST_FILE)
        thread.post(one, form.cleaned_data["body"], form.cleaned_data["audience"], files=files, actor=request.actor)
    except Refusal as refusal:
        kept = {"post_problem": refusal.sentence, "post_body": form.cleaned_data["body"]}
        return page_of(request, one, status=_STATUS[type(refusal)], **kept)
    return redirect(f"{_back(request, one)}#thread")


@require_POST
@team_view
def clip(request: TeamRequest, number: int) -> HttpResponse:
    """Add a clip to listen to."""
    one = found(request, number)
    try:
        [upload] = _uploads(request.FILES.getlist("clip")[:1], thread.LARGEST_CLIP) or [Upload("clip", b"")]
        thread.attach(one, upload, actor=request.actor)
    except Refusal as refusal:
        return page_of(request, one, status=_STATUS[type(refusal)], clip_problem=refusal.sentence)
    return redirect(f"{_back(request, one)}#clips")


@require_POST
@team_view
def assign(request: TeamRequest, number: int) -> HttpResponse:
    """Give it to a colleague, or to nobody."""
    one, form = found(request, number), AssignForm(request.POST)
    if not form.is_valid():
        raise Invalid("assignee", "Choose somebody of your team.")
    person = form.cleaned_data["person"]
    if triage.assign(one, person, actor=request.actor):
        name = User.objects.get(pk=person).get_full_name() if person else ""
        messages.success(
            request, f"{one.reference} is with {name} now." if name else f"{one.reference} is with nobody."
        )
    return redirect(_back(request, one))


@require_POST
@team_view
def snooze(request: TeamRequest, number: int) -> HttpResponse:
    """Put it aside for a while."""
    one, form = found(request, number), SnoozeForm(request.POST)
    if not form.is_valid():
        raise Invalid("until", "Choose until when.")
    until = form.moment(timezone.now())
    triage.snooze(one, until, actor=request.actor)
    when = date_format(timezone.localtime(until), "j F, H:i")
    undo = f"undo:{reverse('site:request_wake', args=[request.team.slug, one.pk])}"
    messages.success(request, f"{one.reference} is put aside until {when}. Its deadline runs on.", extra_tags=undo)
    return redirect(_back(request, one))


@require_POST
@team_view
def wake(request: TeamRequest, number: int) -> HttpResponse:
    """Take back what was put aside."""
    one = found(request, number)
    triage.snooze(one, None, actor=request.actor)
    messages.success(request, f"{one.reference} waits for you again.")
    return redirect(_back(request, one))


def _uploads(files: Sequence[UploadedFile], largest: int) -> list[Upload]:
    """The files in full, but of a larger one no more than shows that it is larger."""
    return [Upload(one.name or "file", one.read(largest + 1)) for one in files[: thread.MOST_FILES + 1]]


def _back(request: TeamRequest, one: Request) -> str:
    url = reverse("site:request", args=[request.team.slug, one.pk])
    return f"{url}?{request.GET.urlencode()}" if request.GET else url
