"""Splits in a few words: propose, answer, agree."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils import timezone

from artists.access import Actor
from artists.catalog.models import Asset
from artists.teams.models import Team
from consent.splits import actions
from consent.splits.models import Split
from consent.splits.proposing import Wanted
from consent.splits.states import Side
from tests.cast import Cast, acting, track


def today() -> date:
    """The day in UTC, as money counts it."""
    return timezone.now().date()


def in_days(days: int) -> date:
    """So many days from today."""
    return today() + timedelta(days=days)


def shared_track(cast: Cast, title: str = "Saltglass") -> Asset:
    """A recording of two: Ayla performs it, Northlight has the master; Harbour and Ayla publish the song."""
    return track(
        title, cast.ayla_marsh, performer=cast.artist, master=cast.label, publishing=(cast.publisher, cast.artist)
    )


def ayla(cast: Cast) -> Actor:
    """Ayla for herself."""
    return acting(cast.ayla, cast.artist)


def dana(cast: Cast) -> Actor:
    """Dana for the label."""
    return acting(cast.dana, cast.label)


def theo(cast: Cast) -> Actor:
    """Theo for the publisher."""
    return acting(cast.theo, cast.publisher)


def olu(cast: Cast) -> Actor:
    """The operator."""
    return acting(cast.olu, cast.operator)


def wanted(
    shares: Mapping[Team, int], *, side: Side = Side.RECORDING, on: date | None = None, reason: str = ""
) -> Wanted:
    """A division by team, from today unless said otherwise."""
    return Wanted(side, {team.pk: bp for team, bp in shares.items()}, on or today(), reason)


def agreed(
    asset: Asset, shares: Mapping[Team, int], *actors: Actor, side: Side = Side.RECORDING, on: date | None = None
) -> Split:
    """A split that the first of the actors proposes and the others say yes to."""
    first, *others = actors
    split = actions.propose(asset, wanted(shares, side=side, on=on), actor=first)
    for other in others:
        split = actions.answer(split, True, actor=other)
    return split
