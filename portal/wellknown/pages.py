"""What machines read, for people: each signal beside its plain meaning and the exact bytes."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from artists.catalog.models import Artist
from consent.choices.public_tracks import key_of
from consent.uses import USES
from consent.uses.outward import DENY
from portal import outward
from portal.outward import Said, absolute
from portal.wellknown import cards, documents
from portal.wellknown.cards import Card
from portal.wellknown.views import known_artist, known_track

always_fresh = cache_control(private=True, no_cache=True)


@login_not_required
@require_safe
@always_fresh
def site(request: HttpRequest) -> HttpResponse:
    """What holds wherever nobody has said anything else."""
    said = outward.of_site()
    shown = [
        cards.header_card(said),
        cards.tdm_card(said, documents.tdmrep_json()),
        cards.rsl_card(said, documents.site_rsl()),
    ]
    return _page(request, "wellknown/site.html", said, shown, {"robots": documents.robots_txt().decode()})


@login_not_required
@require_safe
@always_fresh
def artist(request: HttpRequest, slug: str) -> HttpResponse:
    """The signals of an artist."""
    found = known_artist(slug)
    if found.slug != slug:
        return redirect("wellknown:artist_signals", found.slug)
    said = outward.of_artist(found)
    shown = [cards.header_card(said), _mining(said, found), cards.rsl_card(said, documents.artist_rsl(found))]
    return _page(request, "wellknown/artist.html", said, shown, {"artist": found})


@login_not_required
@require_safe
@always_fresh
def track(request: HttpRequest, key: str) -> HttpResponse:
    """The signals of a track."""
    found = known_track(key)
    key = key_of(found)
    if request.resolver_match and request.resolver_match.kwargs["key"] != key:
        return redirect("wellknown:track_signals", key)
    said = outward.of_track(found)
    assert found.artist is not None
    cawg, tdmai = absolute("wellknown:track_cawg", key), absolute("wellknown:track_tdmai", key)
    shown = [
        cards.header_card(said),
        _mining(said, found.artist),
        cards.rsl_card(said, documents.track_rsl(found)),
        cards.cawg_card(said, documents.track_cawg(found), cawg, documents.our_prefix()),
        cards.tdmai_card(said, documents.track_tdmai(found), tdmai),
    ]
    return _page(request, "wellknown/track.html", said, shown, {"track": found, "key": key})


def _mining(said: Said, artist: Artist) -> Card:
    offer = documents.artist_policy(artist) if said.policy else None
    return cards.tdm_card(said, offer or documents.tdmrep_json())


def _page(request: HttpRequest, template: str, said: Said, shown: list[Card], more: dict[str, object]) -> HttpResponse:
    uses = [(use, said.answers.get(use.code, DENY)) for use in USES.values()]
    context = {"said": said, "cards": shown, "uses": uses, "server": documents.licence_server(), **more}
    return outward.mark(render(request, template, context), said)
