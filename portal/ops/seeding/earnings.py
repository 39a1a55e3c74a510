"""Eight months of reports by four partners, closed month by month: what the pages of money have to show.

Each batch is taken in, charged and closed as at the time it would have come, by the same functions as anybody's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from artists.catalog.models import AssetKind
from consent.choices.models import Standing
from consent.decisions.checks import Question, check
from consent.decisions.permits import issue
from consent.decisions.wishes import Asked, Wish
from consent.earnings.closing import close
from consent.earnings.closing_calendar import closes_on
from consent.earnings.ledger import month_after
from consent.earnings.posting import earn
from consent.licences.actions import Sheet, draft
from consent.licences.models import Cover, Licence
from consent.licences.terms import Basis, Terms
from consent.reports import dues
from consent.reports.intake import Sent, take_in
from consent.reports.models import Batch, Due
from consent.reports.states import State
from consent.requests.actions import Ask, offer_licence
from portal.ops.seeding.terms import answer, rate, terms
from portal.ops.seeding.world import World

_MONTHS = 8
_PLACES = ("DE", "GB", "FR", "BR", "US", "NL", "SE", "JP")
_TITLE = "What our listeners do with the music"


@dataclass(frozen=True)
class Trade:
    """What a partner makes in a day: of which uses, about how many, how long, and at what price to its listeners."""

    login: str
    partner: str
    uses: tuple[str, ...]
    many: int
    minutes: Decimal = Decimal(0)
    sold_at: Decimal = Decimal(0)
    currency: str = "EUR"


_TRADES = (
    Trade("rin", "Halcyon Audio", ("remix",), 90),
    Trade("rin", "Halcyon Audio", ("speak",), 4),
    Trade("kim", "Karaokit", ("analyse", "cover"), 60, minutes=Decimal("3.5")),
    Trade("noah", "Night Bus FM", ("discover",), 900, currency="GBP"),
    Trade("vera", "Versão Labs", ("reference",), 12, sold_at=Decimal("1.90")),
)
_ANALYSED = Trade("rin", "Halcyon Audio", ("analyse",), 0)


def sow_earnings(world: World) -> None:
    """Licences of the other three, eight months of what everybody made, a late report, one taken back, a tail."""
    _agree(world)
    today = timezone.now().date()
    first = _months_back(today.replace(day=1), _MONTHS - 1)
    _begin(first)
    month = first
    kept: list[dict[str, Any]] = []
    while month <= today:
        ends = min(month_after(month), today)
        for trade in _TRADES:
            late = [*kept] if trade.partner == "Karaokit" else []
            lines = list(_lines(trade, month, ends)) if _licences(trade) else []
            if trade.partner == "Karaokit" and ends > month + timedelta(days=20):
                kept = lines[-4:]
                lines = lines[:-4]
            _report(world, trade, [*lines, *late], at=_at(ends, 9))
        if closes_on(month) < today:
            _take_back(world, month)
            close(month, actor=None, now=_at(closes_on(month), 4))
        month = month_after(month)
    _complete(world)
    _under_permits(world)


def _agree(world: World) -> None:
    share = Basis.REVENUE_SHARE
    minute = Basis.PER_MINUTE
    deals = (
        ("kim", "Karaokit", ("analyse", "cover"), {
            "Northlight Records": (rate("0.006", "analyse", minute),),
            "Harbour Songs": (rate("0.055", "cover"),),
            "Ayla Marsh": (rate("0.009", "analyse", minute), rate("0.04", "cover")),
        }, "EUR"),
        ("noah", "Night Bus FM", ("discover",), {
            "Northlight Records": (rate("0.0032"),), "Ayla Marsh": (rate("0.0021"),),
        }, "GBP"),
        ("vera", "Versão Labs", ("reference",), {
            "Northlight Records": (rate("1200", per=share),), "Harbour Songs": (rate("900", per=share),),
            "Ayla Marsh": (rate("600", per=share),),
        }, "EUR"),
    )  # fmt: skip
    for login, partner, uses, sides, currency in deals:
        for holder, rates in sides.items():
            _licence(world, login, partner, holder, terms(uses, *rates, currency=currency))


def _licence(world: World, login: str, partner: str, holder: str, agreed: Terms) -> None:
    actor = world.acting(login, partner)
    licence = draft(Sheet(_TITLE, world.teams[partner].pk, (world.teams[holder].pk,), agreed), actor=actor)
    ask = Ask(_TITLE, "So that what our listeners make with your music pays you for each time they do.", agreed)
    answer(world, offer_licence(licence, ask, actor=actor), holder)


def _begin(first: date) -> None:
    """These licences are taken to be older than they are."""
    begun = _at(first, 0)
    licences = Licence.objects.filter(pk__in=_traded())
    licences.update(starts_at=begun)
    Cover.objects.filter(licence__in=licences).update(starts_at=begun)
    new = licences.filter(title=_TITLE)
    Due.objects.filter(licence__in=new).delete()  # those of today's signature
    dues.expect(list(new.select_related("in_force")), now=timezone.now())


def _traded() -> list[int]:
    return [pk for trade in _TRADES for pk in _licences(trade)]


def _licences(trade: Trade) -> list[int]:
    signed = Licence.objects.filter(partner__name=trade.partner, in_force__isnull=False)
    if trade.partner != "Halcyon Audio":
        signed = signed.filter(title=_TITLE)
    return list(signed.order_by("pk").values_list("pk", flat=True))


def _lines(trade: Trade, month: date, ends: date) -> Iterator[dict[str, Any]]:
    works, named = _works(trade), [Licence(pk=pk).reference for pk in _licences(trade)]
    if not works:
        return
    age = (month.year * 12 + month.month) % 24
    for day in range((ends - month).days):
        on = month + timedelta(days=day)
        busy = 1 + (on.weekday() > 4) + (on.day in (13, 14))
        for turn in range(3):
            seed = (on.toordinal() * 7 + turn * 13 + trade.many) % 97
            asset, use = works[(seed * (turn + 3) + on.toordinal() // 5) % min(len(works), 11)]
            quantity = trade.many * busy * (20 + age + seed % 23) // 60 + 1
            yield _line(trade, on, turn, named, asset, use, quantity, _PLACES[(seed + turn) % (4 + turn * 2)])


def _line(
    trade: Trade, on: date, turn: int, named: list[str], asset: UUID, use: str, quantity: int, territory: str
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "reference": f"{on:%Y-%m-%d}/{trade.uses[0]}/{turn}", "licence": named, "asset": str(asset), "use": use,
        "made_at": datetime.combine(on, time(7 + turn * 5, 4 * turn), UTC).isoformat(), "quantity": quantity,
        "territory": territory,
    }  # fmt: skip
    if trade.minutes:
        made["minutes"] = str(quantity * trade.minutes)
    if trade.sold_at:
        made["revenue"] = {"amount": str(quantity * trade.sold_at), "currency": trade.currency}
    return made


def _works(trade: Trade) -> list[tuple[UUID, str]]:
    found = Standing.objects.filter(answer__gt=0, use__in=trade.uses).exclude(asset__kind=AssetKind.COMPOSITION)
    return list(found.order_by("-asset__plays", "asset_id", "use").values_list("asset_id", "use")[:40])


def _report(world: World, trade: Trade, lines: list[dict[str, Any]], *, at: datetime) -> None:
    if lines:
        taken = take_in(Sent(lines, (), Batch.Source.API), actor=world.acting(trade.login, trade.partner), now=at)
        earn([taken.batch.pk], now=at)


def _take_back(world: World, month: date) -> None:
    """Once in a while a partner finds that it counted a day too many."""
    if month.month % 3 == 0:
        on = month + timedelta(days=11)
        wrong = {"reference": f"{on:%Y-%m-%d}/remix/back", "reverses": f"{on:%Y-%m-%d}/remix/1"}
        _report(world, _TRADES[0], [wrong], at=_at(month_after(month), 15))


def _complete(world: World) -> None:
    """Each said in time that it was done with every month that is over, but Karaokit with the last of them."""
    for trade in _TRADES:
        licences = [Licence(pk=pk).reference for pk in _licences(trade)]
        if licences:
            take_in(Sent([], licences, Batch.Source.PAGE), actor=world.acting(trade.login, trade.partner))
    done = Due.objects.filter(licence__in=_traded(), state=State.FILED)
    done.update(filed_at=F("ends_at"))
    last = _months_back(timezone.now().date().replace(day=1), 1)
    late = done.filter(licence__partner__name="Karaokit", first=last)
    late.update(state=State.EXPECTED, filed_at=None, filed_by=None, filed_with=None)
    dues.pass_on(now=timezone.now())


def _under_permits(world: World) -> None:
    """A few single uses of this minute, from the question to the report; and some that nobody has reported yet."""
    rin = world.acting("rin", "Halcyon Audio")
    told, untold = _works(_TRADES[0])[:8], _works(_ANALYSED)[:6]
    questions = [Question(use, asset, territory="DE") for asset, use in [*told, *untold]]
    verdicts = check(questions, partner_team_id=rin.team_id)
    asked = [Asked(question, verdict, Wish(quantity=4)) for question, verdict in zip(questions, verdicts, strict=True)]
    given = issue(asked, actor=rin)[: len(told)]
    lines = [
        {"reference": f"permit-{number}", "permit": str(one.id), "quantity": 1 + number % 3, "minutes": "2.5"}
        for number, one in enumerate(given)
        if not isinstance(one, str)
    ]
    _report(world, _TRADES[0], lines, at=timezone.now())


def _months_back(month: date, count: int) -> date:
    for _ in range(count):
        month = (month - timedelta(days=1)).replace(day=1)
    return month


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)
