"""A real mail server that counts what it takes, and refuses when it is told to."""

import re
import threading
from collections import Counter
from collections.abc import Callable

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.brokers import free_port

_ID = re.compile(rb"^Message-ID: <([^@>]+)@", re.MULTILINE | re.IGNORECASE)
TAKEN = "250 OK"


class Mailbox:
    """`taken` counts letters by key. `answer` says what a recipient or a letter is told; it runs in another thread."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.answer_recipient: Callable[[str], str] = lambda address: TAKEN
        self.refused = 0
        self.port = free_port()
        self._changed = threading.Condition()
        self._server: Controller | None = None

    @property
    def url(self) -> str:
        """As EMAIL_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    def open(self) -> None:
        """Take connections."""
        self._server = Controller(self, hostname="127.0.0.1", port=self.port, server_hostname="faults.test")
        self._server.start()

    def close(self) -> None:
        """Take none any more."""
        if self._server:
            self._server.stop()
        self._server = None

    def wait_for(self, count: int, *, seconds: float = 60) -> None:
        """Return as soon as so many different letters are here."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.taken) >= count, seconds), f"only {len(self.taken)} letters"

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Whether the recipient is welcome."""
        answer = self.answer_recipient(address)
        if answer == TAKEN:
            envelope.rcpt_tos.append(address)
        else:
            self.refused += 1
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Count the letter."""
        found = _ID.search(bytes(envelope.content or b""))
        assert found
        with self._changed:
            self.taken[found.group(1).decode()] += 1
            self._changed.notify_all()
        return TAKEN
