"""What a response says of itself to machines: header fields and tags, for the public pages and the documents alike.

A response that says nothing else carries what is true of the whole site: no to everything, since nobody can have said
yes for all of it. https://www.rfc-editor.org/rfc/rfc9651, and for each field `consent.uses.outward`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from artists.catalog.models import Artist, Asset
from consent.choices.public_tracks import key_of
from consent.decisions import posture
from consent.uses import outward
from consent.uses.outward import Answers

_KEY = re.compile(r"[a-z*][a-z0-9_.*-]*")
_TOKEN = re.compile(r"[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]*")


@dataclass(frozen=True)
class Said:
    """What is said of one page: the answers for a stranger, and the absolute addresses of what says more.

    `licence` is its RSL document, `policy` its TDMRep policy or empty, `page` where a person reads all of it.
    """

    answers: Answers
    licence: str
    policy: str
    page: str

    @property
    def content_usage(self) -> str:
        """The value of `Content-Usage` (AIPREF)."""
        return dictionary(outward.aipref(self.answers))

    @property
    def fields(self) -> dict[str, str]:
        """The header fields, by name."""
        found = {
            "Content-Usage": self.content_usage,
            "tdm-reservation": str(self.reservation),
            "Link": f'<{self.licence}>; rel="license"; type="application/rsl+xml"',
        }
        return found | ({"tdm-policy": self.policy} if self.policy else {})

    @property
    def origin(self) -> str:
        """What every address here begins with."""
        return settings.SITE_ORIGIN

    @property
    def reservation(self) -> int:
        """The value of `tdm-reservation` (TDMRep)."""
        return int(outward.reserved(self.answers))


def absolute(name: str, *args: object) -> str:
    """The whole address of a page."""
    return settings.SITE_ORIGIN + reverse(name, args=args)


def of_site() -> Said:
    """The whole site: nobody speaks for all of it, so nothing is open."""
    return Said({}, absolute("wellknown:rsl"), "", absolute("wellknown:signals"))


def of_artist(artist: Artist) -> Said:
    """An artist's pages: the least over everything of the artist. Five queries."""
    policy = absolute("wellknown:artist_policy", artist.slug) if posture.offers_mining(artist) else ""
    return Said(
        posture.answers_for_artist(artist),
        absolute("wellknown:artist_rsl", artist.slug),
        policy,
        absolute("wellknown:artist_signals", artist.slug),
    )


def of_track(recording: Asset) -> Said:
    """A track's pages. The policy is its artist's, so that a miner asks once for all of it. Four queries."""
    assert recording.artist is not None
    answers = posture.answers_for_track(recording)
    policy = absolute("wellknown:artist_policy", recording.artist.slug) if outward.minable(answers) else ""
    key = key_of(recording)
    return Said(answers, absolute("wellknown:track_rsl", key), policy, absolute("wellknown:track_signals", key))


def mark(response: HttpResponse, said: Said) -> HttpResponse:
    """Put what is said into the header of the response."""
    for name, value in said.fields.items():
        response[name] = value
    return response


def dictionary(members: Mapping[str, str]) -> str:
    """A Dictionary of Tokens as RFC 9651 writes it (section 4.1.2); ValueError for what is none."""
    for key, token in members.items():
        if not _KEY.fullmatch(key) or not _TOKEN.fullmatch(token):
            raise ValueError(f"{key}={token} is no member of a structured dictionary of tokens.")
    return ", ".join(f"{key}={token}" for key, token in members.items())


class SignalsMiddleware:
    """Every response that says nothing of itself says what holds for the whole site."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        fresh = request.method in ("GET", "HEAD") and response.status_code != 304  # which keeps what was said before
        if fresh and not response.has_header("Content-Usage"):
            for name, value in of_site().fields.items():
                if not response.has_header(name):
                    response[name] = value
        return response
