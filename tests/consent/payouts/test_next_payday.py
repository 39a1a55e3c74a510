"""What the next payout is said to come to: what is closed by then, and nothing that closes after it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from consent.earnings.models import VersionTotal
from consent.payouts.selectors import sums
from tests.cast import Cast, acting
from tests.support.paying import stated
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db


def earned(cast: Cast, month: date, amount: str) -> None:
    """Something in an open month."""
    VersionTotal.objects.create(
        month=month, team=cast.artist, currency="EUR", partner=cast.partner, amount=Decimal(amount), reversed=0,
        quantity=1, lines=1,
    )  # fmt: skip


def test_a_month_that_closes_after_the_payday_waits_for_the_one_after(cast: Cast) -> None:
    stated(cast.artist, "84.10", first=date(2026, 10, 1))
    earned(cast, date(2026, 11, 1), "1088.45")
    ayla = acting(cast.ayla, cast.artist)
    assert sums(ayla, today=date(2026, 11, 23))[0].next == Decimal("84.10")
    # On the 11th of December the next payday is in January, and November closes before it.
    assert sums(ayla, today=date(2026, 12, 11))[0].next == Decimal("1172.55")
    with time_machine.travel(datetime(2026, 11, 23, 12, tzinfo=UTC), tick=False):
        page = signed_in(cast.ayla).get(reverse("site:payouts", args=["ayla-marsh"])).content.decode()
    assert "November closes on 12 December and is paid on 11 January." in page
    assert "1,088.45" not in page
