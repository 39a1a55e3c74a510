"""The worked example of the docs, through the real acts: every figure in its tables is what comes out."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import time_machine

from artists.catalog.models import Asset
from consent.earnings import closing
from consent.earnings.models import Charge, Earning, Hold, Pool, Recoupment, Statement
from consent.earnings.pools import post_due
from consent.earnings.posting import divide_anew
from consent.invoices.issuing import issue
from consent.invoices.models import Invoice
from consent.licences.models import Licence
from consent.licences.models import Rate as PricedAt
from consent.licences.terms import Basis, Rate
from consent.splits.actions import answer, propose
from consent.splits.disputes import dispute
from consent.splits.models import Dispute
from consent.splits.proposing import Wanted
from consent.splits.states import Outcome, Side
from tests import cast as cast_module
from tests.cast import Cast, acting
from tests.support.earning import agreed, earned, licence, nothing_is_lost, per_output, used
from tests.support.reporting import open_track, rin

PAGE = Path(__file__).resolve().parents[3] / "docs" / "worked-example.md"
RECORDING = Side.RECORDING
STATED = ("earned", "held", "released", "recouped", "carried_in", "payable", "carried_out")
INVOICED = ("net", "recouped", "carried_in", "total", "carried_out")


def test_every_figure_of_the_worked_example_is_what_comes_out(db: None) -> None:
    _september()
    statements = {
        f"{one.team.name}, {one.month_id:%Y-%m}, {one.currency}": tuple(getattr(one, name) for name in STATED)
        for one in Statement.objects.select_related("team")
    }
    invoices = {
        f"{one.partner.name}, {one.month_id:%Y-%m}, {one.currency}": tuple(getattr(one, name) for name in INVOICED)
        for one in Invoice.objects.select_related("partner")
    }
    assert statements == _table("Statement")
    assert invoices == _table("Invoice")
    assert _prose() - _facts() == set()
    euros = Statement.objects.filter(currency="EUR")
    waits = sum(one.carried_out for one in euros.filter(month="2026-11-01"))
    assert sum(one.payable for one in euros) + waits == sum(one.total for one in Invoice.objects.filter(currency="EUR"))
    nothing_is_lost()


def _table(head: str) -> dict[str, tuple[Decimal, ...]]:
    """The rows of the tables with this head, by their first cell."""
    found: dict[str, tuple[Decimal, ...]] = {}
    ours = False
    for row in PAGE.read_text().splitlines():
        cells = [cell.strip() for cell in row.strip("|").split("|")] if row.startswith("|") else []
        if not cells:
            ours = False
        elif cells[0] == head:
            ours = True
        elif ours and not re.match(r"^:?-", cells[0]):
            found[cells[0]] = tuple(Decimal(cell) for cell in cells[1:])
    return found


def _prose() -> set[Decimal]:
    """Every figure with decimals that stands outside of the tables."""
    text = "\n".join(
        row for row in PAGE.read_text().splitlines() if not row.startswith(("|", "What each step", "hand."))
    )
    return {Decimal(one) for one in re.findall(r"\d+\.\d+", text)}


def _facts() -> set[Decimal]:
    """What was priced, reported, charged, divided, held, recouped, left and paid, without a sign."""
    euros = Statement.objects.filter(currency="EUR")
    found = {one for model in (Charge, Earning, Hold, Pool) for one in model.objects.values_list("amount", flat=True)}
    found |= set(Charge.objects.values_list("units", flat=True))
    found |= {one.amount or Decimal(one.basis_points or 0) / 100 for one in PricedAt.objects.all()}
    for back in Recoupment.objects.all():
        found |= {back.advanced, back.counted, back.amount, back.advanced - back.before - back.amount}
    found |= {one.due for one in euros} | {one.earned for one in euros}
    for team in ("Ayla Marsh", "Northlight Records"):
        found.add(sum((one.payable for one in euros.filter(team__name=team)), Decimal(0)))
    found.add(sum((one.total for one in Invoice.objects.filter(currency="EUR")), Decimal(0)))
    return {abs(one) for one in found}


@contextmanager
def _at(month: int, day: int, hour: int = 12) -> Iterator[None]:
    with time_machine.travel(datetime(2026, month, day, hour, tzinfo=UTC), tick=False):
        yield


def _report(cast: Cast, asset: Asset, under: Licence, on: date, **said: object) -> None:
    at = datetime(on.year, on.month, on.day, 11, tzinfo=UTC).isoformat()
    earned(rin(cast), used(asset, under, f"{asset.title} {under.pk} {on}", made_at=at, **said))


def _dollars(amount: str) -> dict[str, object]:
    return {"quantity": 0, "revenue": {"amount": amount, "currency": "USD"}}


def _september() -> None:
    with _at(9, 1):
        cast = cast_module.cast()
        saltlight, ferry = open_track(cast, "Saltlight"), open_track(cast, "Slow Ferry")
        for one in (saltlight, ferry):
            agreed(one, {cast.artist: 6000, cast.label: 4000})
        advance = Rate(Basis.ADVANCE, Decimal(90))
        in_euros = licence(cast.partner, [cast.label], per_output("0.45", "remix"), advance)
        share = Rate(Basis.REVENUE_SHARE, basis_points=1250)
        in_dollars = licence(cast.partner, [cast.publisher], share, currency="USD")
    with _at(9, 2):
        post_due()
    with _at(9, 20):
        _report(cast, saltlight, in_euros, date(2026, 9, 20), quantity=100)
        _report(cast, ferry, in_euros, date(2026, 9, 20), quantity=30)
        _report(cast, saltlight, in_dollars, date(2026, 9, 20), **_dollars("149.00"))
    _close(date(2026, 9, 1))
    _october(cast, saltlight, ferry, in_euros, in_dollars)


def _october(cast: Cast, saltlight: Asset, ferry: Asset, in_euros: Licence, in_dollars: Licence) -> None:
    ayla = acting(cast.ayla, cast.artist)
    with _at(10, 10):
        dispute(ferry, RECORDING, cast.label, 1000, "I played the second guitar too.", actor=ayla)
    with _at(10, 25):
        _report(cast, saltlight, in_euros, date(2026, 10, 25), quantity=47)
        _report(cast, ferry, in_euros, date(2026, 10, 25), quantity=61)
        _report(cast, saltlight, in_dollars, date(2026, 10, 25), **_dollars("80.00"))
    _close(date(2026, 10, 1))
    with _at(11, 15):
        _report(cast, saltlight, in_euros, date(2026, 10, 20), quantity=10)
    with _at(11, 18):
        wanted = Wanted(RECORDING, {cast.artist.pk: 7000, cast.label.pk: 3000}, date(2026, 10, 1), "Both guitars.")
        split = propose(ferry, wanted, actor=ayla)
        split = answer(split, True, actor=acting(cast.dana, cast.label))
        assert divide_anew([split.pk]) == 1
        assert Dispute.objects.get().outcome == Outcome.AGREED
    _close(date(2026, 11, 1))


def _close(month: date) -> None:
    with _at(month.month + 1, 12):
        closing.close(month, actor=None)
        issue(month)
