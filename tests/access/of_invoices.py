"""The rows of the matrix for invoices, payments, and expected against reported."""

from decimal import Decimal

from consent.invoices.payments import Received, receive
from tests.access.people import SIGNED_IN, World
from tests.access.rows import SIGN_IN, Row, of_artist, of_team, public
from tests.cast import acting
from tests.support.invoicing import ISSUED, invoice_of


def number(world: World) -> dict[str, object]:
    """The partner's invoice over ten euros."""
    return {"number": invoice_of(world.cast.partner).number}


def payment(world: World) -> dict[str, object]:
    """A payment of it."""
    invoice = invoice_of(world.cast.partner)
    said = Received(invoice, Decimal(10), ISSUED.date(), "bank-1")
    return {"pk": receive(said, actor=acting(world.cast.olu, world.cast.operator)).pk}


def reason(world: World) -> dict[str, object]:
    """Why it is taken back."""
    return {"reason": "Wrong."}


def nobody_else(name: str, method: str = "GET") -> Row:
    """The same address for a team that is sent no invoice: nobody finds anything there."""
    expected = {"nobody": SIGN_IN, **dict.fromkeys(SIGNED_IN, 404)}
    return Row(name, method, expected, lambda w: {"team_slug": w.cast.label.slug}, notes="of a label")


def any_number(world: World) -> dict[str, object]:
    """A number that may be anybody's."""
    return {"number": "SC-2026-000001"}


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
    of_team("partner", "rin", "site:invoice_pdf", args=number),
    of_team("operator", "olu", "site:invoice_pay", "POST", number, outcome=422),
    public("api-v1:own_invoices", outcome=401),
    public("api-v1:one_invoice", any_number, outcome=401),
    public("api-v1:invoice_lines", any_number, outcome=401),
    of_artist("site:expected", may=("ayla", "marco", "ann")),
    of_artist("site:expected_month", args=lambda w: {"said": "2026-10"}, may=("ayla", "marco", "ann")),
    of_artist("site:expected_ask", "POST", outcome="on", may=("ayla", "marco", "ann")),
    of_artist("site:expected_answer", "POST", outcome=403),
)
