"""A small client for Soundcheck. The standard library alone; copy it and make it yours.

api = Soundcheck("https://…", "test_…", "sck_test_…")
answer = api.check("remix", isrc="ZZS0T2600001", territory="DE")
if answer.allowed: ...
"""

import json
import time
import uuid
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

SCOPES = "checks reports withdrawals"


class Problem(Exception):
    """An error (RFC 9457). `code` never changes its meaning."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        super().__init__(f"{document.get('reason_code')}: {document.get('detail')}")
        self.code: str = document.get("reason_code", "unknown")
        self.status: int = document.get("status", 0)
        self.errors: Sequence[Mapping[str, Any]] = document.get("errors") or ()


@dataclass(frozen=True)
class Permit:
    """A signed allow. Hand `token` to whoever does the work."""

    id: str
    token: str
    expires_at: str
    quantity: int


@dataclass(frozen=True)
class Answer:
    """What a check says."""

    answer: str
    reasons: Sequence[str]
    asset: str | None
    credit: str | None
    permit: Permit | None

    @property
    def allowed(self) -> bool:
        """Only `allow` means yes."""
        return self.answer == "allow"


@dataclass(frozen=True)
class Withdrawal:
    """A yes that was taken back, and what is asked of you, by when."""

    id: str
    state: str
    uses: Sequence[str]
    asked: Mapping[str, str]
    test: bool


@dataclass
class Soundcheck:
    """One portal, for one client."""

    portal: str
    client_id: str
    secret: str = field(repr=False)
    seconds: float = 10
    _token: str = field(default="", init=False, repr=False)
    _until: float = field(default=0, init=False, repr=False)

    def check(self, use: str, *, permit: int = 0, **named: str) -> Answer:
        """May this use go ahead? Name the asset by `isrc`, `iswc`, `asset` or `artist`; `permit` is a quantity."""
        question = {"use": use, **named} | ({"permit": {"quantity": permit}} if permit else {})
        return self.check_many([question])[0]

    def check_many(self, questions: Sequence[Mapping[str, Any]]) -> list[Answer]:
        """Up to 1,000 questions, answered in their order and as of one moment."""
        said = self._call("POST", "checks", {"questions": list(questions)})
        return [_answer(one) for one in said["answers"]]

    def redeem(self, permit_id: str) -> str:
        """Use a permit, hearing a withdrawal of a second ago. `Problem` `in_the_way` where it counts no more."""
        return str(self._call("POST", f"permits/{permit_id}/redeem")["state"])

    def report(self, lines: Sequence[Mapping[str, Any]], key: str = "") -> Mapping[str, Any]:
        """Say what was made. The same `key` again changes nothing, and each `reference` counts once."""
        return self._call("POST", "reports", {"lines": list(lines)}, key or str(uuid.uuid4()))

    def withdrawals(self, after: str = "") -> Iterator[Withdrawal]:
        """What was taken back, by its last change."""
        more = True
        while more:
            page = self._call("GET", "withdrawals" + (f"?{urlencode({'after': after})}" if after else ""))
            for one in page["withdrawals"]:
                asked = {each["what"]: each["due_at"] for each in one["asked"]}
                yield Withdrawal(one["id"], one["state"], one["uses"], asked, one["test"])
            after, more = page["next"], page["more"]

    def acknowledge(self, withdrawal_id: str, what: Sequence[str] = (), note: str = "") -> str:
        """Say that it is done: all that is asked, or what you name. Its state then."""
        body: dict[str, Any] = {"note": note} | ({"what": list(what)} if what else {})
        return str(self._call("POST", f"withdrawals/{withdrawal_id}/acknowledge", body)["state"])

    def _call(self, method: str, path: str, body: Any = None, key: str = "") -> Mapping[str, Any]:
        headers = {"Authorization": f"Bearer {self._bearer()}", "Content-Type": "application/json"}
        headers |= {"Idempotency-Key": key} if key else {}
        data = json.dumps(body).encode() if body is not None else None
        return self._send(Request(f"{self.portal}/api/v1/{path}", data, headers, method=method))

    def _bearer(self) -> str:
        if time.time() > self._until:
            basic = b64encode(f"{self.client_id}:{self.secret}".encode()).decode()
            form = urlencode({"grant_type": "client_credentials", "scope": SCOPES}).encode()
            address = f"{self.portal}/identity/o/api/token"
            said = self._send(Request(address, form, {"Authorization": f"Basic {basic}"}))
            self._token, self._until = said["access_token"], time.time() + said["expires_in"] - 60
        return self._token

    def _send(self, request: Request, *, again: bool = True) -> Mapping[str, Any]:
        try:
            with urlopen(request, timeout=self.seconds) as response:
                answer: Mapping[str, Any] = json.load(response)
                return answer
        except HTTPError as error:
            with error:
                status, body, wait = error.code, error.read(), error.headers.get("Retry-After", "")
        if status == 429 and again and wait.isdecimal():
            time.sleep(int(wait))
            return self._send(request, again=False)
        try:
            document = json.loads(body)
        except ValueError:
            document = {"status": status, "detail": "This is no answer of Soundcheck's."}
        raise Problem(document)


def _answer(one: Mapping[str, Any]) -> Answer:
    given = one.get("permit")
    permit = Permit(given["id"], given["token"], given["expires_at"], given["quantity"]) if given else None
    return Answer(one["answer"], [each["code"] for each in one["reasons"]], one["asset"], one["credit"], permit)
