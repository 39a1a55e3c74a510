"""A partner's card: what artists may know of how it behaves. Only true figures; tests never count."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Case, Count, F, Q, QuerySet, When
from django.utils import timezone

from artists.access import TeamKind
from artists.teams.models import Team
from consent.licences.models import Licence
from consent.licences.states import State as LicenceState
from consent.reports.models import Due
from consent.sandbox.models import Badge
from consent.withdrawals.models import Demand
from consent.withdrawals.states import ANSWERED, State, What

YEAR = timedelta(days=365)
"""How far back a card looks: who mends its ways is not held to what was long ago."""


@dataclass(frozen=True)
class Card:
    """One partner. Reports are those that were due in the last twelve months, `reported` the ones that came in time.

    `acknowledged` counts the withdrawals it acknowledged in that time, `median` is how long the middle one took.
    `overdue` are acknowledgements late in public now, `late_reports` reports late now. `disputes` are open ones; no
    page lets anybody open one yet, so there are none.
    """

    name: str
    slug: str
    since: datetime
    badge: Badge | None
    due: int
    reported: int
    late_reports: int
    acknowledged: int
    median: timedelta | None
    overdue: int
    disputes: int = 0

    @property
    def is_new(self) -> bool:
        """Nothing was due of it yet, so there is nothing to say of how it behaves."""
        return not (self.due or self.acknowledged or self.overdue)

    @property
    def usually(self) -> str:
        """`median` in words; empty where nothing was acknowledged."""
        return _words(self.median) if self.median is not None else ""

    @property
    def punctual(self) -> int | None:
        """How many of its reports came in time, in whole per cent, rounded down; None where none was due."""
        return self.reported * 100 // self.due if self.due else None


class _Median(models.Aggregate):
    """PostgreSQL's own: the middle of the values, or half way between the two in the middle."""

    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = models.DurationField()


@dataclass(frozen=True)
class _Reports:
    due: int = 0
    reported: int = 0
    late_reports: int = 0


@dataclass(frozen=True)
class _Answers:
    acknowledged: int = 0
    median: timedelta | None = None
    overdue: int = 0


def card_of(team_id: int) -> Card | None:
    """The card of a partner; None for a team that is none. Four queries."""
    return cards([team_id]).get(team_id)


def cards(team_ids: Collection[int], *, now: datetime | None = None) -> dict[int, Card]:
    """The cards of these partners, by team. Four queries, however many partners."""
    at = now or timezone.now()
    teams = Team.objects.filter(pk__in=team_ids, kind=TeamKind.PARTNER)
    badges = {one.team_id: one for one in Badge.objects.valid(now=at).filter(team_id__in=team_ids).order_by("given_at")}
    reports, answers = _reports(team_ids, at), _answers(team_ids, at)
    return {
        team.pk: Card(
            team.name, team.slug, team.created_at, badges.get(team.pk),
            **vars(reports.get(team.pk, _Reports())), **vars(answers.get(team.pk, _Answers())),
        )
        for team in teams
    }  # fmt: skip


def listed(*, now: datetime | None = None) -> QuerySet[Team]:
    """The partners in the public list, by name: those with a licence in force, or with a badge."""
    at = now or timezone.now()
    licensed = Licence.objects.filter(state=LicenceState.SIGNED, starts_at__lte=at, ends_at__gt=at)
    known = Q(pk__in=licensed.values("partner")) | Q(pk__in=Badge.objects.valid(now=at).values("team"))
    return Team.objects.filter(known, kind=TeamKind.PARTNER).order_by("name", "pk")


def _reports(team_ids: Collection[int], at: datetime) -> dict[int, _Reports]:
    """Of the reports that fell due in the last twelve months: all, those in time, and those that are late now."""
    fallen = Due.objects.filter(licence__partner_id__in=team_ids, due_at__lte=at, due_at__gt=at - YEAR)
    rows = fallen.order_by().values("licence__partner_id").annotate(
        due=Count("pk"),
        in_time=Count("pk", filter=Q(filed_at__lt=F("due_at"))),
        late=Count("pk", filter=Q(filed_at=None)),
    )  # fmt: skip
    return {one["licence__partner_id"]: _Reports(one["due"], one["in_time"], one["late"]) for one in rows}


def _answers(team_ids: Collection[int], at: datetime) -> dict[int, _Answers]:
    """How soon it said that it has stopped. What is late is counted once it is public, as for everybody."""
    asked = Demand.objects.filter(concern__partner_id__in=team_ids, concern__withdrawal__test=False)
    stopped = Q(what=What.STOP_NEW, state__in=[*ANSWERED], acknowledged_at__gt=at - YEAR)
    took = Case(When(stopped, then=F("acknowledged_at") - F("asked_at")), output_field=models.DurationField())
    rows = asked.order_by().values("concern__partner_id").annotate(
        acknowledged=Count("pk", filter=stopped),
        median=_Median(took),
        overdue=Count("pk", filter=Q(state=State.PUBLIC)),
    )  # fmt: skip
    return {one["concern__partner_id"]: _Answers(one["acknowledged"], one["median"], one["overdue"]) for one in rows}


def _words(span: timedelta) -> str:
    """The time in the one unit that suits it, rounded up: `40 seconds`, `3 hours`."""
    seconds = max(1, math.ceil(span.total_seconds()))
    for size, name in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= 2 * size:
            return f"{-(-seconds // size)} {name}s"
    return f"{seconds} second{'' if seconds == 1 else 's'}"
