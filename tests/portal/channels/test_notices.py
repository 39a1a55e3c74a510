"""Notices by e-mail: one letter in words and looks, once, and not when it was withdrawn."""

from datetime import UTC, datetime

from django.core import mail
from django.core.mail import EmailMultiAlternatives

from artists.access import Permission
from artists.journal import outbox
from artists.journal.models import Message
from artists.notices.kinds import GROUPS, Kind
from artists.notices.models import Delivery
from artists.notices.telling import Told, Words, tell_now, withdraw
from tests.cast import Cast

ASKED = Kind("test.asked", "Somebody asks", GROUPS["requests"], Permission.CHOOSE)


def tell(cast: Cast) -> None:
    """Tell Marco of a request."""
    words = Words("Halcyon Audio asks to remix 3 tracks", "Players could hear it.", (("Fee", "1,200"),), "Answer")
    told = Told(
        ASKED,
        "request:1",
        teams={cast.artist.pk: words},
        place=("team", ""),
        closes_at=datetime(2026, 11, 26, 18, tzinfo=UTC),
        needs_answer=True,
    )
    tell_now(told, key="1", but=cast.ayla.pk)


def test_a_letter_says_the_same_in_words_and_in_looks(cast: Cast) -> None:
    cast.marco.time_zone = "Europe/Berlin"
    cast.marco.save()
    tell(cast)
    outbox.drain()
    (letter,) = mail.outbox
    assert isinstance(letter, EmailMultiAlternatives)
    html = str(letter.alternatives[0][0])
    for words in ("Players could hear it.", "1,200", "Answer", "/t/ayla-marsh/team/", "Closes Thu 26 Nov, 19:00"):
        assert words in letter.body
        assert words in html
    assert letter.subject == "Halcyon Audio asks to remix 3 tracks"
    assert letter.to == ["marco@demo.test"]
    assert Delivery.objects.get(channel="email").sent_at


def test_a_message_carried_out_twice_is_one_letter(cast: Cast) -> None:
    tell(cast)
    outbox.drain()
    Message.objects.update(done_at=None)
    outbox.drain()
    assert len(mail.outbox) == 1


def test_what_was_withdrawn_does_not_leave(cast: Cast) -> None:
    tell(cast)
    withdraw("request:1")
    outbox.drain()
    assert mail.outbox == []
    assert Delivery.objects.get(channel="email").cancelled_at
