"""Sums that no single use earned: posted when they fall due, each once, and divided over works by their rule.

`post_due` works out anew what is due, so it may stop anywhere and run as often as one likes; `settle` records what a
partner pays for the past. Every sum is one transaction under the ledger's lock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max, Min, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from artists.access import Actor
from artists.journal.record import Act, record
from consent.earnings import entries, ledger, posting
from consent.earnings import pools_statements as statements
from consent.earnings.models import Concerned, LicenceYear, Pool
from consent.earnings.pools_due import DueSum, Posted, Run, Year, checks, lump_sums, years
from consent.earnings.states import Kind, Rule
from consent.licences.models import Cover, Licence, Version
from consent.usage.models import Tally
from consent.uses import USES

_LUMPS = frozenset({Kind.FLAT, Kind.ADVANCE})


@dataclass(frozen=True)
class Over:
    """What a sum divides over: all that `version` covers, or these `works`; `licensors` hold the sides that share.

    Without licensors everybody who holds something in a work shares: nobody licensed it.
    """

    version: Version | None = None
    licensors: tuple[int, ...] = ()
    works: tuple[UUID, ...] = ()


def post_due(today: date | None = None, *, licences: Sequence[int] | None = None) -> int:
    """Post what has fallen due by this day (UTC): of all licences, or of these. How many sums were posted.

    A sum whose licence covers no work yet waits: it is due again tomorrow.
    """
    day = today or timezone.now().astimezone(UTC).date()
    some = Licence.objects.filter(in_force__isnull=False).select_related("partner").order_by("pk")
    if licences is not None:
        some = some.filter(pk__in=licences)
    return sum(_post_licence(licence, day) for licence in some)


def runs_of(licence: Licence) -> list[Run]:
    """The versions that are or were in force, in order, and their days; those that never began are left out."""
    covered = Cover.objects.filter(licence=licence).values("version").annotate(at=Min("starts_at"), to=Max("ends_at"))
    days = {one["version"]: (one["at"], one["to"]) for one in covered}
    found = []
    for version in licence.versions.filter(pk__in=days).prefetch_related("rates").order_by("number"):
        starts, ends = days[version.pk]
        if starts < ends:
            last = (ends - timedelta(microseconds=1)).astimezone(UTC).date()
            rates = {(rate.use, rate.basis): rate.pk for rate in version.rates.all()}
            found.append(Run(version.pk, version.agreed, starts.astimezone(UTC).date(), last, rates))
    return found


def _post_licence(licence: Licence, today: date) -> int:
    runs = runs_of(licence)
    if not any(run.terms.pools for run in runs):
        return 0
    posted = sum(_post(licence, due) for due in _due_now(licence, runs, today))
    return posted + _post_minimums(licence, runs, today)


def _due_now(licence: Licence, runs: Sequence[Run], today: date) -> list[DueSum]:
    due = list(lump_sums(runs, _posted(licence), today=today))
    for run in runs:
        if any(one.basis == "per_1000_checks" for one in run.terms.rates):
            due += checks(run, _checks_of(licence.partner_id, run.version, since=run.first), today=today)
    return due


def _posted(licence: Licence) -> list[Posted]:
    some = Pool.objects.filter(version__licence=licence)
    return [
        Posted(one.version_id or 0, Kind(one.kind), one.rate_id, one.use, one.currency, one.first, one.amount)
        for one in some
    ]


def _post(licence: Licence, due: DueSum) -> bool:
    """Post one sum, unless it is posted by now, or there is no work it could divide over."""
    with transaction.atomic():
        ledger.lock()
        return _put_due(licence, due)


def _put_due(licence: Licence, due: DueSum) -> bool:
    if Pool.objects.filter(version=due.version, kind=due.kind, rate=due.rate, first=due.first).exists():
        return False
    version = Version.objects.get(pk=due.version)
    pool = Pool(
        kind=due.kind, rule=due.rule, partner=licence.partner, version=version, rate_id=due.rate, use=due.use,
        first=due.first, last=due.last, amount=due.amount, currency=due.currency, title=licence.title,
    )  # fmt: skip
    return put(pool, Over(version, licensors_of(version)), day=due.day, actor=None) is not None


def put(pool: Pool, over: Over, *, day: date, actor: Actor | None) -> Pool | None:
    """Save a sum and divide it by its rule, by the splits of `day`; None where there is no work.

    Runs inside a transaction that holds the ledger's lock. Where nothing was reported, it divides equally and says so.
    """
    now = timezone.now()
    with connection.cursor() as cursor:
        for statement in statements.TABLES.split(";"):
            cursor.execute(statement)
        with posting.by_keys(cursor):
            pool.rule = _weigh(cursor, pool, over)
        cursor.execute("SELECT FROM pools_weighed LIMIT 1")
        if not cursor.rowcount:
            return None
        cursor.execute("ANALYZE pools_weighed")
        pool.month = ledger.booked(day, opens=ledger.first_open())
        pool.posted_at, pool.posted_by_id = now, actor.person_id if actor else None
        pool.save(force_insert=True)
        posting.begin(cursor)
        with posting.by_keys(cursor):
            cursor.execute(statements.STAGE, _values(pool, over, day))
        posting.post(cursor, pooled=True)
        with posting.by_keys(cursor):
            cursor.execute(statements.CONCERNED, {"pool": pool.pk})
    _tell(pool, actor, now)
    return pool


def _weigh(cursor: Any, pool: Pool, over: Over) -> Rule:
    """Fill `pools_weighed`; the rule that was followed. A lump sum comes before there is anything to go by."""
    if pool.rule == Rule.ATTRIBUTION and Kind(pool.kind) not in _LUMPS:
        uses = [pool.use] if pool.use else list(over.version.agreed.uses if over.version else USES)
        cursor.execute(
            statements.REPORTED,
            {
                "licence": over.version.licence_id if over.version else None, "partner": pool.partner_id,
                "works": list(over.works), "uses": uses, "first": pool.first, "last": pool.last,
            },
        )  # fmt: skip
        if cursor.rowcount:
            return Rule.ATTRIBUTION
    if over.version:
        cursor.execute(statements.COVERED, _named(over, pool.use))
    else:
        cursor.execute(statements.NAMED, {"works": list(over.works)})
    return Rule.EQUAL


def _named(over: Over, use: str) -> Mapping[str, Any]:
    assert over.version is not None
    terms = over.version.agreed
    listed = terms.catalogue
    kinds = {kind for code in ([use] if use else terms.uses) for kind in USES[code].subjects}
    return {
        "licensors": list(over.licensors), "kinds": sorted(kinds), "scope": listed.scope.value,
        "artists": list(listed.artists), "assets": list(listed.assets),
        "without_artists": list(listed.without_artists), "without_assets": list(listed.without_assets),
    }  # fmt: skip


def _values(pool: Pool, over: Over, day: date) -> Mapping[str, Any]:
    return {
        "pool": pool.pk, "rate": pool.rate_id, "version": pool.version_id, "partner": pool.partner_id, "use": pool.use,
        "day": day, "month": pool.month, "amount": pool.amount, "currency": pool.currency, "kind": pool.kind,
        "licensors": list(over.licensors), "everybody": not over.licensors,
    }  # fmt: skip


def licensors_of(version: Version) -> tuple[int, ...]:
    """The teams whose yes is in a version that counts, or did."""
    some = Cover.objects.filter(version=version)
    return tuple(some.order_by("team_id").values_list("team_id", flat=True).distinct())


def _tell(pool: Pool, actor: Actor | None, now: datetime) -> None:
    teams = frozenset(Concerned.objects.filter(pool=pool).values_list("team_id", flat=True)) | {pool.partner_id}
    data = {
        "pool": pool.pk, "kind": pool.kind, "rule": pool.rule, "amount": f"{pool.amount:f}", "currency": pool.currency,
        "title": pool.title,
    }  # fmt: skip
    record(Act(entries.POOLED, "pool", str(pool.pk), data, teams, team_id=pool.partner_id), actor=actor, at=now)


def _post_minimums(licence: Licence, runs: Sequence[Run], today: date) -> int:
    """Count every year that is not final; of those whose reports are in, post what is missing."""
    done = set(LicenceYear.objects.filter(licence=licence, final=True).values_list("currency", "first"))
    some = [year for year in years(runs, today=today) if (year.currency, year.first) not in done]
    return sum(_count(licence, year, over=today >= year.due_on) for year in some)


def _count(licence: Licence, year: Year, *, over: bool) -> bool:
    """Note what a year has come to; once it is over, post what is missing. One that waits for a work is not final."""
    with transaction.atomic():
        if over:
            ledger.lock()
        came_to = _came_to(licence, year)
        due = year.due(came_to)
        posted = over and due.amount > 0 and _put_due(licence, due)
        settled = not due.amount or Pool.objects.filter(version=due.version, kind=due.kind, first=due.first).exists()
        LicenceYear.objects.update_or_create(
            licence=licence, currency=year.currency, first=year.first,
            defaults={
                "last": year.last, "promised": year.promised, "came_to": came_to, "final": over and settled,
                "counted_at": timezone.now(),
            },
        )  # fmt: skip
    return posted


def _came_to(licence: Licence, year: Year) -> Decimal:
    with connection.cursor() as cursor:
        cursor.execute(
            statements.CAME_TO,
            {
                "licence": licence.pk, "partner": licence.partner_id, "currency": year.currency, "first": year.first,
                "last": year.last,
            },
        )  # fmt: skip
        found: Decimal = cursor.fetchone()[0]
    return found


def _checks_of(partner_id: int, version: int, *, since: date) -> dict[tuple[date, str], int]:
    """How many checks a version answered yes, by first of the month and use. Test clients cost nothing."""
    counted = Tally.objects.filter(partner_id=partner_id, version=version, test=False, day__gte=since)
    by_month = counted.annotate(month=TruncMonth("day")).order_by().values_list("month", "use")
    return {(month, use): count for month, use, count in by_month.annotate(count=Sum("count"))}
