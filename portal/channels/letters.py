"""One letter, said twice from the same words: as plain text, and as HTML that fetches nothing."""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


@dataclass(frozen=True)
class Item:
    """One notice in a digest. `url` is where it leads, `more` how many came before it."""

    title: str
    text: str
    url: str
    badge: str = ""
    more: int = 0


@dataclass(frozen=True)
class Part:
    """The notices of one group in a digest."""

    label: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Foot:
    """Why a letter was sent, how to change that, and how to stop it at one press."""

    because: str
    change_url: str
    stop_url: str
    stop_words: str


@dataclass(frozen=True)
class Letter:
    """What a letter says. `url` is where its one button leads; `key` makes two sendings of it one in a mailbox.

    `badge` stands over the title, such as when something closes. `parts` are what a digest gathers. With a `foot`, mail
    programs show a way to stop these letters (RFC 8058).
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
    parts: tuple[Part, ...] = ()
    foot: Foot | None = None


def key_of(name: str) -> str:
    """A key for a Message-ID from whatever names one letter: the same name always gives the same key."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def send(letter: Letter) -> None:
    """Hand the letter to the mail server; whatever goes wrong is raised, so that the outbox tries again."""
    context = {"letter": letter, "origin": settings.SITE_ORIGIN}
    host = settings.SITE_ORIGIN.partition("://")[2].partition(":")[0]
    headers = {"Message-ID": f"<{letter.key}@{host}>", "Auto-Submitted": "auto-generated"}
    if letter.foot:
        headers["List-Unsubscribe"] = f"<{letter.foot.stop_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail = EmailMultiAlternatives(
        subject=" ".join(letter.subject.split()),
        body=render_to_string("emails/letter.txt", context),
        to=[letter.to],
        headers=headers,
    )
    mail.attach_alternative(render_to_string("emails/letter.html", context), "text/html")
    mail.send()
