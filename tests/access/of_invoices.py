"""The rows of the matrix for invoices, payments, and expected against reported."""

from datetime import UTC, date, datetime

from consent.earnings.models import Month
from consent.invoices.models import Invoice
from consent.invoices.payments import Received, receive
from tests.access.people import SIGNED_IN, World
from tests.access.rows import SIGN_IN, Row, of_artist, of_team
from tests.cast import acting

_AT = datetime(2026, 11, 2, tzinfo=UTC)


def number(world: World) -> dict[str, object]:
    """The partner's invoice over ten euros."""
    month, _ = Month.objects.get_or_create(
        first=date(2026, 10, 1), defaults={"state": "closed", "begun_at": _AT, "closed_at": _AT}
    )
    made, _ = Invoice.objects.get_or_create(
        partner=world.cast.partner, month=month, currency="EUR",
        defaults={
            "year": 2026, "serial": 1, "net": 10, "reversed": 0, "late": 0, "recouped": 0, "carried_in": 0,
            "total": 10, "carried_out": 0, "charges": 0, "bill_to": {"name": "Halcyon Audio"}, "issuer": {},
            "issued_at": _AT, "due_on": date(2026, 12, 2),
        },
    )  # fmt: skip
    return {"number": made.number}


def payment(world: World) -> dict[str, object]:
    """A payment of it."""
    number(world)
    said = Received(Invoice.objects.get(), Invoice.objects.get().total, _AT.date(), "bank-1")
    return {"pk": receive(said, actor=acting(world.cast.olu, world.cast.operator)).pk}


def reason(world: World) -> dict[str, object]:
    """Why it is taken back."""
    return {"reason": "Wrong."}


def nobody_else(name: str, method: str = "GET") -> Row:
    """The same address for a team that is sent no invoice: nobody finds anything there."""
    expected = {"nobody": SIGN_IN, **dict.fromkeys(SIGNED_IN, 404)}
    return Row(name, method, expected, lambda w: {"team_slug": w.cast.label.slug}, notes="of a label")


INVOICES = (
    of_team("partner", "rin", "site:invoices"),
    nobody_else("site:invoices"),
    of_team("operator", "olu", "site:invoices", notes="of all"),
    of_team("partner", "rin", "site:billing"),
    of_team("partner", "rin", "site:billing", "POST", outcome=422),
    of_team("partner", "rin", "site:payments"),
    of_team("operator", "olu", "site:payments", notes="of all"),
    of_team("operator", "olu", "site:payments_upload", "POST", outcome=422),
    of_team("operator", "olu", "site:payment_take_back", "POST", payment, data=reason, outcome="on"),
    of_team("partner", "rin", "site:invoice", args=number),
    of_team("partner", "rin", "site:invoice_csv", args=number),
    of_team("operator", "olu", "site:invoice_pay", "POST", number, outcome=422),
    of_artist("site:expected", may=("ayla", "marco", "ann")),
    of_artist("site:expected_month", args=lambda w: {"said": "2026-10"}, may=("ayla", "marco", "ann")),
    of_artist("site:expected_ask", "POST", outcome="on", may=("ayla", "marco", "ann")),
    of_artist("site:expected_answer", "POST", outcome=403),
)
