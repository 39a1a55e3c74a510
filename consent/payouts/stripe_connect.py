"""Transfers to connected accounts of Stripe. Off without STRIPE_SECRET_KEY.

https://docs.stripe.com/api/transfers/create, https://docs.stripe.com/api/idempotent_requests: under one idempotency key
Stripe makes one transfer, however often it is asked within its day; our reference is also the transfer's group, which
is looked up first, so a try after that day makes no second one either.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import httpcore

from consent.payouts.payee import Payee
from consent.payouts.rails import Failed, Instruction, Made, Order, Unreachable

VERSION = "2025-09-30.clover"
_SECONDS = 20.0
_MOST = 256 * 1024
# https://docs.stripe.com/currencies#zero-decimal and #three-decimal (whose last digit must be 0): all else has two, ISK
# as well.
_WHOLE = frozenset({
    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF",
})  # fmt: skip
_THREE = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})
# What lies with the connected account: another has to be named. All else lies with us, and goes out again to it.
_THEIRS = frozenset({
    "account_closed", "account_invalid", "insufficient_capabilities_for_transfer", "no_account", "resource_missing",
    "transfers_not_allowed",
})  # fmt: skip


def _unit(currency: str) -> Decimal:
    return Decimal(1 if currency in _WHOLE else 1000 if currency in _THREE else 100)


def amount_of(coins: int, currency: str) -> Decimal:
    """So many of Stripe's smallest units: 84.10 for 8410 EUR, 500 for 500 JPY, 8.41 for 8410 KWD."""
    return Decimal(coins) / _unit(currency)


def coins_of(amount: Decimal, currency: str) -> int:
    """The reverse. Raises `Failed` where Stripe has no such coin."""
    coins = amount * _unit(currency)
    if coins != int(coins) or (currency in _THREE and coins % 10):
        raise Failed("amount", f"Stripe has no coin for {amount.normalize():f} {currency}.")
    return int(coins)


class StripeConnect:
    """Transfers over Stripe's API."""

    name = "stripe"
    carried = False

    def __init__(self, secret_key: str, api: str = "https://api.stripe.com") -> None:
        self._key, self._api = secret_key, api.rstrip("/")

    def takes(self, payee: Payee) -> bool:
        """Whoever named a connected account."""
        return bool(payee.stripe)

    def check(self, payee: Payee) -> None:
        """Ask whether the account is connected to ours, and may be sent transfers."""
        found = self._call("GET", f"/v1/accounts/{payee.stripe}", asking=True)
        able = found.get("capabilities")
        if not isinstance(able, dict) or able.get("transfers") != "active":
            raise Failed("transfers_inactive", "Stripe does not pay to this account yet: finish setting it up there.")

    def files(self, order: Order) -> list[Made]:
        """None: nothing is carried."""
        return []

    def send(self, instruction: Instruction) -> str:
        """Make the transfer, and return Stripe's id of it. Raises `Failed`, `Unreachable`."""
        found = self._call("GET", f"/v1/transfers?{urlencode({'transfer_group': instruction.reference, 'limit': 1})}")
        if made := found.get("data"):
            return str(made[0]["id"])
        coins = coins_of(instruction.amount, instruction.currency)
        form = {
            "amount": str(coins), "currency": instruction.currency.lower(),
            "destination": instruction.payee.stripe, "transfer_group": instruction.reference,
            "description": instruction.text, "metadata[reference]": instruction.reference,
        }  # fmt: skip
        return str(self._call("POST", "/v1/transfers", form, key=instruction.reference)["id"])

    def _call(
        self, method: str, path: str, form: Mapping[str, str] | None = None, *, key: str = "", asking: bool = False
    ) -> dict[str, Any]:  # fmt: skip
        headers = {"Authorization": f"Bearer {self._key}", "Stripe-Version": VERSION, "Connection": "close"}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if key:
            headers["Idempotency-Key"] = key
        limits = dict.fromkeys(("connect", "read", "write", "pool"), _SECONDS)
        body = urlencode(form or {}).encode() if form is not None else None
        try:
            with httpcore.ConnectionPool(max_connections=1) as pool:
                answer = pool.request(
                    method, self._api + path, headers=list(headers.items()), content=body,
                    extensions={"timeout": limits},
                )  # fmt: skip
            said = json.loads(answer.content[:_MOST])
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError, ValueError) as error:
            raise Unreachable(f"Stripe could not be asked: {type(error).__name__}.") from error
        if answer.status == 403 and asking:  # our key is good, and this account is none of ours
            raise Failed("not_connected", "No account of this id is connected to us at Stripe.", account=True)
        return self._read(answer.status, said)

    def _read(self, status: int, said: Any) -> dict[str, Any]:
        if not isinstance(said, dict):
            raise Unreachable(f"Stripe answered {status} with something else than an object.")
        if 200 <= status < 300:
            return said
        told = said.get("error")
        error: dict[str, Any] = told if isinstance(told, dict) else {}
        code = str(error.get("code") or error.get("type") or status)
        # 401 and 403 are our key's fault, 409 and 429 the moment's: trying again later may help, giving up would not.
        if status in (401, 403, 409, 429) or status >= 500 or code == "balance_insufficient":
            raise Unreachable(f"Stripe answered {status} ({code}).")
        said_why = str(error.get("message") or f"Stripe answered {status}.")[:200]
        raise Failed(code[:40], said_why, account=code in _THEIRS)
