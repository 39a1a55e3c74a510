"""What pages and programs read of reports. The number of queries does not grow with what there is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from artists.access import Actor, TeamKind
from consent.licences.models import Licence
from consent.reports.models import Batch, DayTotal, Due, Line, Refused
from consent.reports.states import Phase, State, phase


@dataclass(frozen=True)
class DueNow:
    """The report of a licence for a period, as it stands at a moment. `lines` are those counted, less reversals."""

    pk: int
    licence_id: int
    licence: str
    title: str
    partner: str
    first: date
    last: date
    ends_at: datetime
    due_at: datetime
    phase: Phase
    filed_at: datetime | None
    lines: int
    quantity: Decimal

    @property
    def waits(self) -> bool:
        """Whether the partner has still to complete it."""
        return self.filed_at is None

    @property
    def overdue(self) -> bool:
        """Whether it is late by now."""
        return self.phase in (Phase.LATE, Phase.MISSING)


def batches(actor: Actor, *, test: bool = False) -> QuerySet[Batch]:
    """What the partner sent, newest first."""
    return Batch.objects.visible_to(actor).filter(test=test).order_by("-pk")


def lines_of(batch: Batch, actor: Actor) -> QuerySet[Line]:
    """What was counted of a batch, in its order."""
    return Line.objects.visible_to(actor).filter(batch=batch).select_related("reversal").order_by("pk")


def refused_of(batch: Batch) -> QuerySet[Refused]:
    """What was not counted of a batch, in its order."""
    return Refused.objects.filter(batch=batch).order_by("place")


def mended(refused: Sequence[Refused], batch: Batch) -> set[str]:
    """The references of these that were counted since."""
    named = [one.reference for one in refused if one.reference]
    found = Line.objects.filter(partner_id=batch.partner_id, test=batch.test, reference__in=named)
    return set(found.values_list("reference", flat=True))


def touching(actor: Actor) -> QuerySet[Line]:
    """What was reported that the actor may see, newest first: see `Line.objects.visible_to`. Tests are left out."""
    return Line.objects.visible_to(actor).filter(test=False).order_by("-pk")


def dues(actor: Actor, *, now: datetime | None = None, since: datetime | None = None) -> list[DueNow]:
    """What waits to be completed, soonest first; and with `since` what was completed from then on. Three queries.

    The partner sees its own, others those of licences that they may see, without what all holders together were
    reported.
    """
    moment = now or timezone.now()
    found = Due.objects.visible_to(actor).select_related("licence__partner")
    if actor.team_kind is TeamKind.PARTNER:
        found = found.filter(licence__partner_id=actor.team_id)
    wanted = ~Q(state=State.FILED)
    if since is not None:
        wanted |= Q(filed_at__gte=since)
    some = list(found.filter(wanted).order_by("due_at", "licence_id")[:1000])
    return _as_of(some, _said(some) if actor.team_kind is TeamKind.PARTNER else {}, moment)


def _as_of(some: Sequence[Due], said: Mapping[int, tuple[int, Decimal]], now: datetime) -> list[DueNow]:
    return [
        DueNow(
            due.pk, due.licence_id, due.licence.reference, due.licence.title, due.licence.partner.name, due.first,
            due.last, due.ends_at, due.due_at,
            phase(State(due.state), due.ends_at, due.due_at, due.filed_at, now=now),
            due.filed_at, *said.get(due.pk, (0, Decimal(0))),
        )
        for due in some
    ]  # fmt: skip


def _said(some: Sequence[Due]) -> dict[int, tuple[int, Decimal]]:
    """Lines and quantity that were reported for each of these periods."""
    totals = (
        DayTotal.objects.filter(
            licence__dues__in=[due.pk for due in some],
            day__gte=F("licence__dues__first"), day__lte=F("licence__dues__last"),
        )
        .values_list("licence__dues")
        .annotate(lines=Sum("lines"), quantity=Sum("quantity"))
    )  # fmt: skip
    return {due: (lines, quantity) for due, lines, quantity in totals}


def references(numbers: Iterable[int]) -> list[str]:
    """How licences with these numbers are called; those of the sandbox by its names."""
    return [Licence(pk=number).reference for number in numbers]


def one_batch(pk: UUID, actor: Actor) -> Batch | None:
    """A batch of the partner's own, test or live."""
    return Batch.objects.visible_to(actor).filter(pk=pk).select_related("sent_by").first()
