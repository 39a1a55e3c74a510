"""Notices on a phone or a desktop: Web Push (RFC 8030), encrypted for the browser and signed with our key (VAPID)."""

import json
import logging
from collections.abc import Mapping
from typing import Any

import requests
from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from pywebpush import WebPushException, webpush

from artists.journal.handlers import Lane, TryAgain, handles
from artists.notices import sending
from artists.notices.models import Delivery, PushSubscription
from artists.notices.topics import PUSH
from portal.channels.letters import key_of
from portal.channels.wording import closing_words, reading
from portal.links import open_path

logger = logging.getLogger(__name__)

_SECONDS = 10
_KEPT = 24 * 3600  # how long the service keeps it for a phone that is off
_GONE = (404, 410)


@handles(PUSH, lane=Lane.PUSH, outside_transaction=True)
def push_notice(payload: Mapping[str, Any]) -> None:
    """Show one notice on each of the person's devices. A device that is gone is forgotten.

    Tried again only while no device took it: whoever has seen it on one is not shown it twice.
    """
    delivery = sending.claim(payload["delivery"])
    if delivery is None:
        return
    if not settings.VAPID_PRIVATE_KEY:
        sending.refused([delivery], "Web push is not set up here.")
        return
    took, failed = 0, False
    for device in PushSubscription.objects.filter(person=delivery.person).order_by("pk"):
        try:
            took += _show(device, delivery)
        except (WebPushException, requests.RequestException) as error:
            logger.warning("push failed", extra={"device": device.pk, "error": str(error)[:200]})
            failed = True
    if took:
        sending.sent([delivery])
    elif failed:
        raise TryAgain("The push service did not take it.")
    else:
        sending.refused([delivery], "No device is left that would show it.")


def _show(device: PushSubscription, delivery: Delivery) -> int:
    """1 where the device's service took it, 0 where the device is gone."""
    with requests.Session() as session, reading(delivery.person):
        session.max_redirects = 0  # a push service answers itself; nobody sends us elsewhere
        try:
            webpush(
                {"endpoint": device.endpoint, "keys": {"p256dh": device.p256dh, "auth": device.auth}},
                data=json.dumps(_said(delivery)),
                vapid_private_key=settings.VAPID_PRIVATE_KEY,
                vapid_claims={"sub": settings.VAPID_CONTACT or settings.SITE_ORIGIN},
                ttl=_KEPT,
                timeout=_SECONDS,
                headers={"Topic": key_of(delivery.key), "Urgency": "high" if delivery.notice.urgent else "normal"},
                requests_session=session,
            )
        except WebPushException as error:
            if error.response is None or error.response.status_code not in _GONE:
                raise
            device.delete()
            return 0
    PushSubscription.objects.filter(pk=device.pk).update(heard_at=timezone.now())
    return 1


def _said(delivery: Delivery) -> dict[str, str]:
    """What the service worker shows. The tag makes a second sending replace the first on the screen."""
    notice = delivery.notice
    body = closing_words(notice) or notice.text
    return {
        "title": notice.title[:120],
        "body": body[:300],
        "url": open_path(notice.pk, delivery.person_id),
        "tag": key_of(notice.fold_key),
        "icon": static("icons/soundcheck-192.png"),
    }
