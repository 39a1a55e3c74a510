"""What the notice centre shows: notices by day, in the reader's zone, each with where it leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.urls import reverse
from django.utils import timezone

from artists.notices import selectors
from artists.notices.kinds import GROUPS, Group, registered
from artists.notices.models import Notice
from portal.places import address_of


@dataclass(frozen=True)
class Tab:
    """A tab of the centre, in the address as `tab`."""

    label: str
    code: str
    current: bool
    count: int | None = None


@dataclass(frozen=True)
class Item:
    """One notice as the page shows it. `url` leads to what it is about, by way of being read."""

    notice: Notice
    group: Group
    url: str

    @property
    def is_new(self) -> bool:
        """Neither read nor withdrawn."""
        return self.notice.read_at is None and self.notice.withdrawn_at is None

    @property
    def needs_you(self) -> bool:
        """Whether it still waits for an answer."""
        return self.notice.needs_answer and self.notice.withdrawn_at is None


@dataclass(frozen=True)
class Day:
    """The notices of one day. `near` says today or yesterday."""

    day: date
    near: str
    items: tuple[Item, ...]


def tabs(person_id: int, current: str, counts: selectors.Counts) -> list[Tab]:
    """All, new, needs you, and the groups there is anything of."""
    found = [
        Tab("All", "", current == ""),
        Tab("New", "new", current == "new", counts.new),
        Tab("Needs you", "needs", current == "needs", counts.needs),
    ]
    return found + [Tab(g.label, g.code, current == g.code) for g in selectors.groups_of(person_id)]


def days(notices: Sequence[Notice]) -> list[Day]:
    """By day, newest first."""
    today = timezone.localdate()
    near = {today: "Today", today - timedelta(days=1): "Yesterday"}
    return [
        Day(day, near.get(day, ""), tuple(item_of(notice) for notice in found))
        for day, found in groupby(notices, key=lambda notice: timezone.localdate(notice.told_at))
    ]


def item_of(notice: Notice) -> Item:
    """A notice with its group and its way."""
    kind = registered().get(notice.kind)
    leads = address_of(notice)
    return Item(
        notice=notice,
        group=kind.group if kind else GROUPS["news"],
        url=reverse("site:notice", args=[notice.pk]) if leads else "",
    )


def cursor(value: str) -> tuple[datetime, int] | None:
    """The place in the list that an address names; None for the beginning, and for rubbish."""
    said, _, number = value.partition("_")
    at = moment(said)
    return (at, int(number)) if at and number.isdecimal() and len(number) < 19 else None


def moment(value: str) -> datetime | None:
    """The moment that a form or an address names, with its zone; None for rubbish."""
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if timezone.is_aware(found) else None


def as_cursor(place: tuple[datetime, int] | None) -> str:
    """The place as an address names it."""
    return f"{place[0].isoformat().replace('+00:00', 'Z')}_{place[1]}" if place else ""
