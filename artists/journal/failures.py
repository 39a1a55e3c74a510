"""What went wrong, in a sentence for an operator.

What an error says of itself may hold an address, a link or a secret: it stays in the log and in `last_error`, and only
its kind is read here.
"""

import smtplib
import socket
import ssl

from django.db import Error as DatabaseError

from artists.journal.handlers import GiveUp, TryAgain


def sentence(error: BaseException) -> str:
    """Why it failed. What a handler says itself is taken at its word."""
    if isinstance(error, (TryAgain, GiveUp)):
        return error.sentence
    if isinstance(error, smtplib.SMTPException):
        return _of_mail(error)
    for kind, words in _WORDS:
        if isinstance(error, kind):
            return words
    return f"Something unexpected happened ({type(error).__name__}). The log says more."


def is_final(error: BaseException) -> bool:
    """Whether trying again cannot help: the handler says so, or a mail server refuses this very mail for good."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return 500 <= error.smtp_code < 600
    return isinstance(error, GiveUp)


class Unhandled(LookupError):
    """Nobody handles the topic: an older message, or a newer one than this version knows."""


_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (Unhandled, "This version of Soundcheck does not know what to do with it."),
    (DatabaseError, "The database refused it. The log says more."),
    (TimeoutError, "The other side did not answer in time."),
    (ConnectionRefusedError, "Nothing answers at the other side."),
    (ConnectionError, "The connection was lost."),
    (socket.gaierror, "The other side's name is not known."),
    (ssl.SSLError, "No safe connection could be made."),
)


def _of_mail(error: smtplib.SMTPException) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({code for code, _ in error.recipients.values()})
        for_good = "for good" if is_final(error) else "for now"
        return f"The mail server refuses the recipient {for_good} ({', '.join(map(str, codes))})."
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "The mail server does not accept our name and password."
    if isinstance(error, smtplib.SMTPResponseException):
        return f"The mail server refused the mail ({error.smtp_code})."
    return "The mail server ended the connection."
