"""From a notice to a letter, in the reader's language and zone."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from artists.accounts.models import User
from artists.notices.kinds import GROUPS, Channel, Group, registered
from artists.notices.models import Notice
from portal.channels.letters import Foot, Item, Letter, Part, key_of
from portal.links import open_path, stop_path

_SHOWN = 40  # notices in a digest; the centre has the rest


@contextmanager
def reading(person: User) -> Iterator[None]:
    """In the person's language and zone."""
    with translation.override(person.language), timezone.override(ZoneInfo(person.time_zone)):
        yield


def letter_of(notice: Notice, *, key: str) -> Letter:
    """One notice as a letter of its own."""
    person, group = notice.person, _group(notice)
    closes = closing_words(notice)
    team = notice.team
    because = _("To %(name)s, because “%(group)s” reaches you by e-mail.") % {
        "name": f"{person.get_full_name()} ({team.name})" if team else person.get_full_name(),
        "group": group.label,
    }
    return Letter(
        to=person.email,
        subject=notice.title,
        preview=closes or notice.text or notice.title,
        paragraphs=(notice.text,) if notice.text else (),
        facts=tuple((name, words) for name, words in notice.facts),
        button=notice.button or _("Open it in Soundcheck"),
        url=_url(open_path(notice.pk, person.pk)),
        small=(_("You answer in Soundcheck, never from an e-mail."),) if notice.needs_answer else (),
        key=key_of(key),
        badge=closes,
        foot=_foot(person, because, Channel.EMAIL, [group.code], stop_words=_stop_words(group)),
    )


def digest_of(notices: Sequence[Notice], *, key: str) -> Letter:
    """Many notices as one letter, by group; its subject is what needs the person, if anything does."""
    person, number = notices[0].person, len(notices)
    first = next((notice for notice in notices if notice.needs_answer), notices[0]).title
    subject = first if number == 1 else _("%(first)s, and %(more)s more") % {"first": first, "more": number - 1}
    shown = notices[:_SHOWN]
    parts = [
        Part(group.label, tuple(_item(notice) for notice in shown if _group(notice) is group))
        for group in GROUPS.values()
    ]
    because = _("To %(name)s: your digest, as you set it.") % {"name": person.get_full_name()}
    said = ngettext(
        "One thing happened that you have not read.", "%(number)s things happened that you have not read.", number
    ) % {"number": number}
    return Letter(
        to=person.email,
        subject=subject,
        preview=said,
        paragraphs=(said,),
        facts=(),
        button=_("See all notices"),
        url=_url(reverse("site:notices")),
        small=(),
        key=key_of(key),
        parts=tuple(part for part in parts if part.items),
        foot=_foot(person, because, Channel.DIGEST, list(GROUPS), stop_words=_("stop the digest")),
    )


def closing_words(notice: Notice) -> str:
    """“Closes Thu 26 Nov, 18:00”, in the reader's zone; empty where nothing closes."""
    if notice.closes_at is None:
        return ""
    return _("Closes %(when)s") % {"when": date_format(timezone.localtime(notice.closes_at), "D j M, H:i")}


def _item(notice: Notice) -> Item:
    url = _url(open_path(notice.pk, notice.person_id))
    return Item(notice.title, notice.text, url, closing_words(notice), notice.more)


def _foot(person: User, because: str, channel: Channel, groups: Sequence[str], *, stop_words: str) -> Foot:
    return Foot(
        because=because,
        change_url=_url(reverse("site:notices_how")),
        stop_url=_url(stop_path(person.pk, channel, groups)),
        stop_words=stop_words,
    )


def _stop_words(group: Group) -> str:
    return _("get these in the digest instead") if group.mandatory else _("stop these e-mails")


def _group(notice: Notice) -> Group:
    kind = registered().get(notice.kind)
    return kind.group if kind else GROUPS["news"]


def _url(path: str) -> str:
    return settings.SITE_ORIGIN + path
