"""`/mine/`: what a fan made, whom they follow, and what they reported. Following."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from artists.catalog.models import Artist
from artists.teams.models import Membership
from consent.choices.public import find_artist
from consent.claims.models import Claim
from consent.experiences import following
from consent.experiences.models import Experience, Follow
from consent.making import line
from consent.making.states import State
from portal.fans.play import cards
from portal.fans.play.opening import open_now
from portal.visitors import country_of, fan_at

PAGE_SIZE = 24
_WORDS = {
    State.WAITING: ("In line", ""), State.MAKING: ("Being made", ""), State.CHECKING: ("Being checked", ""),
    State.READY: ("Ready", "good"), State.REFUSED: ("Not made", ""), State.FAILED: ("It did not work", "signal"),
    State.CANCELLED: ("Cancelled", ""),
}  # fmt: skip


@login_not_required
@require_safe
@cache_control(private=True, no_store=True)
def mine(request: HttpRequest) -> HttpResponse:
    """All of it; a visitor sees what was made at this browser, and is told how to keep it."""
    fan = fan_at(request)
    page = Paginator(line.mine(fan), PAGE_SIZE).get_page(request.GET.get("page"))
    person = request.user.pk if request.user.is_authenticated else None
    follows = list(_follows(person)) if person else []
    context = {
        "page": page,
        "rows": [(one, cards.kind_of(one.experience.tool), *_WORDS[State(one.state)]) for one in page.object_list],
        "artists": [one.artist for one in follows if one.artist],
        "experiences": _followed([one.experience for one in follows if one.experience], request),
        "claims": Claim.objects.filter(person=person).select_related("output").order_by("-made_at")[:20]
        if person else [],
        "has_team": bool(person and Membership.objects.filter(person=person).exists()),
    }  # fmt: skip
    return render(request, "fans/play/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def follow_artist(request: HttpRequest, slug: str) -> HttpResponse:
    """Follow an artist, or follow no longer. Who signed in for it comes back by GET."""
    artist = find_artist(slug)
    if artist is None:
        raise Http404("No artist has this address.")
    _turn(request, artist.name, artist=artist)
    return redirect("fans:artist", artist.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def follow_experience(request: HttpRequest, slug: str) -> HttpResponse:
    """Follow an experience, or follow no longer."""
    one = Experience.objects.in_public().filter(slug=slug).first()
    if one is None:
        raise Http404("Nothing here has this address.")
    _turn(request, one.title, experience=one)
    return redirect("fans:experience", one.slug)


def _turn(
    request: HttpRequest, name: str, *, artist: Artist | None = None, experience: Experience | None = None
) -> None:
    if request.method != "POST":
        return
    person = request.user.pk
    assert person is not None  # signed in: the middleware saw to it
    if request.POST.get("follow"):
        following.follow(person, artist=artist, experience=experience)
        messages.success(request, f"You follow {name}. We tell you of what is new.")
    else:
        following.unfollow(person, artist=artist, experience=experience)
        messages.success(request, f"You no longer follow {name}.")


def _follows(person: int) -> list[Follow]:
    found = Follow.objects.of_person(person).order_by("-followed_at")
    return list(
        found.select_related(
            "artist", "experience__partner", "experience__paused_for", "experience__licence__in_force",
            "experience__request__version",
        ).prefetch_related("experience__ingredients__asset__artist")[:200]
    )  # fmt: skip


def _followed(rows: list[Experience], request: HttpRequest) -> list[cards.Card]:
    held = open_now(rows, country_of(request))
    return [cards.card_of(one, held[one.pk]) for one in rows]


def is_following(person: int | None, artist: UUID) -> bool:
    """Whether this person follows the artist: for the artist's page."""
    return bool(person) and Follow.objects.of_person(person or 0).filter(artist=artist).exists()
