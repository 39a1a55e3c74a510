"""Accounts of money that no single use earned: what came in, what of an advance is recouped, with a running balance.

Holders see their own part of each sum beside the whole sum; a partner what it pays, never whose part is how much.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from artists.access import Actor, Permission, TeamKind
from artists.teams.models import Team
from consent.earnings.ledger import month_after
from consent.earnings.models import Concerned, LicenceYear, Pool, Recoupment
from consent.earnings.states import Kind, MonthState, Rule
from consent.licences.models import Licence, Party

_ORDER = (Kind.ADVANCE, Kind.FLAT, Kind.MINIMUM, Kind.CHECKS, Kind.SETTLEMENT)


@dataclass(frozen=True)
class Booking:
    """A line of an account: a pool, or what a month's statement set against an advance (then `pool` is None).

    `amount` is the team's part (a partner's whole sum), below zero where something is recouped; `balance` all so far.
    """

    on: date
    amount: Decimal
    balance: Decimal
    pool: Pool | None = None


@dataclass(frozen=True)
class Account:
    """The sums of one kind, oldest first. The balance of advances is what is not recouped yet."""

    kind: Kind
    currency: str
    bookings: tuple[Booking, ...]

    @property
    def balance(self) -> Decimal:
        """After the last line."""
        return self.bookings[-1].balance if self.bookings else Decimal(0)

    @property
    def came_in(self) -> Decimal:
        """All sums."""
        return sum((one.amount for one in self.bookings if one.pool), Decimal(0))

    @property
    def recouped(self) -> Decimal:
        """What statements have set against it."""
        return -sum((one.amount for one in self.bookings if not one.pool), Decimal(0))


@dataclass(frozen=True)
class Balances:
    """Everything of one licence, or what a partner settled outside any. `years` are those with a minimum."""

    partner: Team
    licence: Licence | None
    licensors: tuple[Team, ...]
    accounts: tuple[Account, ...]
    years: tuple[LicenceYear, ...]

    def of(self, kind: Kind) -> Account | None:
        """The account of a kind, where there is one."""
        return next((one for one in self.accounts if one.kind is kind), None)

    @property
    def year(self) -> LicenceYear | None:
        """The latest year with a minimum."""
        return self.years[-1] if self.years else None


def balances(actor: Actor, *, licence: int | None = None) -> tuple[Balances, ...]:
    """The accounts of every licence whose sums concern the team, or of this one; the latest sum's licence first.

    Six queries, however many there are. Nothing for who may not see money.
    """
    if not actor.has(Permission.SEE_MONEY) or actor.team_kind is TeamKind.OPERATOR:
        return ()
    pools = _pools(actor, licence)
    pays = actor.team_kind is TeamKind.PARTNER
    parts = {} if pays else _parts(actor, pools)
    years = _years(actor, pools, licence)
    back = _recouped(actor, licence, pays=pays)
    grouped: dict[tuple[int, int | None], list[Pool]] = defaultdict(list)
    for pool in pools:
        grouped[_place(pool)].append(pool)
    for year in years:
        grouped[year.licence.partner_id, year.licence_id] += []
    by_licence: dict[int, list[LicenceYear]] = defaultdict(list)
    for year in years:
        by_licence[year.licence_id].append(year)
    found = [
        _balances(key[1], some, parts if not pays else None, by_licence.get(key[1] or 0, []), back)
        for key, some in grouped.items()
    ]
    return tuple(sorted(found, key=_latest, reverse=True))


def settlements() -> QuerySet[Pool]:
    """Every settlement, newest first, with how many works it divided over."""
    some = Pool.objects.filter(kind=Kind.SETTLEMENT).select_related("partner", "version__licence", "posted_by")
    return some.annotate(works=Count("charges__asset", distinct=True)).order_by("-posted_at", "-pk")


def _pools(actor: Actor, licence: int | None) -> list[Pool]:
    some = Pool.objects.visible_to(actor).select_related("partner", "rate")
    if licence is not None:
        some = some.filter(version__licence=licence)
    sides = Prefetch("version__licence__parties", Party.objects.select_related("team"))
    return list(some.select_related("version__licence__partner").prefetch_related(sides).order_by("month", "pk"))


def _parts(actor: Actor, pools: Sequence[Pool]) -> dict[int, Decimal]:
    mine = Concerned.objects.filter(team_id=actor.team_id, pool__in=[one.pk for one in pools])
    return dict(mine.values_list("pool_id", "amount"))


def _years(actor: Actor, pools: Sequence[Pool], licence: int | None) -> list[LicenceYear]:
    """Those of licences the team is a side of, or holds something in that a sum was paid for."""
    paid = {one.version.licence_id for one in pools if one.version}
    given = Party.objects.filter(team_id=actor.team_id).values("licence_id")
    concerns = Q(licence__partner_id=actor.team_id) | Q(licence__in=given) | Q(licence__in=paid)
    some = LicenceYear.objects.filter(concerns).select_related("licence__partner")
    if licence is not None:
        some = some.filter(licence=licence)
    sides = Prefetch("licence__parties", Party.objects.select_related("team"))
    return list(some.prefetch_related(sides).order_by("licence_id", "first"))


def _recouped(actor: Actor, licence: int | None, *, pays: bool) -> Mapping[tuple[int, str], list[tuple[date, Decimal]]]:
    """What closed months set against advances, by licence and currency: of the team, or of all whom a partner paid."""
    some = Recoupment.objects.filter(month__state=MonthState.CLOSED).exclude(amount=0)
    some = some.filter(licence__partner_id=actor.team_id) if pays else some.filter(team_id=actor.team_id)
    if licence is not None:
        some = some.filter(licence=licence)
    found: dict[tuple[int, str], list[tuple[date, Decimal]]] = defaultdict(list)
    rows = some.order_by().values_list("licence_id", "currency", "month_id").annotate(all=Sum("amount"))
    for one, currency, month, amount in rows.order_by("month_id"):
        found[one, currency].append((month_after(month), amount))
    return found


def _place(pool: Pool) -> tuple[int, int | None]:
    return pool.partner_id, pool.version.licence_id if pool.version else None


def _balances(
    licence_id: int | None,
    pools: Sequence[Pool],
    parts: Mapping[int, Decimal] | None,
    years: Sequence[LicenceYear],
    back: Mapping[tuple[int, str], list[tuple[date, Decimal]]],
) -> Balances:
    first = pools[0] if pools else None
    licence = first.version.licence if first and first.version else years[0].licence if years else None
    partner = first.partner if first else years[0].licence.partner
    by_kind: dict[tuple[Kind, str], list[Pool]] = defaultdict(list)
    for pool in pools:
        by_kind[Kind(pool.kind), pool.currency].append(pool)
    accounts = []
    for (kind, currency), some in sorted(by_kind.items(), key=lambda item: (_ORDER.index(item[0][0]), item[0][1])):
        recouped = back.get((licence_id or 0, currency), []) if kind is Kind.ADVANCE else []
        accounts.append(Account(kind, currency, tuple(_booked(some, parts, recouped))))
    sides = tuple(sorted((one.team for one in licence.parties.all()), key=lambda team: team.name)) if licence else ()
    return Balances(partner, licence, sides, tuple(accounts), tuple(years))


def _booked(
    pools: Iterable[Pool], parts: Mapping[int, Decimal] | None, back: Iterable[tuple[date, Decimal]]
) -> Iterator[Booking]:
    """In the order of days; what a month recouped stands on the day after it."""
    lines: list[tuple[date, Decimal, Pool | None]] = [
        (max(one.first if one.kind in (Kind.FLAT, Kind.ADVANCE) else one.last, one.month),
         one.amount if parts is None else parts.get(one.pk, Decimal(0)), one)
        for one in pools
    ]  # fmt: skip
    lines += [(on, -amount, None) for on, amount in back]
    balance = Decimal(0)
    for on, amount, pool in sorted(lines, key=lambda line: (line[0], line[2] is None, line[2].pk if line[2] else 0)):
        balance += amount
        yield Booking(on, amount, balance, pool)


def _latest(one: Balances) -> tuple[date, int]:
    days = [booking.on for account in one.accounts for booking in account.bookings]
    days += [year.first for year in one.years]
    return max(days, default=date.min), one.licence.pk if one.licence else 0


def promised(pool: Pool) -> Rule | None:
    """The rule that the licence names, which may not be the one that could be followed."""
    return Rule(pool.version.agreed.rule_for(pool.use)) if pool.version else None
