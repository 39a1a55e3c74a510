"""The rail that every bank has: files that a person carries there.

Euro to accounts in SEPA as pain.001; everything else as CSV, for what other transfers need differs from bank to bank.
"""

import csv
import io
from decimal import Decimal

from consent.earnings.coins import places
from consent.payouts import pain001
from consent.payouts.payee import Payee
from consent.payouts.rails import Instruction, Made, Order

_HEAD = (
    "reference", "amount", "currency", "due_on", "holder", "street", "postcode", "town", "country", "iban", "bic",
    "text", "in_sepa_file",
)  # fmt: skip
SEPA_MOST = Decimal("999999999.99")
"""The most that one SEPA credit transfer carries (EPC132-08, AT-T002)."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class BankFile:
    """Files for a bank."""

    name = "bank_file"
    carried = True

    def takes(self, payee: Payee) -> bool:
        """Whoever has an IBAN."""
        return bool(payee.iban)

    def check(self, payee: Payee) -> None:
        """No bank can be asked."""

    def files(self, order: Order) -> list[Made]:
        """`….csv` with every transfer, and `….xml` with those in euro within SEPA."""
        sepa = [one for one in order.instructions if _in_sepa(one)]
        made = [Made(f"{order.reference}.csv", "text/csv", _sheet(order))]
        if sepa:
            part = Order(order.reference, order.made_at, order.due_on, order.payer, sepa)
            made.insert(0, Made(f"{order.reference}.xml", "application/xml", pain001.document(part)))
        return made

    def send(self, instruction: Instruction) -> str:
        """A person does it."""
        raise NotImplementedError("A file is carried to the bank by a person.")


def in_sepa(currency: str, amount: Decimal, payee: Payee) -> bool:
    """Whether it goes as a SEPA credit transfer: euro, to an account in SEPA, up to what the scheme takes."""
    return currency == "EUR" and payee.in_sepa and amount <= SEPA_MOST


def _in_sepa(one: Instruction) -> bool:
    return in_sepa(one.currency, one.amount, one.payee)


def _sheet(order: Order) -> bytes:
    text = io.StringIO(newline="")
    sheet = csv.writer(text)
    sheet.writerow(_HEAD)
    for one in order.instructions:
        to = one.payee
        written = [to.holder, to.street, to.postcode, to.town, to.country, to.iban, to.bic, one.text]
        cells = [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in written]
        sheet.writerow(
            [one.reference, f"{one.amount:.{places(one.currency)}f}", one.currency, order.due_on.isoformat(), *cells,
             "yes" if _in_sepa(one) else "no"]
        )  # fmt: skip
    return text.getvalue().encode()
