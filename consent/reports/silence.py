"""What the alarm has found, for who may see it: the partner all of its own; a holder over what it holds alone."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from artists.access import Actor, Permission, TeamKind
from consent.licences.models import Party
from consent.reports import credits
from consent.reports.models import Finding
from consent.uses import USES, Use

MOST = 200
_SHOWN = 10

# For each finding and asset: how many permits or outputs nobody reported; for holders of what they hold alone.
_ASSETS = """
SELECT f.id, t.asset_id, count(*)
  FROM reports_finding f JOIN reports_due d ON d.id = f.due_id JOIN licences_licence l ON l.id = d.licence_id
  JOIN decisions_permit t ON t.partner_id = l.partner_id AND NOT t.test AND t.use = f.use
   AND t.issued_at >= d.first::timestamp AT TIME ZONE 'UTC' AND t.issued_at < d.ends_at
   AND t.versions && ARRAY(SELECT v.id FROM licences_version v WHERE v.licence_id = d.licence_id)
 WHERE f.id = ANY (%(findings)s::bigint[]) AND f.kind = 'permits'
   AND NOT EXISTS (SELECT FROM reports_line x LEFT JOIN reports_line b ON b.reverses_id = x.id
                    WHERE x.permit_id = t.id AND x.reverses_id IS NULL AND b.id IS NULL)
   AND (%(team)s::bigint IS NULL OR t.asset_id IN (
        SELECT h.asset_id FROM catalog_holding h WHERE h.team_id = %(team)s
         UNION
        SELECT e.recording_id FROM catalog_holding h JOIN catalog_embodiment e ON e.composition_id = h.asset_id
         WHERE h.team_id = %(team)s))
 GROUP BY f.id, t.asset_id
 UNION ALL
SELECT f.id, w.asset_id, count(*)
  FROM reports_finding f JOIN reports_due d ON d.id = f.due_id JOIN licences_licence l ON l.id = d.licence_id
  JOIN reports_output o ON o.partner_id = l.partner_id AND NOT o.test
   AND o.made_at >= d.first::timestamp AT TIME ZONE 'UTC' AND o.made_at < d.ends_at
  JOIN reports_part w ON w.output_id = o.id AND w.use = f.use
   AND w.version_id = ANY (ARRAY(SELECT v.id FROM licences_version v WHERE v.licence_id = d.licence_id))
 WHERE f.id = ANY (%(findings)s::bigint[]) AND f.kind = 'outputs'
   AND NOT EXISTS (SELECT FROM reports_line x LEFT JOIN reports_line b ON b.reverses_id = x.id
                    WHERE x.asset_id = w.asset_id AND x.use = w.use AND x.partner_id = o.partner_id AND NOT x.test
                      AND o.reference = ANY (x.outputs) AND x.reverses_id IS NULL AND b.id IS NULL)
   AND (%(team)s::bigint IS NULL OR w.asset_id IN (
        SELECT h.asset_id FROM catalog_holding h WHERE h.team_id = %(team)s
         UNION
        SELECT e.recording_id FROM catalog_holding h JOIN catalog_embodiment e ON e.composition_id = h.asset_id
         WHERE h.team_id = %(team)s))
 GROUP BY f.id, w.asset_id
 ORDER BY 3 DESC, 2
"""


@dataclass(frozen=True)
class Unreported:
    """An asset of a finding, and how many of its permits or outputs nobody reported."""

    asset_id: UUID
    title: str
    artist: str
    count: int


@dataclass(frozen=True)
class Found:
    """Something that does not fit together, in a sentence. `assets` are the first ten, `more` how many others."""

    pk: int
    licence_id: int
    licence: str
    partner: str
    use: Use | None
    first: date
    last: date
    since: datetime
    sentence: str
    assets: tuple[Unreported, ...]
    more: int


def findings(actor: Actor, *, now: datetime | None = None) -> list[Found]:
    """What is open, newest first. A holder sees it once the report is overdue, and counts over what it holds alone;
    what nothing was held of, only a side of the licence does. Five queries at most."""
    if not actor.has(Permission.VIEW):
        return []
    moment = now or timezone.now()
    every = Finding.objects.filter(resolved_at=None).select_related("due__licence__partner")
    if actor.team_kind is TeamKind.PARTNER:
        some = list(every.filter(due__licence__partner_id=actor.team_id).order_by("-due__last", "pk")[:MOST])
        return _told(some, _assets(some, None), ours=True)
    if not actor.team_kind.holds_rights:
        return []
    mine = Party.objects.filter(team_id=actor.team_id).values("licence") if actor.role else Party.objects.none()
    counted = list(every.filter(due__due_at__lte=moment, kind__in=["permits", "outputs"]).order_by("-due__last", "pk"))
    assets = _assets(counted, actor.team_id)
    quiet = list(
        every.filter(due__due_at__lte=moment, kind__in=["checks", "silence"], due__licence__in=mine.values("licence"))
        .order_by("-due__last", "pk")[:MOST]
    )  # fmt: skip
    some = sorted(
        [*(one for one in counted if one.pk in assets), *quiet], key=lambda one: (-one.due.last.toordinal(), one.pk)
    )
    return _told(some[:MOST], assets, ours=False)


def _assets(some: Sequence[Finding], team: int | None) -> dict[int, list[tuple[UUID, int]]]:
    numbers = [one.pk for one in some if one.kind in ("permits", "outputs")]
    found: dict[int, list[tuple[UUID, int]]] = defaultdict(list)
    if numbers:
        with connection.cursor() as cursor:
            cursor.execute(_ASSETS, {"findings": numbers, "team": team})
            for pk, asset, count in cursor.fetchall():
                found[pk].append((asset, count))
    return found


def _told(some: Iterable[Finding], assets: dict[int, list[tuple[UUID, int]]], *, ours: bool) -> list[Found]:
    every = list(some)
    names = credits.named({asset for one in every for asset, _ in assets.get(one.pk, ())[:_SHOWN]})
    told = []
    for one in every:
        counted, due = assets.get(one.pk, []), one.due
        shown = tuple(
            Unreported(asset, names[asset].title, names[asset].artist, count)
            for asset, count in counted[:_SHOWN] if asset in names
        )  # fmt: skip
        told.append(
            Found(
                one.pk, due.licence_id, due.licence.reference, due.licence.partner.name, USES.get(one.use), due.first,
                due.last, one.found_at, _sentence(one, sum(count for _, count in counted), ours=ours), shown,
                len(counted) - len(shown),
            )
        )  # fmt: skip
    return told


def _sentence(one: Finding, counted: int, *, ours: bool) -> str:
    use = USES[one.use].short if one.use in USES else "any use"
    if one.kind == Finding.Kind.PERMITS:
        if ours or counted == one.unreported:
            return (
                f"{_many(one.found, 'permit was', 'permits were')} given for {use}, {one.unreported:,} of them "
                f"{'is' if one.unreported == 1 else 'are'} not reported."
            )
        return f"{_many(counted, 'permit', 'permits')} for {use} on what you hold: not reported."
    if one.kind == Finding.Kind.OUTPUTS:
        return f"{_many(counted, 'output was', 'outputs were')} published for {use} and never reported."
    if one.kind == Finding.Kind.CHECKS:
        number = f"{one.found:,} checks" if ours else "Checks"
        return f"{number} for {use} were allowed, and nothing is reported."
    return "No check and no report."


def _many(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
