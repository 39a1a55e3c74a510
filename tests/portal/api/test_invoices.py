"""A program reads its partner's invoices: the same numbers as the page, a page at a time, with a scope of its own."""

from decimal import Decimal

import pytest
from django.db.models import Sum

from consent.earnings.models import Charge
from consent.invoices.models import Invoice
from tests.cast import Cast
from tests.portal.api.asking import Asker
from tests.portal.api.conftest import oauth_client, token_response
from tests.support.invoicing import invoiced


@pytest.fixture
def halcyon(cast: Cast) -> Asker:
    """Halcyon Audio's program, with a token for invoices."""
    oauth_client(cast.partner, "halcyon", "checks\ninvoices")
    return Asker(cast.partner, token_response("halcyon", scope="invoices").json()["access_token"])


def test_a_program_reads_every_charge_of_its_invoices(cast: Cast, halcyon: Asker) -> None:
    invoice = invoiced(cast, "100", "0.7", "3")
    page = halcyon.get("invoices").json()
    [listed] = page["invoices"]
    assert (listed["number"], listed["state"], listed["total"], page["next"]) == (
        "SC-2026-000001", "open", "4.66", None,
    )  # fmt: skip
    one = halcyon.get(f"invoices/{invoice.number}").json()
    assert [(line["units"], line["amount"], line["charges"]) for line in one["lines"]] == [("103.7", "4.6665", 3)]
    assert Decimal(one["net"]) == Decimal(one["total"]) + Decimal(one["carried_out"])
    seen, cursor = [], None
    while True:
        got = halcyon.get(f"invoices/{invoice.number}/lines", limit=2, **({"cursor": cursor} if cursor else {})).json()
        seen += got["lines"]
        cursor = got["next"]
        if cursor is None:
            break
    assert [one["reference"] for one in seen] == ["2026-10/0", "2026-10/1", "2026-10/2"]
    assert sum(Decimal(one["amount"]) for one in seen) == Charge.objects.aggregate(all=Sum("amount"))["all"]
    assert halcyon.get("invoices", cursor=invoice.number).json()["invoices"] == []


def test_rubbish_and_others_numbers_lead_nowhere(cast: Cast, halcyon: Asker) -> None:
    invoice = invoiced(cast, "1")
    for number in ("SC-2026-000002", "SC-2026-1", "x", "SC-99999-000001", "%00"):
        assert halcyon.get(f"invoices/{number}").status_code == 404, number
    for query in ({"cursor": "x"}, {"cursor": "SC-2026-000009"}, {"limit": "0"}, {"nonsense": "1"}):
        assert halcyon.get("invoices", **query).status_code == 422, query
    for cursor in ("x", "-1", "9" * 30, "1.5"):
        assert halcyon.get(f"invoices/{invoice.number}/lines", cursor=cursor).status_code == 422, cursor
    oauth_client(cast.partner, "reporting", "reports")
    other = Asker(cast.partner, token_response("reporting", scope="reports").json()["access_token"])
    assert other.get("invoices").status_code == 403
    assert Invoice.objects.count() == 1
