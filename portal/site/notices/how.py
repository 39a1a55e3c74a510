"""How a person hears: the grid, the digest, quiet hours, devices, a test."""

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings as portal_settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from artists.access import Conflict, Invalid
from artists.notices import actions, selectors
from artists.notices.reach import next_digest
from portal.site.htmx import render_page
from portal.site.notices.drawing import day_bar
from portal.site.notices.forms import DigestForm, QuietForm
from portal.site.notices.worker import public_key
from portal.site.person import person_of

_PAGE = "site/notices/how.html"


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """Each group by each channel, and when."""
    return render_page(request, _PAGE, _context(request), fragments={"grid": "grid"})


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """One switch, or one channel for all that may be silent. With htmx the grid comes back."""
    person = person_of(request)
    what, _, rest = request.POST.get("switch", "").partition(":")
    channel, _, on = rest.partition(":")
    try:
        if what == "all":
            actions.prefer_all(person, channel, on == "on")
        else:
            actions.prefer(person, what, channel, on == "on")
    except Invalid as refusal:
        if refusal.code != "cannot_mute":
            raise
        messages.warning(request, refusal.sentence)
    if getattr(request, "htmx", False):
        return render_page(request, _PAGE, _context(request), fragments={"grid": "grid"})
    return redirect("site:notices_how")


@require_POST
def digest(request: HttpRequest) -> HttpResponse:
    """When the digest comes."""
    person = person_of(request)
    form = DigestForm.of(selectors.settings_of(person), request.POST)
    if not form.is_valid():
        return render_page(request, _PAGE, _context(request) | {"digest_form": form}, status=422)
    said = form.cleaned_data
    actions.set_digest(person, digest=said["digest"], at=said["at"], weekday=said["weekday"])
    messages.success(request, "Your digest is set.")
    return redirect("site:notices_how")


@require_POST
def quiet(request: HttpRequest) -> HttpResponse:
    """When nothing makes a sound."""
    person = person_of(request)
    form = QuietForm.of(selectors.settings_of(person), request.POST)
    if form.is_valid():
        try:
            actions.set_quiet(person, **form.cleaned_data)
        except Invalid as refusal:
            form.add_error(refusal.field, refusal.sentence)
    if form.errors:
        return render_page(request, _PAGE, _context(request) | {"quiet_form": form}, status=422)
    messages.success(request, "Your quiet hours are set.")
    return redirect("site:notices_how")


@require_POST
def test(request: HttpRequest) -> HttpResponse:
    """Send the person a test by the channels of Security."""
    try:
        actions.send_test(person_of(request))
        messages.success(request, "A test is on its way to you: here, and as you hear of Security.")
    except Conflict as refusal:
        messages.warning(request, refusal.sentence)
    return redirect("site:notices_how")


@require_POST
def address(request: HttpRequest) -> HttpResponse:
    """The person says that their mailbox takes mail again."""
    actions.try_address_again(person_of(request))
    messages.success(request, f"We write to {person_of(request).email} again.")
    return redirect("site:notices")


@require_POST
def allow(request: HttpRequest) -> HttpResponse:
    """A browser agreed to show notices: what it sent us, kept."""
    said = {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth", "device")}
    device = actions.allow_push(person_of(request), **said)
    messages.success(request, f"Notices come to {device.device} from now on.")
    return redirect("site:notices_how")


@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """No more notices on a device."""
    actions.forget_push(person_of(request), pk)
    messages.success(request, "That device hears nothing more.")
    return redirect("site:notices_how")


def _context(request: HttpRequest) -> dict[str, Any]:
    person = person_of(request)
    row, lines = selectors.settings_of(person), selectors.grid(person.pk)
    return {
        "lines": lines,
        "wholes": selectors.wholes(lines),
        "settings": row,
        "digest_form": DigestForm.of(row),
        "quiet_form": QuietForm.of(row),
        "next_digest": next_digest(row, ZoneInfo(person.time_zone), at=timezone.now()),
        "in_digest": selectors.in_next_digest(person.pk),
        "devices": selectors.devices_of(person),
        "push_key": public_key(portal_settings.VAPID_PRIVATE_KEY),
        "bar": day_bar(row),
    }
