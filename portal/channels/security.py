"""Notices of what concerns a person's way in: a new device, and what was changed about how they sign in.

allauth says what happened, by signal; a message in the outbox does the telling, so that nobody's sign-in waits for it
or fails with it. Where allauth mails by itself (a changed address is told at the old one), we send no second mail.
"""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from allauth.account.signals import email_changed, password_changed, password_reset, password_set, user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from artists.accounts.models import User
from artists.journal.handlers import handles
from artists.journal.record import Follows, file_messages
from artists.notices.actions import try_address_again
from artists.notices.kinds import register
from artists.notices.telling import Told, Words, tell_now
from portal.channels.devices import device_name

SECURITY = "notices.security"
SIGNED_IN = register("account.signed_in", "A sign-in on a new device", group="security", permission=None)
CHANGED = register("account.changed", "Your way in changed", group="security", permission=None, mailed_already=True)
_JUST_JOINED = timedelta(minutes=10)

_WORDS = {
    "password": ("Your password was changed", "If this was not you, reset it and end the other sessions."),
    "password_set": ("A password was set for your account", "Until now you signed in without one."),
    "password_reset": ("Your password was reset by e-mail", "If this was not you, look who reads your mailbox."),
    "email": ("Your e-mail address was changed", "The old address was told as well."),
    "added": ("{what} was added to your account", "You, and nobody else, should hold it."),
    "removed": ("{what} was removed from your account", "If this was not you, end the other sessions now."),
    "reset": ("{what} was made anew", "The old one no longer works."),
}
_AUTHENTICATORS = {
    Authenticator.Type.WEBAUTHN: "A passkey",
    Authenticator.Type.TOTP: "An authenticator app",
    Authenticator.Type.RECOVERY_CODES: "A set of recovery codes",
}


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: User, **more: Any) -> None:
    """Somebody signed in. The very first device is the one they joined on: no news."""
    if timezone.now() - user.joined_at > _JUST_JOINED:
        _file(user, {"what": "signed_in", "device": device_name(request.META.get("HTTP_USER_AGENT", ""))})


@receiver(password_changed)
def password_was_changed(user: User, **more: Any) -> None:
    """By somebody signed in."""
    _file(user, {"what": "password"})


@receiver(password_set)
def password_was_set(user: User, **more: Any) -> None:
    """For the first time."""
    _file(user, {"what": "password_set"})


@receiver(password_reset)
def password_was_reset(user: User, **more: Any) -> None:
    """With a link from a mail."""
    _file(user, {"what": "password_reset"})


@receiver(email_changed)
def address_was_changed(user: User, **more: Any) -> None:
    """The new address deserves a fresh start."""
    try_address_again(user)
    _file(user, {"what": "email"})


@receiver(authenticator_added)
def authenticator_was_added(user: User, authenticator: Authenticator, **more: Any) -> None:
    """A passkey, an app, recovery codes."""
    _file(user, {"what": "added", "authenticator": authenticator.type})


@receiver(authenticator_removed)
def authenticator_was_removed(user: User, authenticator: Authenticator, **more: Any) -> None:
    """The same, gone."""
    _file(user, {"what": "removed", "authenticator": authenticator.type})


@receiver(authenticator_reset)
def authenticator_was_reset(user: User, authenticator: Authenticator, **more: Any) -> None:
    """Recovery codes, made anew."""
    _file(user, {"what": "reset", "authenticator": authenticator.type})


@handles(SECURITY)
def tell_of_security(payload: Mapping[str, Any]) -> None:
    """Tell the person. A device they have signed in with before is no news."""
    if payload["what"] == "signed_in":
        device = payload["device"]
        mark = sha256(device.encode()).hexdigest()[:16]
        words = Words(
            f"New sign-in from {device}",
            "If this was not you, end that session and change your password.",
            button="See your devices",
        )
        about = f"signed-in:{payload['person']}:{mark}"
        tell_now(Told(SIGNED_IN, about, people={payload["person"]: words}, place=("sessions", "")), key=about)
        return
    title, text = _WORDS[payload["what"]]
    what = _AUTHENTICATORS.get(payload.get("authenticator", ""), "A second factor")
    words = Words(title.format(what=what), text)
    about = f"way-in:{payload['person']}:{payload['id']}"
    tell_now(Told(CHANGED, about, people={payload["person"]: words}, place=("profile", "")), key=about)


def _file(user: User, payload: dict[str, Any]) -> None:
    number = str(uuid4())
    with transaction.atomic():
        file_messages([Follows(SECURITY, f"security:{number}", {"person": user.pk, "id": number, **payload})])
