"""Ways for money to leave: one interface, whoever carries it.

A rail says which payees it takes, makes the files that a person carries to a bank, and sends by itself what it can.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from consent.payouts.payee import Payee


@dataclass(frozen=True)
class Payer:
    """Whose account it leaves: the company that runs this portal."""

    name: str
    iban: str
    bic: str


@dataclass(frozen=True)
class Instruction:
    """One transfer: what, to whom, under which reference, and what the receiver reads."""

    reference: str
    amount: Decimal
    currency: str
    payee: Payee
    text: str


@dataclass(frozen=True)
class Order:
    """The transfers of a batch that go by one rail."""

    reference: str
    made_at: datetime
    due_on: date
    payer: Payer
    instructions: Sequence[Instruction]


@dataclass(frozen=True)
class Made:
    """A file for the bank."""

    name: str
    media_type: str
    content: bytes


class Failed(Exception):
    """The provider refused for good; `code` is its word for why, `account` whether it lies with the payee."""

    def __init__(self, code: str, sentence: str, *, account: bool = False) -> None:
        super().__init__(sentence)
        self.code, self.sentence, self.account = code, sentence, account


class Unreachable(Exception):
    """The provider could not be asked, or did not know: ask again with the same reference, nothing is sent twice."""


class Rail(Protocol):
    """A way for money to leave."""

    name: str
    carried: bool
    """Whether a person carries files to a bank (and says so); otherwise `send` is called for each transfer."""

    def takes(self, payee: Payee) -> bool:
        """Whether it reaches this payee."""

    def check(self, payee: Payee) -> None:
        """Ask whether it can be paid to now, before it is named. Raises `Failed`, `Unreachable`."""

    def files(self, order: Order) -> list[Made]:
        """What a person carries to the bank: the same files for the same order."""

    def send(self, instruction: Instruction) -> str:
        """Send one transfer now, and return the provider's reference. Sent again under its reference, it is one.

        Raises `Failed`, `Unreachable`.
        """
