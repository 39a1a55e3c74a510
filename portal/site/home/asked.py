"""The requests that close first, and the splits that wait, for the home of the team that is asked."""

from dataclasses import dataclass

from django.utils import timezone

from artists.access import Actor, Permission
from consent.requests import selectors
from consent.requests.selectors import MOST_COUNTED, Row, Turn
from consent.splits.selectors import groups
from portal.site.requests import words
from portal.site.scoping import TeamRequest
from portal.site.splits.shown import GroupRow, rows

SHOWN = 3


@dataclass(frozen=True)
class Waiting:
    """One of them, with the time that is left."""

    row: Row
    left: str
    share: int
    urgent: bool


@dataclass(frozen=True)
class Asked:
    """The first few, and how many there are; `many` where there are a hundred or more."""

    rows: tuple[Waiting, ...]
    total: int

    @property
    def many(self) -> bool:
        """Whether they were counted no further."""
        return self.total >= MOST_COUNTED


def asked(actor: Actor) -> Asked:
    """Seven queries, however many wait."""
    now = timezone.now()
    found = selectors.in_turn(selectors.inbox(actor, now=now), Turn.YOURS, now=now)
    first = found.select_related("partner", "version__proposed_for").defer("version__text", "version__terms")[:SHOWN]
    found_rows = selectors.rows(list(first), actor, now=now)
    return Asked(
        tuple(
            Waiting(
                row,
                words.left(row.deadline_at, now),
                words.share_left(row.opened_at, row.deadline_at, now),
                row.deadline_at - now <= words.URGENT,
            )
            for row in found_rows
        ),
        selectors.waiting(actor) if found_rows else 0,
    )


def splits_asked(request: TeamRequest) -> list[GroupRow]:
    """Proposed splits that wait for the team, for who can answer them. Three queries, or none."""
    if not request.actor.has(Permission.CHANGE_MONEY):
        return []
    return rows(request, groups(request.actor, needs=True))
