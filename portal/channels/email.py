"""Notices by e-mail: at once, each as one letter; and the digest."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from smtplib import SMTPRecipientsRefused
from typing import Any

from artists.journal.failures import is_final, sentence
from artists.journal.handlers import Lane, handles
from artists.notices import sending
from artists.notices.models import Delivery
from artists.notices.topics import DIGEST, EMAIL
from portal.channels.letters import Letter, send
from portal.channels.wording import digest_of, letter_of, reading


@handles(EMAIL, lane=Lane.MAIL, outside_transaction=True)
def send_notice(payload: Mapping[str, Any]) -> None:
    """Mail one notice, unless it was withdrawn meanwhile or has left already."""
    delivery = sending.claim(payload["delivery"])
    if delivery is None:
        return
    with reading(delivery.person):
        _mail(letter_of(delivery.notice, key=delivery.key), [delivery])


@handles(DIGEST, lane=Lane.MAIL, outside_transaction=True)
def send_digest(payload: Mapping[str, Any]) -> None:
    """Mail what a person's digest has gathered; nothing where nothing is left to say."""
    rows = sending.claim_digest(payload["person"], datetime.fromisoformat(payload["due_at"]))
    if not rows:
        return
    notices = [row.notice for row in rows]
    with reading(rows[0].person):
        _mail(digest_of(notices, key=f"digest:{payload['person']}:{payload['due_at']}"), rows)


def _mail(letter: Letter, rows: Sequence[Delivery]) -> None:
    """Send, and note what became of it. Where the mailbox refuses for good, the outbox gives up, and we count it."""
    try:
        send(letter)
    except SMTPRecipientsRefused as error:
        if is_final(error):
            sending.mailbox_refused(rows, letter.to, sentence(error))
        raise
    sending.sent(rows)
