"""What nobody reported: checks, permits and outputs of a period that is over, held against what the partner said of it.

An alarm accuses nobody: a permit may go unused. It says what does not fit together, and goes away by itself once the
partner has reported or, for silence, has said that there was nothing.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone

from consent.reports.models import Finding

LOOKS_BACK = timedelta(days=400)
_LOOKING = 7_431_303  # of the advisory lock under which it looks: a number nobody else takes

# Each licence's period that is over, and each of its uses: what was allowed and made then, and what was said of it.
_COUNTED = """
WITH period AS (
    SELECT d.id, d.licence_id, l.partner_id, d.first, d.last, d.first::timestamp AT TIME ZONE 'UTC' AS starts_at,
           d.ends_at, d.state, u.use,
           ARRAY(SELECT v.id FROM licences_version v WHERE v.licence_id = d.licence_id) AS versions
      FROM reports_due d
      JOIN licences_licence l ON l.id = d.licence_id
      JOIN licences_version n ON n.id = l.in_force_id
     CROSS JOIN LATERAL jsonb_array_elements_text(n.terms -> 'uses') AS u (use)
     WHERE d.ends_at <= %(now)s AND d.ends_at > %(since)s
)
SELECT p.id, p.use, p.state = 'filed', permits.given, permits.unreported, coalesce(checks.allowed, 0),
       outputs.made, outputs.unreported, least(coalesce(said.quantity, 0), 1e15)
  FROM period p
 CROSS JOIN LATERAL (
       SELECT count(*) AS given, count(*) FILTER (WHERE NOT EXISTS (
                  SELECT FROM reports_line x LEFT JOIN reports_line b ON b.reverses_id = x.id
                   WHERE x.permit_id = t.id AND x.reverses_id IS NULL AND b.id IS NULL)) AS unreported
         FROM decisions_permit t
        WHERE t.partner_id = p.partner_id AND NOT t.test AND t.use = p.use AND t.versions && p.versions
          AND t.issued_at >= p.starts_at AND t.issued_at < p.ends_at) permits
 CROSS JOIN LATERAL (
       SELECT sum(t.count) AS allowed FROM usage_tally t
        WHERE t.partner_id = p.partner_id AND NOT t.test AND t.use = p.use AND t.answer = 'allow'
          AND t.version = ANY (p.versions) AND t.day BETWEEN p.first AND p.last) checks
 CROSS JOIN LATERAL (
       SELECT count(*) AS made, count(*) FILTER (WHERE NOT EXISTS (
                  SELECT FROM reports_line x LEFT JOIN reports_line b ON b.reverses_id = x.id
                   WHERE x.asset_id = w.asset_id AND x.use = w.use AND x.partner_id = o.partner_id AND NOT x.test
                     AND o.reference = ANY (x.outputs) AND x.reverses_id IS NULL AND b.id IS NULL)) AS unreported
         FROM reports_output o JOIN reports_part w ON w.output_id = o.id
        WHERE o.partner_id = p.partner_id AND NOT o.test AND w.use = p.use AND w.version_id = ANY (p.versions)
          AND o.made_at >= p.starts_at AND o.made_at < p.ends_at) outputs
 CROSS JOIN LATERAL (
       SELECT sum(t.quantity) AS quantity FROM reports_daytotal t
        WHERE t.licence_id = p.licence_id AND t.use = p.use AND t.day BETWEEN p.first AND p.last) said
"""

_KEEP = """
INSERT INTO reports_finding (due_id, use, kind, found, unreported, reported, found_at)
SELECT *, %(now)s FROM unnest(%(dues)s::bigint[], %(uses)s::text[], %(kinds)s::text[], %(found)s::bigint[],
                              %(unreported)s::bigint[], %(reported)s::numeric[])
    ON CONFLICT (due_id, use, kind) DO UPDATE
   SET found = excluded.found, unreported = excluded.unreported, reported = excluded.reported, resolved_at = NULL,
       found_at = CASE WHEN reports_finding.resolved_at IS NULL THEN reports_finding.found_at ELSE excluded.found_at END
"""


@dataclass(frozen=True)
class Counts:
    """What was allowed and made for one use in one period, and what was said of it. `filed`: said to be complete."""

    filed: bool
    permits: int = 0
    permits_unreported: int = 0
    checks: int = 0
    outputs: int = 0
    outputs_unreported: int = 0
    reported: Decimal = Decimal(0)


def judge(one: Counts) -> tuple[str, int, int] | None:
    """What does not fit together, the weightiest first: its kind, how many there were, how many nobody reported.

    A permit whose use was reported under the licence is reported: so as many permits are forgiven as uses were said.
    """
    if one.outputs_unreported:
        return Finding.Kind.OUTPUTS, one.outputs, one.outputs_unreported
    if one.permits_unreported and one.reported < one.permits:
        return Finding.Kind.PERMITS, one.permits, one.permits_unreported
    if one.reported > 0 or one.permits:
        return None
    if one.checks:
        return Finding.Kind.CHECKS, one.checks, one.checks
    return None if one.filed else (Finding.Kind.SILENCE, 0, 0)


def look(*, now: datetime | None = None) -> int:
    """Hold everything that is over against what was said of it; keep what is found, resolve what is not any more.

    How many findings are open. A handful of statements, however many licences there are.
    """
    moment = now or timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        # One look at a time: two would resolve what the other has just found.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOOKING])
        cursor.execute(_COUNTED, {"now": moment, "since": moment - LOOKS_BACK})
        found = list(_found(cursor.fetchall()))
        open_ones = {
            (due, use, kind): pk
            for pk, due, use, kind in Finding.objects.filter(resolved_at=None).values_list("pk", "due", "use", "kind")
        }
        if found:
            names = ("dues", "uses", "kinds", "found", "unreported", "reported")
            columns = dict(zip(names, map(list, zip(*found, strict=True)), strict=True))
            cursor.execute(_KEEP, {**columns, "now": moment})
        still = {(due, use, kind) for due, use, kind, *_ in found}
        gone = [pk for key, pk in open_ones.items() if key not in still]
        Finding.objects.filter(pk__in=gone).update(resolved_at=moment)
    return len(found)


def _found(
    rows: Iterable[tuple[int, str, bool, int, int, int, int, int, Decimal]],
) -> Iterable[tuple[int, str, str, int, int, Decimal]]:
    silent: dict[int, list[tuple[int, str, str, int, int, Decimal]]] = defaultdict(list)
    heard: set[int] = set()
    for due, use, filed, permits, unreported, checks, outputs, unregistered, reported in rows:
        counts = Counts(filed, permits, unreported, checks, outputs, unregistered, reported)
        what = judge(counts)
        if what is None or what[0] != Finding.Kind.SILENCE:
            heard.add(due)
        if what is None:
            continue
        row = (due, use, str(what[0]), what[1], what[2], counts.reported)
        if what[0] == Finding.Kind.SILENCE:
            silent[due].append(row)
        else:
            yield row
    # A licence of four uses of which one is used is not silent; one of which nothing was heard is so once.
    for due, some in silent.items():
        if due not in heard:
            yield (due, "", *some[0][2:])
