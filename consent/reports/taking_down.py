"""Outputs that go with a withdrawal: once the partner says that they are down, their pages say so."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from artists.journal.followers import entries_of, follow
from artists.journal.models import Entry
from artists.journal.outbox import handles
from artists.journal.record import Act, record_many
from consent.reports import entries, judging
from consent.reports.models import Output, Part
from consent.withdrawals import concerned
from consent.withdrawals import entries as withdrawals
from consent.withdrawals.models import Demand, Item
from consent.withdrawals.states import What

TOPIC = "reports.take_down"


@concerned.register
def makers(assets: Collection[UUID], uses: Collection[str]) -> Iterable[tuple[int, UUID, str]]:
    """Which partners have outputs that are up, of which of these: whoever takes the yes back may ask for them."""
    parts = Part.objects.filter(asset_id__in=assets, use__in=uses, output__test=False, output__gone=Output.Gone.UP)
    return parts.values_list("output__partner", "asset_id", "use").distinct()


@handles(TOPIC)
def take_down_what_was_acknowledged(payload: Mapping[str, Any]) -> None:
    """What an acknowledged `takedown_outputs` names is gone, and what a sunset named once its day had come. Carried out
    again, it changes nothing."""
    for entry in entries_of(payload, TOPIC):
        if entry.data["test"] or not _is_over(entry):
            continue
        items = Item.objects.filter(concern_id=entry.data["concern"]).values_list("asset_id", "use")
        by_use: dict[str, list[UUID]] = {}
        for asset, use in items:
            by_use.setdefault(use, []).append(asset)
        for use, assets in by_use.items():
            _take_down(entry.team_id or 0, use, assets, entry.at)


def _is_over(entry: Entry) -> bool:
    """A partner that acknowledges a sunset before its day only says that it knows of it."""
    if What.TAKEDOWN.value in entry.data["what"]:
        return True
    if What.SUNSET.value not in entry.data["what"]:
        return False
    demands = Demand.objects.filter(concern_id=entry.data["concern"], what=What.SUNSET)
    return demands.filter(until__lte=entry.at).exists()


def _take_down(partner: int, use: str, assets: Collection[UUID], at: datetime) -> None:
    parts = Part.objects.filter(asset_id__in=assets, use=use)
    with transaction.atomic():
        up = Output.objects.select_for_update(of=("self",)).filter(
            partner_id=partner, test=False, gone=Output.Gone.UP, pk__in=parts.values("output_id")
        )
        numbers = list(up.values_list("pk", flat=True))
        if not numbers:
            return
        Output.objects.filter(pk__in=numbers).update(gone=Output.Gone.WITHDRAWAL, taken_down_at=at)
        concerns = frozenset({partner, *judging.holders_of(list(assets))})
        data = {"outputs": len(numbers)}
        record_many(
            [Act(entries.TAKEN_DOWN, "output", str(one), {**data, "output": str(one)}, concerns) for one in numbers],
            actor=None,
        )


follow(TOPIC, withdrawals.ACKNOWLEDGED)
