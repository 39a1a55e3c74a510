"""The addresses that machines read."""

from typing import NoReturn

from django.conf import settings
from django.http import Http404, HttpRequest

from artists.catalog.models import Artist, Asset
from consent.choices.public import find_artist
from consent.choices.public_tracks import find_track
from portal import outward
from portal.wellknown import documents
from portal.wellknown.rsl import MEDIA_TYPE as RSL
from portal.wellknown.serving import Found, document

JSON = "application/json"


def known_artist(slug: str) -> Artist:
    """The artist with this address; `Http404` for none."""
    return find_artist(slug) or _nothing("No artist has this address.")


def known_track(key: str) -> Asset:
    """The track with this ISRC or id; `Http404` for none."""
    return find_track(key) or _nothing("No track here has this ISRC or id.")


def _nothing(sentence: str) -> NoReturn:
    raise Http404(sentence)


@document("text/plain; charset=utf-8")
def robots(request: HttpRequest) -> Found:
    """robots.txt: which addresses a crawler need not try, and what it may do with what it finds."""
    return documents.robots_txt(), outward.of_site()


@document(JSON)
def tdmrep(request: HttpRequest) -> Found:
    """TDMRep's file at the origin."""
    return documents.tdmrep_json(), outward.of_site()


@document(RSL)
def site_rsl(request: HttpRequest) -> Found:
    """RSL for the whole site."""
    return documents.site_rsl(), outward.of_site()


@document(RSL)
def artist_rsl(request: HttpRequest, slug: str) -> Found:
    """RSL for an artist."""
    artist = known_artist(slug)
    return documents.artist_rsl(artist), outward.of_artist(artist)


@document(RSL)
def track_rsl(request: HttpRequest, key: str) -> Found:
    """RSL for a track."""
    recording = known_track(key)
    return documents.track_rsl(recording), outward.of_track(recording)


@document("application/ld+json")
def artist_policy(request: HttpRequest, slug: str) -> Found:
    """What an artist offers to those who mine, as an ODRL Offer."""
    artist = known_artist(slug)
    return documents.artist_policy(artist), outward.of_artist(artist)


@document(JSON)
def track_cawg(request: HttpRequest, key: str) -> Found:
    """CAWG's entries for a file of this track."""
    recording = known_track(key)
    return documents.track_cawg(recording), outward.of_track(recording)


@document(JSON)
def track_tdmai(request: HttpRequest, key: str) -> Found:
    """TDM·AI's three words for this track."""
    recording = known_track(key)
    return documents.track_tdmai(recording), outward.of_track(recording)


@document(RSL)
def site_rsl_media(request: HttpRequest) -> Found:
    """RSL-MEDIA for the whole site, where the experiment is switched on."""
    _experimental()
    return documents.site_rsl_media(), outward.of_site()


@document(RSL)
def artist_rsl_media(request: HttpRequest, slug: str) -> Found:
    """RSL-MEDIA for an artist, where the experiment is switched on."""
    _experimental()
    artist = known_artist(slug)
    return documents.artist_rsl_media(artist), outward.of_artist(artist)


def _experimental() -> None:
    if not settings.RSL_MEDIA_EXPERIMENT:
        _nothing("RSL-MEDIA is a draft that must not be used in production, and is switched off here.")
