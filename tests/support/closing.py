"""Months to close, and what closing them must come to: worked out once more from the earnings alone, in fractions."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import trunc

from django.db import connection, transaction
from django.utils import timezone

from artists.catalog.models import Asset
from artists.teams.models import Team
from consent.earnings import closing, ledger, posting
from consent.earnings.coins import places
from consent.earnings.models import Earning, Hold, Pool, Recoupment, Release, Statement
from consent.earnings.states import Kind, Rule
from consent.licences.models import Licence
from consent.splits.models import Dispute
from consent.splits.states import Outcome

Key = tuple[int, str]


def this_month() -> date:
    """The first day of the month that runs."""
    return ledger.month_of(timezone.now().date())


def after(month: date) -> datetime:
    """A moment at which the month may be closed."""
    return datetime.combine(ledger.month_after(month).replace(day=12), datetime.min.time(), UTC)


def close(month: date) -> list[Statement]:
    """Close a month on the twelfth of the next: its statements."""
    closing.close(month, actor=None, now=after(month))
    return list(Statement.objects.filter(month_id=month).order_by("team_id", "currency"))


def pooled(
    under: Licence, asset: Asset, amount: str, kind: Kind = Kind.ADVANCE, *, on: date | None = None,
    currency: str = "EUR", side: str = "recording",
) -> Pool:  # fmt: skip
    """A sum of a licence that goes to one work: posted as `pools` does it."""
    day = on or timezone.now().date()
    month = max(ledger.month_of(day), ledger.first_open())
    pool = Pool.objects.create(
        kind=kind, rule=Rule.EQUAL, partner=under.partner, version=under.in_force, rate=None,
        first=day - timedelta(days=Pool.objects.count()), last=day, amount=Decimal(amount), currency=currency,
        title=kind.capitalize(), month=month, posted_at=timezone.now(),
    )  # fmt: skip
    values = [
        pool.pk, under.in_force_id, under.partner_id, asset.pk, asset.pk, side, day, month, amount, amount, currency,
        kind,
    ]  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        ledger.lock()
        posting.begin(cursor)
        cursor.execute(_STAGE, values)
        posting.post(cursor)
    return pool


_STAGE = """
INSERT INTO earnings_staged
SELECT nextval('earnings_charge_id_seq'), NULL, %s::bigint, NULL, %s::bigint, %s::bigint, %s::uuid, %s::uuid, %s::text,
       '', '', %s::date, %s::date, 1, %s::numeric, %s::numeric, %s::text, NULL, %s::text, 0
"""


def disputed(asset: Asset, against: Team, by: Team, points: int, *, side: str = "recording") -> Dispute:
    """A dispute, open from now."""
    now = timezone.now()
    return Dispute.objects.create(
        asset=asset, side=side, against=against, raised_for=by, basis_points=points, reason="Mine.", raised_at=now,
        until=now.date() + timedelta(days=90),
    )  # fmt: skip


def ended(dispute: Dispute) -> None:
    """The dispute is over."""
    Dispute.objects.filter(pk=dispute.pk).update(ended_at=timezone.now(), outcome=Outcome.WITHDRAWN)


def micro(exact: Fraction) -> Fraction:
    """Cut to a micro, towards zero."""
    return Fraction(trunc(exact * 1_000_000), 1_000_000)


def expected(month: date) -> dict[Key, dict[str, Fraction]]:
    """What a month's statements must say, from the earnings and disputes alone. Ask before it is closed."""
    at = after(month)
    sums: dict[Key, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    parts: dict[tuple[object, ...], Fraction] = defaultdict(Fraction)
    recoups: dict[tuple[int, str, int], Fraction] = defaultdict(Fraction)
    advances: dict[tuple[int, str, int], Fraction] = defaultdict(Fraction)
    for one in _earnings(month):
        key, kind = (one.team_id, one.charge.currency), one.charge.pool.kind if one.charge.pool else ""
        licence = one.charge.version.licence_id if one.charge.version else 0
        if kind == Kind.ADVANCE:
            advances[*key, licence] += Fraction(one.amount)
        if one.month != month:
            continue
        sums[key]["earned"] += Fraction(one.amount)
        if kind not in (Kind.ADVANCE, Kind.FLAT, Kind.SETTLEMENT):
            recoups[*key, licence] += Fraction(one.amount)
        version = one.charge.version_id
        parts[
            *key, licence, version, kind, one.charge.work_id, one.charge.side, one.split_id, one.basis_points
        ] += Fraction(one.amount)

    def held(key: Key, licence: int, kind: str, amount: Fraction, *, what: str, now: bool = True) -> None:
        if now:
            sums[key][what] += amount
        sign = -1 if what == "held" else 1
        if kind == Kind.ADVANCE:
            advances[*key, licence] += sign * amount
        elif now and kind not in (Kind.FLAT, Kind.SETTLEMENT):
            recoups[*key, licence] += sign * amount

    for (team, currency, licence, _, kind, work, side, _, points), amount in parts.items():
        before = 0
        for dispute in Dispute.objects.filter(asset_id=work, side=side, against_id=team).order_by("pk"):
            if dispute.ended_at is None or dispute.ended_at >= at:
                upto = min(before + dispute.basis_points, points)
                some = micro(amount * upto / points) - micro(amount * min(before, points) / points)
                held((team, currency), licence, kind, some, what="held")
                before += dispute.basis_points
    for hold in Hold.objects.filter(month_id__lt=month).select_related("version", "dispute"):
        key, licence = (hold.team_id, hold.currency), hold.version.licence_id if hold.version else 0
        held(key, licence, hold.kind, Fraction(hold.amount), what="held", now=False)
        over = hold.dispute.ended_at is not None and hold.dispute.ended_at < at
        earlier = Release.objects.filter(hold=hold, month_id__lt=month).exists()
        if over:
            held(key, licence, hold.kind, Fraction(hold.amount), what="released", now=not earlier)
    for (team, currency, licence), advanced in advances.items():
        rows = Recoupment.objects.filter(team_id=team, currency=currency, licence_id=licence, month_id__lt=month)
        so_far = sum((Fraction(row.amount) for row in rows), Fraction(0))
        total = min(max(so_far + recoups[team, currency, licence], Fraction(0)), max(advanced, Fraction(0)))
        if total != so_far:
            sums[team, currency]["recouped"] += total - so_far
    for (team, currency), one_of in sums.items():
        before_it = Statement.objects.filter(team_id=team, currency=currency, month_id__lt=month).first()
        carried = Fraction(before_it.carried_out) if before_it else Fraction(0)
        due = one_of["earned"] + one_of["released"] - one_of["held"] - one_of["recouped"] + carried
        coin = 10 ** places(currency)
        paid = Fraction(trunc(due * coin), coin) if due > 0 else Fraction(0)
        one_of.update(carried_in=carried, payable=paid, carried_out=due - paid)
    return sums


def _earnings(month: date) -> list[Earning]:
    found = Earning.objects.filter(month__lte=month).select_related("charge__pool", "charge__version")
    return list(found)


def said(statements: list[Statement]) -> dict[Key, dict[str, Fraction]]:
    """What statements say, to compare with `expected`."""
    names = ("earned", "held", "released", "recouped", "carried_in", "payable", "carried_out")
    return {
        (one.team_id, one.currency): {name: Fraction(getattr(one, name)) for name in names} for one in statements
    }
