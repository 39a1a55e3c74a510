"""A real mail server in a process of its own, so that it can be killed as mail servers are. It counts what it takes.

Run as a program it is the server: `python -m tests.faults.mailbox PORT FILE MOOD`. It writes the Message-ID of each
letter to the file before it says yes. In the mood `choosy` it refuses recipients called `unknown-…` for good, and
those called `busy-…` the first time.
"""

import asyncio
import contextlib
import os
import re
import smtplib
import subprocess
import sys
from collections import Counter
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.brokers import end, free_port
from tests.support.waiting import until

_ID = re.compile(rb"^Message-ID: <([^@>]+)@", re.MULTILINE | re.IGNORECASE)
KIND, CHOOSY = "kind", "choosy"


class Mailbox:
    """The server as a test sees it."""

    def __init__(self, file: Path) -> None:
        self.port = free_port()
        self._file = file
        self._file.touch()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """As EMAIL_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def taken(self) -> Counter[str]:
        """How often each letter was taken."""
        return Counter(self._file.read_text().split())

    def start(self, mood: str = KIND) -> None:
        """Take connections; returns when it does."""
        command = [sys.executable, "-m", "tests.faults.mailbox", str(self.port), str(self._file), mood]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
        until(self._answers)

    def kill(self) -> None:
        """Hang up on everybody in mid-sentence."""
        if self._process:
            end(self._process)
        self._process = None

    def _answers(self) -> bool:
        assert self._process
        assert self._process.poll() is None, "The mail server ended by itself."
        with contextlib.suppress(OSError, smtplib.SMTPException), smtplib.SMTP("127.0.0.1", self.port, timeout=5):
            return True
        return False


class Clerk:
    """Who decides at the server."""

    def __init__(self, file: Path, mood: str) -> None:
        self._log = os.open(file, os.O_WRONLY | os.O_APPEND)
        self._mood = mood
        self._seen: set[str] = set()

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Whether the recipient is welcome."""
        if self._mood == CHOOSY and address.startswith("unknown-"):
            return "550 5.1.1 No such person here"
        if self._mood == CHOOSY and address.startswith("busy-") and address not in self._seen:
            self._seen.add(address)
            return "451 4.3.0 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Count the letter, then say yes."""
        content = envelope.content or b""
        found = _ID.search(content if isinstance(content, bytes) else content.encode())
        if found is None:
            return "554 5.6.0 No Message-ID"
        os.write(self._log, found.group(1) + b"\n")
        return "250 OK"


async def serve(port: int, clerk: Clerk) -> None:
    """Be a mail server until killed."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(clerk, hostname="faults.test", loop=loop), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Clerk(Path(sys.argv[2]), sys.argv[3])))
