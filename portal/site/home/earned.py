"""What a team's month has come to so far, and what moved it: for the homes of teams that hold rights."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from django.utils import timezone

from artists.access import Actor, Permission, TeamKind
from consent.earnings import reading
from consent.earnings.closing_calendar import closes_on
from consent.earnings.models import Statement
from consent.earnings.reading import Amounts
from consent.earnings.reading_home import Recipe, recipes
from consent.earnings.reading_periods import Compare, Span, compared, of, spoken
from consent.payouts.selectors import paid_months
from consent.uses import USES, Use
from portal.site.earnings.page import Change, change_of

_NOTHING = Decimal(0)
_DAY = 10


@dataclass(frozen=True)
class Moved:
    """A use of the month: what it came to, by which numbers, how that moved, its stretch of a bar a thousand wide."""

    use: Use | None
    css: str
    total: Amounts
    recipe: Recipe | None
    each: Decimal | None
    change: Change | None
    x: str
    width: str


@dataclass(frozen=True)
class Bar:
    """A day: its place and height in a drawing 60 high. `last` is the newest day with anything."""

    x: int
    y: str
    height: str
    label: str
    amount: Decimal
    last: bool


@dataclass(frozen=True)
class Earned:
    """The month so far in the currency of most lines; `others` are what it came to in the others.

    `change` is against as many days before it, `against` in words. `stated` is the latest statement in the currency.
    """

    first: date
    last: date
    today: date
    currency: str
    total: Amounts
    moved: tuple[Moved, ...]
    bars: tuple[Bar, ...]
    width: int
    others: tuple[tuple[str, Decimal], ...]
    closes: date
    change: Change | None
    against: str
    stated: Statement | None
    stated_paid: bool


def earned(actor: Actor, *, now: datetime | None = None) -> Earned | None:
    """None for whoever may not see money, and before anything was earned. At most nine queries and one a currency."""
    if not actor.team_kind.holds_rights or not actor.has(Permission.SEE_MONEY):
        return None
    known = reading.known(actor)
    if not known.currencies:
        return None
    today = (now or timezone.now()).astimezone(UTC).date()
    month = of(Span.MONTH, today)
    currency, *rest = known.currencies
    pieces = reading.by_day(actor, currency, month.first, month.last, opens=known.opens)
    sums: dict[str, Amounts] = defaultdict(Amounts)
    days: dict[date, Decimal] = defaultdict(Decimal)
    for piece in pieces:
        sums[piece.use] += piece.total
        if isinstance(piece.key, date):
            days[piece.key] += piece.total.amount
    against = compared(month, Compare.BEFORE, today=today)
    before = _before(actor, currency, against, known.opens)
    stated = Statement.objects.visible_to(actor).filter(currency=currency).order_by("-month_id").first()
    known_by = recipes(actor, currency, month.first) if actor.team_kind is TeamKind.ARTIST else {}
    others = [
        (code, sum((one.total.amount for one in reading.by_day(actor, code, month.first, month.last,
                                                               opens=known.opens)), _NOTHING))
        for code in rest
    ]  # fmt: skip
    return Earned(
        month.first, month.last, today, currency, sum(sums.values(), Amounts()), tuple(_moved(sums, known_by, before)),
        tuple(_bars(days, month.first)), month.days * _DAY, tuple((code, some) for code, some in others if some),
        closes_on(month.first),
        change_of(sum((o.amount for o in sums.values()), _NOTHING), sum(before.values(), _NOTHING)) if before else None,
        spoken(*against) if against else "",
        stated, stated is not None and stated.month_id in paid_months(actor, currency),
    )  # fmt: skip


def _before(actor: Actor, currency: str, days: tuple[date, date] | None, opens: date) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for piece in reading.by_partner(actor, currency, *days, opens=opens) if days else ():
        found[piece.use] += piece.total.amount
    return found


def _moved(sums: dict[str, Amounts], known_by: dict[str, Recipe], before: dict[str, Decimal]) -> list[Moved]:
    whole = sum((max(total.amount, _NOTHING) for total in sums.values()), _NOTHING)
    found, place = [], _NOTHING
    for code, total in sorted(sums.items(), key=lambda item: -item[1].amount):
        wide = max(total.amount, _NOTHING) * 1000 / whole if whole else _NOTHING
        each = total.amount / total.quantity if total.quantity > 0 else None
        css = f"use-{code}" if code in USES else "use-sum"
        found.append(
            Moved(
                USES.get(code),
                css,
                total,
                known_by.get(code),
                each,
                change_of(total.amount, before.get(code, _NOTHING)) if before else None,
                f"{place:.1f}",
                f"{max(wide - 3, _NOTHING):.1f}",
            )
        )
        place += wide
    return found


def _bars(days: dict[date, Decimal], first: date) -> list[Bar]:
    most = max(days.values(), default=_NOTHING)
    newest = max(days, default=None)
    if most <= 0:
        return []
    found = []
    for day, amount in sorted(days.items()):
        high = max(amount, _NOTHING) * 60 / most
        place = (day - first).days * _DAY + 1
        found.append(Bar(place, f"{60 - high:.1f}", f"{high:.1f}", f"{day:%-d %b}", amount, day == newest))
    return found
