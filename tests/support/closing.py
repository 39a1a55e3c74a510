"""Months to close, and what closing them must come to: worked out once more from the earnings alone, in fractions."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import trunc
from typing import Any

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
SUMS = ("earned", "held", "released", "recouped", "carried_in", "payable", "carried_out")
APART = frozenset({Kind.ADVANCE, Kind.FLAT, Kind.SETTLEMENT})  # pay back no advance


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


class Oracle:
    """What a month's statements must say, from the earnings and disputes alone. Ask before it is closed."""

    def __init__(self, month: date) -> None:
        self.month, self.at = month, after(month)
        self.sums: dict[Key, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
        self.parts: dict[tuple[Any, ...], Fraction] = defaultdict(Fraction)
        self.counted: dict[tuple[int, str, int], Fraction] = defaultdict(Fraction)
        self.advanced: dict[tuple[int, str, int], Fraction] = defaultdict(Fraction)
        for step in (self._earn, self._hold, self._earlier, self._recoup, self._round):
            step()

    def _earn(self) -> None:
        for one in Earning.objects.filter(month__lte=self.month).select_related("charge__pool", "charge__version"):
            charge, amount = one.charge, Fraction(one.amount)
            kind, licence = charge.pool.kind if charge.pool else "", charge.version.licence_id if charge.version else 0
            if kind == Kind.ADVANCE:
                self.advanced[one.team_id, charge.currency, licence] += amount
            if one.month == self.month:
                self.sums[one.team_id, charge.currency]["earned"] += amount
                if kind not in APART:
                    self.counted[one.team_id, charge.currency, licence] += amount
                part = (charge.version_id, kind, charge.work_id, charge.side, one.split_id, one.basis_points)
                self.parts[one.team_id, charge.currency, licence, *part] += amount

    def _hold(self) -> None:
        for (team, currency, licence, _, kind, work, side, _, points), amount in self.parts.items():
            before = 0
            for dispute in Dispute.objects.filter(asset_id=work, side=side, against_id=team).order_by("pk"):
                if dispute.ended_at is None or dispute.ended_at >= self.at:
                    upto = min(before + dispute.basis_points, points)
                    held = micro(amount * upto / points) - micro(amount * min(before, points) / points)
                    self.sums[team, currency]["held"] += held
                    self._move(team, currency, licence, kind, -held, now=True)
                    before += dispute.basis_points

    def _earlier(self) -> None:
        for hold in Hold.objects.filter(month_id__lt=self.month).select_related("version", "dispute"):
            key, amount = (hold.team_id, hold.currency), Fraction(hold.amount)
            licence = hold.version.licence_id if hold.version else 0
            self._move(*key, licence, hold.kind, -amount, now=False)
            if hold.dispute.ended_at is not None and hold.dispute.ended_at < self.at:
                now = not Release.objects.filter(hold=hold, month_id__lt=self.month).exists()
                self._move(*key, licence, hold.kind, amount, now=now)
                if now:
                    self.sums[key]["released"] += amount

    def _move(self, team: int, currency: str, licence: int, kind: str, amount: Fraction, *, now: bool) -> None:
        if kind == Kind.ADVANCE:
            self.advanced[team, currency, licence] += amount
        elif now and kind not in APART:
            self.counted[team, currency, licence] += amount

    def _recoup(self) -> None:
        for (team, currency, licence), advanced in self.advanced.items():
            rows = Recoupment.objects.filter(team_id=team, currency=currency, licence_id=licence)
            so_far = sum((Fraction(row.amount) for row in rows.filter(month_id__lt=self.month)), Fraction(0))
            total = min(max(so_far + self.counted[team, currency, licence], Fraction(0)), max(advanced, Fraction(0)))
            if total != so_far:
                self.sums[team, currency]["recouped"] += total - so_far

    def _round(self) -> None:
        for (team, currency), sums in self.sums.items():
            before = Statement.objects.filter(team_id=team, currency=currency, month_id__lt=self.month).first()
            carried = Fraction(before.carried_out) if before else Fraction(0)
            due = sums["earned"] + sums["released"] - sums["held"] - sums["recouped"] + carried
            coin = 10 ** places(currency)
            paid = Fraction(trunc(due * coin), coin) if due > 0 else Fraction(0)
            sums.update(carried_in=carried, payable=paid, carried_out=due - paid)


def expected(month: date) -> dict[Key, dict[str, Fraction]]:
    """What `said` must be once the month is closed. Ask before."""
    return {key: {name: sums[name] for name in SUMS} for key, sums in Oracle(month).sums.items()}


def said(statements: list[Statement]) -> dict[Key, dict[str, Fraction]]:
    """What statements say, to compare with `expected`."""
    names = ("earned", "held", "released", "recouped", "carried_in", "payable", "carried_out")
    return {(one.team_id, one.currency): {name: Fraction(getattr(one, name)) for name in names} for one in statements}
