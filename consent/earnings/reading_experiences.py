"""What fans' experiences earned a team: an experience has a licence of its own, so its versions say which it was."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Sum

from artists.access import Actor, Permission
from consent.earnings.models import VersionTotal
from consent.earnings.reading import Amounts
from consent.earnings.reading_made import Brought
from consent.experiences.models import Experience

_OF = "version__licence__experience"


@dataclass(frozen=True)
class Row:
    """An experience and what it earned, with the sums of its licence that no single use earned."""

    experience_id: UUID
    title: str
    total: Amounts


def experiences(actor: Actor, currency: str, months: tuple[date, date], *, opens: date) -> list[Row]:
    """The experiences that earned something in whole months, the most first. One query, however many there are."""
    if not actor.has(Permission.SEE_MONEY):
        return []
    found = VersionTotal.objects.filter(
        team_id=actor.team_id, currency=currency, month__range=months, **{f"{_OF}__isnull": False}
    )
    sums = (
        found.values_list("month", _OF, f"{_OF}__title")
        .annotate(Sum("amount"), Sum("quantity"), Sum("lines"))
        .order_by()
    )
    rows: dict[UUID, Row] = {}
    for month, pk, title, amount, quantity, lines in sums:
        one = rows.get(pk, Row(pk, title, Amounts()))
        closed = amount if month < opens else Amounts().closed
        rows[pk] = Row(pk, title, one.total + Amounts(amount, quantity, lines, closed))
    return sorted(rows.values(), key=lambda row: (-row.total.amount, row.title))


def titles(actor: Actor, numbers: Sequence[UUID]) -> dict[UUID, str]:
    """What these experiences are called, of those that earned the team something. One query."""
    if not actor.has(Permission.SEE_MONEY):
        return {}
    earned = VersionTotal.objects.filter(team_id=actor.team_id).values("version__licence")
    return dict(Experience.objects.filter(pk__in=numbers, licence__in=earned).values_list("pk", "title"))


def earned_by_licence(actor: Actor, licences: Collection[int], *, month: date) -> dict[int, tuple[Brought, ...]]:
    """What each of these licences brought the team in a month, by currency. One query; none without money."""
    if not licences or not actor.has(Permission.SEE_MONEY):
        return {}
    mine = VersionTotal.objects.filter(team_id=actor.team_id, month=month.replace(day=1), version__licence__in=licences)
    rows = mine.values_list("version__licence", "currency").annotate(Sum("amount")).order_by()
    found: dict[int, list[Brought]] = defaultdict(list)
    for licence, currency, amount in rows:
        if amount:
            found[licence].append(Brought(amount, currency))
    return {licence: tuple(some) for licence, some in found.items()}
