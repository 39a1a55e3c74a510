"""Notices leave by e-mail, each as one letter."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from artists.journal.outbox import handles
from artists.notices.kinds import registered
from artists.notices.models import Delivery, Notice
from artists.notices.topics import EMAIL
from portal.channels.letters import Letter, key_of, send
from portal.places import address_of


@handles(EMAIL)
def send_notice(payload: Mapping[str, Any]) -> None:
    """Mail one notice, unless it was withdrawn meanwhile or has left already."""
    waiting = Delivery.objects.waiting().filter(key=payload["delivery"]).select_for_update(of=("self",))
    delivery = waiting.select_related("person", "notice__team").first()
    if delivery is None:
        return
    if delivery.notice.withdrawn_at:
        delivery.cancelled_at = timezone.now()
    else:
        with translation.override(delivery.person.language), timezone.override(ZoneInfo(delivery.person.time_zone)):
            send(_letter(delivery))
        delivery.sent_at = timezone.now()
    delivery.save(update_fields=["sent_at", "cancelled_at"])


def _letter(delivery: Delivery) -> Letter:
    notice = delivery.notice
    kind = registered().get(notice.kind)
    closes = _closes(notice)
    return Letter(
        to=delivery.person.email,
        subject=notice.title,
        preview=closes or notice.text or notice.title,
        paragraphs=(notice.text,) if notice.text else (),
        facts=tuple((name, words) for name, words in notice.facts),
        button=notice.button or _("Open it in Soundcheck"),
        url=settings.SITE_ORIGIN + (address_of(notice) or reverse("site:home")),
        small=(_("You answer in Soundcheck, never from an e-mail."),) if notice.needs_answer else (),
        key=key_of(delivery.key),
        badge=closes,
        because=_("To %(name)s, because “%(group)s” reach you by e-mail.")
        % {"name": delivery.person.get_full_name(), "group": kind.group.label if kind else ""},
    )


def _closes(notice: Notice) -> str:
    if notice.closes_at is None:
        return ""
    return _("Closes %(when)s") % {"when": date_format(timezone.localtime(notice.closes_at), "D j M, H:i")}
