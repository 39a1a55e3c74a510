"""What a partner's program reads: its withdrawals in the order of their last change, so that it can read on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from artists.access import Actor
from artists.catalog.models import Asset
from consent.withdrawals import states
from consent.withdrawals.models import Concern, Demand, Item
from consent.withdrawals.querysets import ConcernQuerySet
from consent.withdrawals.states import Standing, State


@dataclass(frozen=True)
class Page:
    """Rows after a position, where to read on from, and whether there is more now."""

    rows: tuple[Concern, ...]
    position: int
    more: bool


@dataclass(frozen=True)
class NamedAsset:
    """One asset of a withdrawal: what it is called, the uses taken back, and those of them allowed again."""

    asset_id: UUID
    kind: str
    title: str
    artist: str
    isrc: str
    iswc: str
    uses: tuple[str, ...]
    lifted: tuple[str, ...]


def of(actor: Actor, *, test: bool = False) -> ConcernQuerySet:
    """The rows of the actor's partner: the real ones, or the drills of its test clients."""
    rows = Concern.objects.visible_to(actor).filter(withdrawal__test=test)
    return rows.select_related("withdrawal", "withdrawal__licence").prefetch_related("demands")


def page(rows: ConcernQuerySet, *, after: int, state: str = "", limit: int) -> Page:
    """A page of the feed, oldest change first. `after` is the last position that was read. Two queries."""
    if state == "open":
        rows = rows.waiting()
    elif state:
        rows = rows.filter(standing=state)
    found = list(rows.filter(position__gt=after).order_by("position")[: limit + 1])
    shown = found[:limit]
    return Page(tuple(shown), shown[-1].position if shown else after, len(found) > limit)


def assets(concern: Concern, *, after: UUID | None = None, limit: int = 200) -> tuple[list[NamedAsset], UUID | None]:
    """A page of its assets in a stable order, and the id to read on after; None at the end. Two queries."""
    rows = asset_ids(concern)
    ids = list((rows.filter(asset_id__gt=after) if after else rows)[: limit + 1])
    return named(concern, ids[:limit]), ids[limit - 1] if len(ids) > limit else None


def asset_ids(concern: Concern) -> "QuerySet[Item, UUID]":
    """Its assets, in a stable order."""
    rows = Item.objects.filter(concern=concern).order_by("asset_id")
    return rows.values_list("asset_id", flat=True).distinct()


def named(concern: Concern, ids: Sequence[UUID]) -> list[NamedAsset]:
    """These assets of it, in this order."""
    known: Mapping[UUID, Asset] = Asset.objects.select_related("artist").in_bulk(list(ids))
    uses: dict[UUID, list[Item]] = {one: [] for one in ids}
    for item in Item.objects.filter(concern=concern, asset_id__in=ids).order_by("use"):
        uses[item.asset_id].append(item)
    return [_named(one, known.get(one), uses[one]) for one in ids]


def open_count(actor: Actor) -> int:
    """How many withdrawals wait for the partner."""
    return Concern.objects.visible_to(actor).filter(withdrawal__test=False).waiting().count()


def next_due(concern: Concern) -> datetime | None:
    """The nearest deadline of what is not acknowledged; None where nothing waits."""
    return min((one.due_at for one in waiting_of(concern)), default=None)


def waiting_of(concern: Concern) -> list[Demand]:
    """What is asked and not acknowledged."""
    return [one for one in concern.demands.all() if State(one.state) in states.WAITING]


def counts(rows: ConcernQuerySet) -> dict[str, int]:
    """How many stand where."""
    each = {one.value: Count("pk", filter=Q(standing=one)) for one in Standing}
    return rows.aggregate(**each)


def _named(pk: UUID, asset: Asset | None, items: Sequence[Item]) -> NamedAsset:
    return NamedAsset(
        asset_id=pk,
        kind=asset.kind if asset else "recording",
        title=str(asset) if asset else "",
        artist=asset.artist.name if asset and asset.artist else "",
        isrc=asset.isrc if asset else "",
        iswc=asset.iswc if asset else "",
        uses=tuple(item.use for item in items),
        lifted=tuple(item.use for item in items if item.lifted_at),
    )


def first_titles(concerns: Sequence[Concern]) -> dict[UUID, str]:
    """The title of one asset of each. Two queries."""
    first = Item.objects.filter(concern_id__in=[one.pk for one in concerns]).order_by("concern_id", "asset_id")
    items = dict(first.distinct("concern_id").values_list("concern_id", "asset_id"))
    known = Asset.objects.select_related("artist").in_bulk(list(items.values()))
    found = {}
    for concern, asset in items.items():
        one = known.get(asset)
        by = f" by {one.artist.name}" if one and one.artist and one.kind == "recording" else ""
        found[concern] = f"{one}{by}" if one else ""
    return found
