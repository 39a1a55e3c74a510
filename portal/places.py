"""From a notice's place to an address: one table for the pages, the mails and the phone. The floors below know no URL.

A room that tells people of something new adds its line here.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.urls import reverse

from artists.notices.models import Notice


def _team_page(name: str) -> Callable[[str, str], str]:
    """A page of the team for which the person was told."""
    return lambda slug, _id: reverse(name, args=[slug])


def _of_team(name: str) -> Callable[[str, str], str]:
    """A page of one thing of that team."""
    return lambda slug, id_: reverse(name, args=[slug, id_])


def _split(slug: str, id_: str) -> str:
    """One side of a work: its id, and the side after a slash."""
    asset, _, side = id_.partition("/")
    return reverse("site:split", args=[slug, asset, side or "recording"])


_IN_A_TEAM: Mapping[str, Callable[[str, str], str]] = MappingProxyType(
    {
        "team": _team_page("site:team"),
        "clients": _team_page("site:clients"),
        "participation": _team_page("site:participation"),
        "second": _of_team("site:second"),
        "press": _of_team("site:history_press"),
        "delivery": _of_team("site:delivery"),
        "sound": _of_team("site:sound"),
        "licence": _of_team("site:licence"),
        "licence_tracks": _of_team("site:licence_tracks"),
        "withdrawal": _of_team("site:withdrawal"),
        "webhook": _of_team("site:webhook"),
        "request": _of_team("site:request"),
        "offer": _of_team("site:offer"),
        "held_experience": _of_team("site:experience"),
        "splits": _team_page("site:splits"),
        "split": _split,
        "reports": _team_page("site:reports"),
        "invoice": _of_team("site:invoice"),
        "payouts": _team_page("site:payouts"),
        "payout_batch": _of_team("site:payout_batch"),
        "invoices": _team_page("site:invoices"),
        "expected": _of_team("site:expected_month"),
        "statements": _team_page("site:statements"),
        "pool": _of_team("site:pool"),
        "export": _of_team("site:earnings_export"),
        "conformance": _of_team("site:conformance_run"),
        "claim": _of_team("site:claim"),
    }
)
_OF_A_PERSON: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "home": lambda _id: reverse("site:home"),
        "profile": lambda _id: reverse("site:profile"),
        "how": lambda _id: reverse("site:notices_how"),
        # A request that was given to the person: its team's slug, and its number.
        "request_of": lambda id_: reverse("site:request", args=id_.split("/")),
        "experience": lambda slug: reverse("fans:experience", args=[slug]),
        "making": lambda id_: reverse("fans:making", args=[id_]),
        "sessions": lambda _id: reverse("usersessions_list"),
        # Something made: its page is everybody's, or its maker's alone.
        "made": lambda id_: reverse("fans:made", args=[id_]),
    }
)
NAMES = frozenset({*_IN_A_TEAM, *_OF_A_PERSON})


def address_of(notice: Notice) -> str:
    """Where the notice's button leads; empty where it leads nowhere. Load its team with it."""
    if notice.place in _OF_A_PERSON:
        return _OF_A_PERSON[notice.place](notice.place_id)
    if notice.place in _IN_A_TEAM and notice.team:
        return _IN_A_TEAM[notice.place](notice.team.slug, notice.place_id)
    return ""
