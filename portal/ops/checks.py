"""System checks of our own, shown by `manage.py check --deploy`."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.http.request import split_domain_port, validate_host


@register(Tags.urls)
def site_origin_is_an_origin(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """Links in mails start with SITE_ORIGIN, so it must be an origin that this site answers to."""
    parts = urlsplit(settings.SITE_ORIGIN)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path:
        return [Error("SITE_ORIGIN must be like https://soundcheck.example, without a path.", id="soundcheck.E001")]
    if not validate_host(split_domain_port(parts.netloc)[0], settings.ALLOWED_HOSTS):
        return [Error("The host of SITE_ORIGIN is not in ALLOWED_HOSTS.", id="soundcheck.E002")]
    return []


@register(Tags.security, deploy=True)
def nothing_of_the_demonstration(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """In production mail must leave, over TLS, and the demonstration's pages must not exist."""
    found: list[CheckMessage] = []
    if settings.DEMO:
        found.append(
            Warning("SOUNDCHECK_DEMO is on: everybody's mail can be read at /dev/mail/.", id="soundcheck.W001")
        )
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        found.append(Warning("EMAIL_URL is not set: mail goes to files that nobody reads.", id="soundcheck.W002"))
    if not settings.SITE_ORIGIN.startswith("https://"):
        found.append(Warning("SITE_ORIGIN is not https: cookies and HSTS are left open.", id="soundcheck.W003"))
    if settings.WEBHOOKS_TO_LOOPBACK:
        found.append(Warning("WEBHOOKS_TO_LOOPBACK is on: webhooks reach this machine's inside.", id="soundcheck.W004"))
    return found
