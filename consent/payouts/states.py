"""Where a payout stands, and what the bank's words mean. Pure."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """Of a payout. Its statements count as unpaid again once it is returned or cancelled."""

    PLANNED = "planned"
    SENT = "sent"
    PAID = "paid"
    RETURNED = "returned"
    AGAIN = "again"  # it came back, and what it was for went out again
    CANCELLED = "cancelled"


class Act(StrEnum):
    """What moves it."""

    SEND = "the batch is sent"
    CANCEL = "the batch is cancelled"
    CONFIRM = "the bank confirms"
    COME_BACK = "the bank sends it back"
    GO_OUT_AGAIN = "a later batch covers its statements"


TRANSITIONS: Mapping[tuple[State, Act], State] = MappingProxyType(
    {
        (State.PLANNED, Act.SEND): State.SENT,
        (State.PLANNED, Act.CANCEL): State.CANCELLED,
        (State.SENT, Act.CONFIRM): State.PAID,
        (State.SENT, Act.COME_BACK): State.RETURNED,
        (State.PAID, Act.COME_BACK): State.RETURNED,
        (State.RETURNED, Act.GO_OUT_AGAIN): State.AGAIN,
        (State.CANCELLED, Act.CONFIRM): State.PAID,  # the bank had its file all the same
    }
)
LIVE = frozenset({State.PLANNED, State.SENT, State.PAID})


class BatchState(StrEnum):
    """Of a batch: its payouts go together until the bank answers for each."""

    PLANNED = "planned"
    SENT = "sent"
    CANCELLED = "cancelled"


class Phase(StrEnum):
    """Where an account stands at a moment; the clock decides, nothing has to run."""

    WAITING = "waiting"
    IN_FORCE = "in force"
    REPLACED = "replaced"
    STOPPED = "stopped"
    RETURNED = "returned"


WAIT = timedelta(days=5)
"""From the asking until a changed account is paid to: time for whoever did not ask to stop it."""

SMALLEST = 25
"""Units of the currency; less is added to the next payout. A team may want more."""

# ISO 20022 external code set, status and return reasons. https://www.iso20022.org/catalogue-messages/additional-content-messages/external-code-sets
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "AC01": "the account number is wrong",
        "AC03": "the account number is wrong",
        "AC04": "account closed",
        "AC06": "account blocked",
        "AC13": "the kind of account is wrong",
        "AC14": "the kind of account is wrong",
        "AG01": "the account takes no transfers",
        "AG02": "the bank did not know the kind of transfer",
        "AM04": "our account was short of money",
        "AM05": "the bank took it for a duplicate",
        "BE01": "the name does not match the account",
        "BE04": "the address is missing",
        "BE05": "the bank did not know the sender",
        "CNOR": "the bank cannot be reached",
        "DT01": "the day was wrong",
        **dict.fromkeys(("DU01", "DU02", "DU03", "DU04", "DU05"), "the bank took it for a duplicate"),
        "ED05": "the settlement failed",
        "FF01": "the file was wrong",
        "FOCR": "called back",
        "MD07": "the account's holder has died",
        "MS02": "the receiver did not want it",
        "MS03": "the bank gave no reason",
        "NARR": "",
        "RC01": "the bank's code is wrong",
        "RR01": "details of the sender are missing",
        "RR02": "the sender's name or address is missing",
        "RR03": "the receiver's name or address is missing",
        "RR04": "the bank's rules",
        "TM01": "after the bank's closing time",
    }
)
PROVIDER = "PROV"
"""Ours: a provider did not carry it out for a reason that is not the account's."""
OURS = frozenset({PROVIDER, "AG02", "AM04", "AM05", "BE05", "DT01", "ED05", "FF01", "FOCR", "RR01", "RR02", "TM01"})
"""Reasons that lie with us or the way, not with the account: it stays in force, and the money goes out again to it."""

DUPLICATES = frozenset({"AM05", "DU01", "DU02", "DU03", "DU04", "DU05"})
"""The bank takes it for something it has had before. So it may have carried that out: no word that it did not."""


def says(code: str, text: str) -> str:
    """The bank's reason in words; its own where it gave some."""
    return REASONS.get(code, "") or text or (f"code {code}" if code else "no reason given")
