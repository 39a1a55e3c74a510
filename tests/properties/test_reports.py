"""Whatever the order, however split and however often: the same lines come to the same totals."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from artists.access import Actor
from artists.catalog.models import Asset
from consent.decisions.models import Permit
from consent.licences.models import Licence
from consent.reports.intake import Sandbox
from consent.reports.models import DayTotal, Line
from consent.sandbox.assets import ASSETS
from tests.cast import Cast
from tests.support.reporting import line, open_track, permit, rin, sent, the_licence

AMOUNTS = st.decimals(Decimal("0.000001"), Decimal("9999.999999"), places=6)


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside is taken back: each example begins with the same world."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


@pytest.fixture
def world(cast: Cast) -> tuple[Actor, Asset, Licence]:
    """A partner, an open track, a licence."""
    return rin(cast), open_track(cast), the_licence(cast)


def lines(asset: Asset, licence: Licence, amounts: Sequence[Decimal], taken_back: set[int]) -> list[dict[str, Any]]:
    """Uses, and reversals of some of them."""
    one = line(asset, licence)
    uses = [one | {"reference": f"u-{n}", "quantity": str(amount)} for n, amount in enumerate(amounts)]
    back = [{"reference": f"r-{n}", "reverses": f"u-{n}"} for n in taken_back if n < len(amounts)]
    return uses + back


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), amounts=st.lists(AMOUNTS, min_size=1, max_size=8), back=st.sets(st.integers(0, 7)))
def test_any_order_and_any_split_of_the_same_lines_come_to_the_same(
    world: tuple[Actor, Asset, Licence], data: st.DataObject, amounts: list[Decimal], back: set[int]
) -> None:
    actor, asset, licence = world
    every = lines(asset, licence, amounts, back)
    expected = sum((a for n, a in enumerate(amounts) if n not in back), Decimal(0))
    with undone():
        mixed = data.draw(st.permutations(every * 2))
        while mixed:
            size = data.draw(st.integers(1, len(mixed)))
            sent(actor, *mixed[:size])
            mixed = mixed[size:]
        # A reversal that came before its use was refused, and is sent again.
        last = sent(actor, *every)
        assert last.batch.refused == 0
        totals = Line.objects.aggregate(all=Sum("quantity"))["all"]
        assert totals == expected
        assert DayTotal.objects.aggregate(all=Sum("quantity"))["all"] == expected
        for reversal in Line.objects.filter(reverses__isnull=False).select_related("reverses"):
            assert reversal.reverses is not None
            assert reversal.quantity + reversal.reverses.quantity == 0
        again = sent(actor, *every)
        assert (again.batch.accepted, again.batch.repeated) == (0, len(every))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    quantity=st.integers(1, 20), single=st.booleans(),
    batches=st.lists(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 12), st.booleans()), max_size=6), max_size=4),
)  # fmt: skip
def test_no_order_gets_more_out_of_a_permit_than_it_has(
    world: tuple[Actor, Asset, Licence], quantity: int, single: bool,
    batches: list[list[tuple[int, int, bool]]],
) -> None:  # fmt: skip
    actor, asset, licence = world
    with undone():
        given_: Permit = permit(
            Licence.objects.get(pk=licence.pk).partner, asset.pk, [licence.in_force_id or 0], quantity=quantity,
            single_use=single,
        )  # fmt: skip
        for batch in batches:
            if not batch:
                continue
            sent(
                actor,
                *(
                    {"reference": f"r-{n}", "reverses": f"u-{n}"} if reverse
                    else {"reference": f"u-{n}", "permit": str(given_.pk), "quantity": amount}
                    for n, amount, reverse in batch
                ),
            )  # fmt: skip
            net = Line.objects.filter(permit_id=given_.pk).aggregate(all=Sum("quantity"))["all"] or 0
            assert 0 <= net <= quantity
        uses = Line.objects.filter(permit_id=given_.pk, reverses=None, reversal=None).count()
        assert not single or uses <= 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ("reference", "permit", "licence", "asset", "isrc", "iswc", "use", "territory", "model", "made_at", "period",
          "quantity", "minutes", "revenue", "outputs", "reverses")  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=4) | JSON, min_size=1, max_size=4))
def test_rubbish_is_answered_and_never_breaks_the_batch(
    world: tuple[Actor, Asset, Licence], changes: list[Any]
) -> None:
    actor, asset, licence = world
    good = line(asset, licence)
    mixed = [good | one if isinstance(one, dict) and set(one) <= set(FIELDS) else one for one in changes]
    with undone():
        taken = sent(actor, *mixed, good | {"reference": "a line that is sound"})
        assert taken.batch.accepted + taken.batch.repeated + taken.batch.refused == len(mixed) + 1
        assert taken.batch.accepted >= 1
        assert all(one.sentence for one in taken.refused)


def test_a_test_line_is_judged_alike_and_reaches_nothing(world: tuple[Actor, Asset, Licence]) -> None:
    actor, asset, licence = world
    some = list(ASSETS.values())
    sandbox = Sandbox(
        [one.id for one in some], [one.isrc for one in some], [one.iswc for one in some],
        [one.kind.value for one in some],
    )  # fmt: skip
    test = line(asset, licence) | {"licence": "L-TEST-1", "asset": str(some[0].id)}
    taken = sent(actor, test, test, test | {"reference": "live", "asset": str(asset.pk)}, sandbox=sandbox)
    assert (taken.batch.accepted, taken.batch.repeated) == (1, 1)
    assert [one.code for one in taken.refused] == ["unknown_asset"]
    counted = Line.objects.get()
    assert (counted.test, counted.versions) == (True, [])
    assert not DayTotal.objects.exists()
    live = sent(actor, line(asset, licence), line(asset, licence, "no", asset=str(some[0].id)))
    assert (live.batch.accepted, [one.code for one in live.refused]) == (1, ["unknown_asset"])
