"""One letter, said twice from the same words: as plain text, and as HTML that fetches nothing."""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


@dataclass(frozen=True)
class Letter:
    """What a letter says. `url` is where its one button leads; `key` makes two sendings of it one in a mailbox.

    `badge` stands over the title, such as when something closes; `because` says below why it was sent.
    """

    to: str
    subject: str
    preview: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    button: str
    url: str
    small: tuple[str, ...]
    key: str
    badge: str = ""
    because: str = ""


def key_of(name: str) -> str:
    """A key for a Message-ID from whatever names one letter: the same name always gives the same key."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def send(letter: Letter) -> None:
    """Hand the letter to the mail server; whatever goes wrong is raised, so that the outbox tries again."""
    context = {"letter": letter, "origin": settings.SITE_ORIGIN}
    host = settings.SITE_ORIGIN.partition("://")[2].partition(":")[0]
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=render_to_string("emails/letter.txt", context),
        to=[letter.to],
        headers={"Message-ID": f"<{letter.key}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string("emails/letter.html", context), "text/html")
    mail.send()
