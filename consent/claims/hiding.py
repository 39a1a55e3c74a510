"""When a claim keeps the sound from playing at once, and for whom it does not. Nobody silences others by the dozen.

A claim of rights or of harm silences before anybody has looked: harm is done in minutes, an answer takes a day. So that
this is no weapon, it does not where

- the same person, browser or address was wrong twice in the last 90 days (both claims dismissed),
- three of their claims silence something already and wait for an answer,
- an operator has looked at a claim of the same kind about the same output, and left it up.

A claim of a team whose yes the music needs always silences: it could take its yes back as well.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from consent.claims.models import Claim
from consent.claims.states import Kind, State
from consent.making.fan import Fan

WRONG_AT_MOST = 2
OPEN_AT_MOST = 3
REMEMBERED = timedelta(days=90)


@dataclass(frozen=True)
class Silence:
    """Why something does not play, and by when somebody will have answered."""

    claim: str
    kind: Kind
    until: datetime


def may_hide(kind: Kind, output_id: UUID, fan: Fan, *, now: datetime) -> bool:
    """Whether a claim of theirs silences this output at once. Two queries."""
    if not kind.silences:
        return False
    looked_at = Q(output_id=output_id, kind=kind, state=State.DISMISSED)
    theirs = Claim.objects.filter(whose(fan))
    wrong = theirs.filter(state=State.DISMISSED, kind__in=_silencing(), answered_at__gt=now - REMEMBERED)
    if wrong.count() >= WRONG_AT_MOST or theirs.silencing().count() >= OPEN_AT_MOST:
        return False
    return not Claim.objects.filter(looked_at).exists()


def whose(fan: Fan) -> Q:
    """Claims of the same person, browser or address; of nobody's where nothing is known of them."""
    same = Q(pk__in=[])
    if fan.person is not None:
        same |= Q(person_id=fan.person)
    if fan.visitor:
        same |= Q(visitor=fan.visitor)
    if fan.address:
        same |= Q(address=fan.address)
    return same


def silenced(outputs: Collection[UUID]) -> dict[UUID, Silence]:
    """Which of these do not play for now. One query."""
    found: dict[UUID, Silence] = {}
    for claim in Claim.objects.silencing().filter(output_id__in=outputs).order_by("-made_at"):
        found[claim.output_id] = Silence(claim.reference, claim.what, claim.answer_due_at)
    return found


def _silencing() -> list[str]:
    return [kind.value for kind in Kind if kind.silences]
