"""Writing a withdrawal down: one row for the press, one for each partner concerned, its assets, what is asked of it."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from uuid_utils.compat import uuid7

from artists.journal.record import Act, record_many
from consent.choices import standing
from consent.withdrawals import entries, states
from consent.withdrawals.concerned import Loss
from consent.withdrawals.models import Concern, Demand, Withdrawal
from consent.withdrawals.states import What

_NAMED = 100  # of the assets, in what a partner's server is told
_BATCH = 2000

_ITEMS = """
INSERT INTO withdrawals_item (concern_id, asset_id, use, lost)
SELECT %s, asset, %s, %s::jsonb FROM unnest(%s::uuid[]) AS a (asset)
"""
_POSITIONS = """
WITH turn AS (
    INSERT INTO withdrawals_feed (partner_id, last)
    SELECT partner_id, count(*) FROM withdrawals_concern WHERE id = ANY(%(ids)s) GROUP BY partner_id ORDER BY partner_id
        ON CONFLICT (partner_id) DO UPDATE SET last = withdrawals_feed.last + excluded.last
    RETURNING partner_id, last
)
UPDATE withdrawals_concern c SET position = n.position
  FROM (SELECT o.id, t.last + 1 - row_number() OVER (PARTITION BY o.partner_id ORDER BY o.id DESC) AS position
          FROM withdrawals_concern o JOIN turn t USING (partner_id) WHERE o.id = ANY(%(ids)s)) n
 WHERE c.id = n.id
"""


@dataclass(frozen=True)
class Taken:
    """A press that took a yes back, before it is written down: see `models.Withdrawal`.

    `more` is asked of every partner beside what is always asked, each with its date if it has one.
    """

    key: str
    origin: Withdrawal.Origin
    at: datetime
    team_id: int | None = None
    licence_id: int | None = None
    batch: UUID | None = None
    kept_in: tuple[str, ...] = ()
    resumes: bool = False
    more: Mapping[What, datetime | None] = field(default_factory=dict)


def file(taken: Taken, losses: Mapping[int, Sequence[Loss]], *, now: datetime) -> list[Concern]:
    """Write it down, journal it, and return the partners' rows; nothing where it is written already or takes nothing.

    Deadlines count from now, when partners can know of it. The caller gives the rows their `positions` at the end of
    its transaction.
    """
    if not losses or Withdrawal.objects.filter(key=taken.key).exists():
        return []
    uses = sorted({loss.use for some in losses.values() for loss in some})
    with transaction.atomic():
        withdrawal = Withdrawal.objects.create(
            key=taken.key, origin=taken.origin, team_id=taken.team_id, licence_id=taken.licence_id, batch=taken.batch,
            at=taken.at, uses=uses, kept_in=list(taken.kept_in), resumes=taken.resumes,
            test=taken.origin == Withdrawal.Origin.DRILL,
        )  # fmt: skip
        concerns = [_concern(withdrawal, partner, some, now) for partner, some in sorted(losses.items())]
        Concern.objects.bulk_create(concerns)
        demands = [one for concern in concerns for one in _demands(taken, concern, now)]
        Demand.objects.bulk_create(demands, batch_size=_BATCH)
        for concern in concerns:
            _add_items(concern, losses[concern.partner_id])
        acts = [_told(withdrawal, concern, losses[concern.partner_id], demands) for concern in concerns]
        if not withdrawal.test:
            acts.append(_filed(withdrawal, losses))
        record_many(acts, actor=None, batch=uuid7(), at=now)
    return concerns


def positions(concerns: Collection[Concern]) -> None:
    """Move these rows to the end of their partners' feeds. Last in a transaction: it holds the feeds until the commit.

    So a feed's positions are given in the order of the commits, and who reads on from one misses none.
    """
    if concerns:
        with connection.cursor() as cursor:
            cursor.execute(_POSITIONS, {"ids": [concern.pk for concern in concerns]})


def holders_of(concerns: Collection[Concern]) -> frozenset[int]:
    """The teams whose yes the assets of these rows need, and whose press it was: they may read what becomes of it."""
    pairs: dict[str, set[UUID]] = {}
    rows = Concern.objects.filter(pk__in=[one.pk for one in concerns], withdrawal__test=False)
    for use, asset in rows.values_list("items__use", "items__asset_id").distinct():
        pairs.setdefault(use, set()).add(asset)
    teams = {one.withdrawal.team_id for one in rows.select_related("withdrawal") if one.withdrawal.team_id}
    for use, assets in pairs.items():
        teams.update(*standing.holders(assets, [use]).values())
    return frozenset(teams)


def about(concern: Concern, demands: Collection[Demand]) -> dict[str, Any]:
    """What a partner is told, in the journal and by its webhook: ids, counts and dates, no names."""
    return {
        "withdrawal": str(concern.pk),
        "uses": concern.uses,
        "count": concern.assets,
        "asked": [
            {"what": one.what, "due_at": one.due_at.isoformat(), "until": one.until.isoformat() if one.until else None}
            for one in demands
            if one.concern_id == concern.pk and one.state in states.WAITING
        ],
    }


def _concern(withdrawal: Withdrawal, partner: int, some: Sequence[Loss], now: datetime) -> Concern:
    return Concern(
        withdrawal=withdrawal, partner_id=partner, uses=sorted({loss.use for loss in some}), filed_at=now,
        assets=len({asset for loss in some for asset in loss.assets}),
    )  # fmt: skip


def _demands(taken: Taken, concern: Concern, now: datetime) -> list[Demand]:
    asked: dict[What, datetime | None] = {What.STOP_NEW: None, **taken.more}
    if "train" in concern.uses and not taken.resumes:
        asked[What.EXCLUDE] = None
    return [
        Demand(
            concern=concern, what=what, asked_at=now, until=date if what is What.SUNSET else None,
            due_at=max(states.due_at(what, at=now, date=date), now + timedelta(hours=1)),
        )
        for what, date in asked.items()
    ]  # fmt: skip


def _add_items(concern: Concern, some: Sequence[Loss]) -> None:
    with connection.cursor() as cursor:
        for loss in some:
            cursor.execute(_ITEMS, [concern.pk, loss.use, json.dumps(loss.lost), loss.assets])


def _told(withdrawal: Withdrawal, concern: Concern, some: Sequence[Loss], demands: Sequence[Demand]) -> Act:
    named = sorted({str(asset) for loss in some for asset in loss.assets})[:_NAMED]
    data = about(concern, demands) | {"assets": named, "test": withdrawal.test}
    return Act(
        entries.CREATED, "withdrawal", str(concern.pk), data, frozenset({concern.partner_id}),
        team_id=concern.partner_id,
    )  # fmt: skip


def _filed(withdrawal: Withdrawal, losses: Mapping[int, Sequence[Loss]]) -> Act:
    teams = {withdrawal.team_id} if withdrawal.team_id else set()
    for use in withdrawal.uses:
        assets = {asset for some in losses.values() for loss in some if loss.use == use for asset in loss.assets}
        teams.update(*standing.holders(assets, [use]).values())
    data = {"uses": withdrawal.uses, "partners": len(losses), "origin": withdrawal.origin}
    return Act(
        entries.FILED, "withdrawal", str(withdrawal.pk), data, frozenset(teams), team_id=withdrawal.team_id
    )  # fmt: skip


def source_of(demand: Demand) -> str:
    """What stops a partner's permits while this is overdue in public."""
    return f"withdrawal:{demand.concern_id}:{demand.what}"
