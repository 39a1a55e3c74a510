"""What fans made and show, for the pages of an artist and of an experience: what the artist chose comes first."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from consent.claims import hiding
from consent.making import featuring
from consent.making.models import Making

MOST = 6


@dataclass(frozen=True)
class Chosen:
    """Something a fan made, in a list. `by` is who chose it; empty where nobody did."""

    output: UUID
    title: str
    of: str
    with_what: str
    by: str


def of_artist(artist: UUID) -> list[Chosen]:
    """What the artist chose, the newest first. Two queries."""
    return _shown(list(featuring.featured(artist=artist)[: MOST * 2]))


def of_experience(experience: UUID) -> list[Chosen]:
    """What was made with it: chosen things, then the newest. Two queries."""
    rows = featuring.shown([experience]).order_by(F("featured_at").desc(nulls_last=True), "-ended_at")
    return _shown(list(rows[: MOST * 2]))


def _shown(makings: Sequence[Making]) -> list[Chosen]:
    """None that somebody reported and nobody has looked at."""
    silent = hiding.silenced([one.output_id for one in makings if one.output_id])
    return [
        Chosen(
            one.output.pk, one.output.title, str(one.asset), one.experience.title,
            one.featured_for.name if one.featured_for else "",
        )
        for one in makings
        if one.output is not None and one.output_id not in silent
    ][:MOST]  # fmt: skip
