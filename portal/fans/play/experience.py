"""`/play/<slug>/`: what it is, who approved it, what is AI, where the money goes; and making something with it."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from artists.access import Invalid, Refusal
from consent.experiences import following, public
from consent.experiences.public import Shown
from consent.making import asking, line, own
from consent.making.fan import Fan
from consent.making.models import Making
from consent.making.states import OPEN
from portal import outward
from portal.fans import chosen
from portal.fans.play import cards
from portal.fans.play.browsing import where
from portal.fans.play.form import MakeForm, asset_of, form_of, from_making, from_post, require_age, without
from portal.fans.play.money import where_it_goes
from portal.fans.play.opening import open_now
from portal.visitors import country_of, fan_at

STATUS = {"banned": 403, "nobody": 403}
_PRESSED_SECONDS = 3600
_METER = {"None": (0, "No AI"), "Partly": (2, "Some AI"), "All": (3, "All AI")}
_OTHERS = 3


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)
def experience(request: HttpRequest, slug: str) -> HttpResponse:
    """The page; a POST makes something, once for each form that was shown, and leads to its progress."""
    shown = public.one(slug)
    if shown is None:
        raise Http404("Nothing here has this address.")
    if request.method != "POST":
        return _page(request, shown, form_of(shown, request, chosen=_again(request, shown)))
    chosen, fan = from_post(request.POST), fan_at(request, remember=True)
    try:
        return redirect("fans:making", _made(request, shown, chosen, fan))
    except Refusal as refusal:
        wrong = refusal.field or "" if isinstance(refusal, Invalid) else ""
        form = form_of(shown, request, chosen=chosen, problem=refusal.sentence, wrong=wrong)
        status = 422 if isinstance(refusal, Invalid) else STATUS.get(refusal.code, 409)
        return _page(request, shown, form, status=status)


def _made(request: HttpRequest, shown: Shown, chosen: dict[str, Any], fan: Fan) -> UUID:
    """The making of this press. Pressed twice, or sent again by a phone, a form makes one thing."""
    press = f"press:{fan.person or fan.visitor}:{_key(request)}"
    if not cache.add(press, "", _PRESSED_SECONDS):
        pk = cache.get(press) or line.mine(fan).values_list("pk", flat=True).first()
        if pk:
            return UUID(str(pk))
    try:
        require_age(request, shown.offer.least_age)
        made = asking.ask(
            shown.experience, chosen, asset=asset_of(chosen), territory=country_of(request), fan=fan
        )  # fmt: skip
    except Refusal:
        cache.delete(press)
        raise
    cache.set(press, str(made.pk), _PRESSED_SECONDS)
    return made.pk


def _key(request: HttpRequest) -> str:
    try:
        return str(UUID(request.POST.get("key", "")))
    except ValueError:
        raise Invalid("key_missing", "This page has grown old. Press once more.") from None


def _again(request: HttpRequest, shown: Shown) -> dict[str, Any]:
    """What was chosen for something of the fan's own that is to be tried again."""
    try:
        before = own.find(UUID(request.GET.get("again", "")), fan_at(request))
    except ValueError:
        return {}
    return from_making(before, shown) if before and before.experience_id == shown.experience.pk else {}


def _page(request: HttpRequest, shown: Shown, form: MakeForm, *, status: int = 200) -> HttpResponse:
    country, one = country_of(request), shown.experience
    held = open_now([one], country)[one.pk]
    person = request.user.pk if request.user.is_authenticated else None
    follows = following.followed_by(person) if person else None
    context = {
        "shown": shown,
        "one": one,
        "offer": shown.offer,
        "kind": cards.kind_of(one.tool),
        "artist": shown.artists[0] if shown.artists else None,
        "held": held,
        "form": without(form, [str(one.asset) for one in held.left_out]),
        "asks_country": bool(one.territories) and not country,
        "meters": _meters(shown),
        "money": where_it_goes(shown),
        "first": next(iter(shown.approvals), None),
        "follows": bool(follows and one.pk in follows.experiences),
        "open_makings": _open(fan_at(request), one.pk),
        "chosen": chosen.of_experience(one.pk),
        "others": [] if held.open else _others(shown, country),
        "picture": outward.absolute("fans:picture_of_experience", one.slug),
        "address": outward.absolute("fans:experience", one.slug),
        **where(country),
    }
    return render(request, "fans/play/experience.html", context, status=status)


def _meters(shown: Shown) -> list[tuple[str, int, str]]:
    """DDEX's three elements, how many thirds of each AI makes, and in words."""
    offer = shown.offer
    elements = (("Vocals", offer.vocals), ("Instrumentation", offer.instrumentation),
                ("Post-production", offer.post_production))  # fmt: skip
    return [(name, *_METER.get(said, _METER["Partly"])) for name, said in elements]


def _open(fan: Fan, experience: UUID) -> list[Making]:
    """What the fan has under way here."""
    if fan.nobody:
        return []
    return list(line.mine(fan).filter(experience=experience, state__in=OPEN)[:3])


def _others(shown: Shown, country: str) -> list[cards.Card]:
    """What else is open, of the same artist first: for who comes to something that is closed."""
    artist = shown.artists[0].pk if shown.artists else None
    rows = [one for one in public.in_public(artist=artist)[:12] if one.pk != shown.experience.pk]
    rows = rows or [one for one in public.in_public(tool=shown.experience.tool)[:12] if one.pk != shown.experience.pk]
    held = open_now(rows, country)
    return [cards.card_of(one, held[one.pk]) for one in rows if held[one.pk].open][:_OTHERS]
