"""`/mine/<id>/`: how far something is, what came of it, and what its maker may do with it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from artists.access import Refusal
from consent.making import line, notices_own, own, removing
from consent.making.models import Making
from consent.making.states import State
from portal.fans.play import cards
from portal.fans.play.opening import open_now
from portal.playing import Part, Player, player
from portal.visitors import country_of, fan_at

_STEPS = (State.WAITING, State.MAKING, State.CHECKING, State.READY)
_LABELS = {State.WAITING: "In line", State.MAKING: "Making", State.CHECKING: "Checking", State.READY: "Ready"}
_TOGETHER = ("vocals", "accompaniment")
_SLOWEST_MS = 8000


@dataclass(frozen=True)
class Step:
    """One of four: in line, making, checking, ready."""

    label: str
    done: bool
    now: bool


@login_not_required
@require_safe
@cache_control(private=True, no_store=True)
def making(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where it stands; by itself for as long as it is open. One comes back to it, from this browser or signed in."""
    found = _mine(request, pk)
    if State(found.state).is_open:
        notices_own.watched(found.pk)
    # htmx names the target as `tag#id`.
    part = "#progress" if (request.htmx.target or "").endswith("making") else ""  # type: ignore[attr-defined]
    if part and not State(found.state).is_open:
        return HttpResponse(status=204, headers={"HX-Refresh": "true", "Vary": "HX-Request, HX-Target"})
    context = progress(found, request)
    response = render(request, f"fans/play/making.html{part}", context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def progress(found: Making, request: HttpRequest) -> dict[str, Any]:
    """What the page and its fragment say of something in the making."""
    state, place = State(found.state), line.position(found)
    kind = cards.kind_of(found.experience.tool)
    return {
        "making": found,
        "mine": {"making": found},
        "one": found.experience,
        "state": state,
        "kind": kind,
        "place": place,
        "open": state.is_open,
        "steps": steps(state),
        "wait": how_long(place.seconds),
        "delay": delay_ms(found, place),
        "players": _players(found, kind.hue) if state is State.READY and not _gone(found) else [],
        "gone": _gone(found),
        "signed_in": request.user.is_authenticated,
        "may_try_again": state in (State.FAILED, State.CANCELLED, State.REFUSED) and _open_now(found, request),
    }


def steps(state: State) -> list[Step]:
    """The four steps with where it is."""
    at = _STEPS.index(state) if state in _STEPS else -1
    return [Step(_LABELS[one], place < at or state is State.READY, place == at) for place, one in enumerate(_STEPS)]


def how_long(seconds: int) -> str:
    """An honest guess in words: rounded up, for nobody minds that it is ready early."""
    if seconds <= 0:
        return ""
    if seconds < 50:
        return f"About {-(-seconds // 5) * 5} seconds"
    minutes = -(-seconds // 60)
    return "About a minute" if minutes == 1 else f"About {minutes} minutes"


def delay_ms(found: Making, place: line.Position) -> int:
    """How long until the page asks again: often near the end, and ever less often for what takes long."""
    waited = (timezone.now() - found.asked_at).total_seconds()
    slow = 1000 + int(max(0.0, waited) * 15) + max(0, place.place - 1) * 500
    return min(_SLOWEST_MS, slow)


@login_not_required
@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Stop it; too late is said kindly."""
    found = _mine(request, pk)
    try:
        own.cancel(found, fan=fan_at(request))
    except Refusal as refusal:
        messages.info(request, refusal.sentence)
    return redirect("fans:making", pk)


@login_not_required
@require_POST
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let everybody open its page, or nobody again."""
    found, fan = _mine(request, pk), fan_at(request)
    try:
        if request.POST.get("public"):
            named = own.publish(found, fan=fan, name=request.POST.get("name")).maker_name
            messages.success(
                request, f"Everybody with its address can open it now{f', and reads “{named}”' if named else ''}."
            )
        else:
            own.unpublish(found, fan=fan)
            messages.success(request, "It is yours alone again.")
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    if request.POST.get("next") == "made" and found.output_id:
        return redirect("fans:made", found.output_id)
    return redirect("fans:making", pk)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete it for good, after a look at what that means."""
    found = _mine(request, pk)
    if request.method != "POST":
        return render(request, "fans/play/remove.html", {"making": found, "one": found.experience})
    removing.remove(found, fan=fan_at(request))
    messages.success(request, "It is deleted.")
    return redirect("fans:mine")


def _mine(request: HttpRequest, pk: UUID) -> Making:
    found = line.mine(fan_at(request)).filter(pk=pk).first()
    if found is None:
        raise Http404("Nothing of yours has this address.")
    return found


def _gone(found: Making) -> str:
    return found.output.gone if found.output else ""


def _players(found: Making, hue: str) -> list[Player]:
    """What there is to hear: voice and band together with a level each, anything else by itself."""
    by_role = {one.role: one.sound for one in found.files.all() if one.sound is not None}
    title, players = found.experience.title, []
    voice, band = by_role.get("vocals"), by_role.get("accompaniment")
    if voice is not None and band is not None:
        parts = (Part(voice, "Vocals", "mic-vocal", level=20), Part(band, "Band", "guitar"))
        players.append(player(title, *parts, use=hue, save=True, speeds=True))
        by_role = {role: sound for role, sound in by_role.items() if role not in _TOGETHER}
    players += [player(title, Part(sound), use=hue, save=True) for sound in by_role.values()]
    return players


def _open_now(found: Making, request: HttpRequest) -> bool:
    one = found.experience
    return open_now([one], country_of(request))[one.pk].open
