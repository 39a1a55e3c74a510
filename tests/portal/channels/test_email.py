"""Notices by e-mail: one letter in words and looks, once, and not when it was withdrawn; the digest."""

from datetime import UTC, datetime, time, timedelta
from email import message_from_bytes
from urllib.parse import urlsplit

import time_machine
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db.models import F
from django.test import Client
from django.utils import timezone

from artists.access import Permission
from artists.accounts.models import User
from artists.journal import outbox
from artists.journal.models import Message
from artists.notices import actions
from artists.notices.kinds import GROUPS, Channel, register
from artists.notices.models import Delivery, Notice
from artists.notices.selectors import grid
from artists.notices.telling import Told, Words, tell_now, withdraw
from artists.teams.models import Membership
from tests.cast import Cast

ASKED = register("test.asked", "Somebody asks", group="requests", permission=Permission.CHOOSE)
PAID = register("test.paid", "Money came", group="money", permission=Permission.SEE_MONEY)
WORDS = Words("Halcyon Audio asks to remix 3 tracks", "Players could hear it.", (("Fee", "1,200"),), "Answer")


def tell(cast: Cast) -> None:
    """Tell Marco of a request."""
    told = Told(
        ASKED,
        "request:1",
        teams={cast.artist.pk: WORDS},
        place=("team", ""),
        closes_at=datetime(2026, 11, 26, 18, tzinfo=UTC),
        needs_answer=True,
    )
    tell_now(told, key="1", but=cast.ayla.pk)


def pay(cast: Cast, number: int, *, now: datetime | None = None) -> None:
    """Tell Ayla of a statement."""
    words = Words(f"Statement {number} is closed", "Every line behind it is there.")
    told = Told(PAID, f"statement:{number}", teams={cast.artist.pk: words}, place=("team", ""))
    tell_now(told, key=f"statement:{number}", but=cast.marco.pk, now=now)


def sent() -> list[EmailMultiAlternatives]:
    """What left, worked off now."""
    outbox.drain()
    return [letter for letter in mail.outbox if isinstance(letter, EmailMultiAlternatives)]


def again() -> None:
    """All messages of the outbox come once more."""
    Message.objects.update(done_at=None, due_at=F("filed_at"), attempts=0)


def link_in(letter: EmailMultiAlternatives, start: str) -> str:
    """The address in the letter that begins like this, without our origin."""
    found = next(line for line in str(letter.body).splitlines() if line.strip().startswith("http") and start in line)
    return urlsplit(found.strip()).path


def test_a_letter_says_the_same_in_words_and_in_looks(cast: Cast) -> None:
    cast.marco.time_zone = "Europe/Berlin"
    cast.marco.save()
    tell(cast)
    (letter,) = sent()
    html = str(letter.alternatives[0][0])
    for words in ("Players could hear it.", "1,200", "Answer", "/notices/open/", "Closes Thu 26 Nov, 19:00", "Change"):
        assert words in letter.body
        assert words in html
    assert letter.subject == WORDS.title
    assert letter.to == ["marco@demo.test"]
    assert Delivery.objects.get(channel="email").sent_at


def test_a_message_carried_out_twice_is_one_letter(cast: Cast) -> None:
    tell(cast)
    assert len(sent()) == 1
    again()
    assert len(sent()) == 1


def test_a_letter_sent_twice_by_a_worker_that_died_is_one_in_the_mailbox(cast: Cast) -> None:
    tell(cast)
    sent()
    again()
    Delivery.objects.filter(channel="email").update(sent_at=None)  # it left, and nobody lived to note it
    first, second = sent()
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_what_was_withdrawn_does_not_leave(cast: Cast) -> None:
    tell(cast)
    withdraw("request:1")
    assert sent() == []
    assert Delivery.objects.get(channel="email").cancelled_at


def test_what_waited_until_somebody_left_the_team_does_not_follow_them(cast: Cast) -> None:
    tell(cast)
    actions.stop(cast.ayla.pk, ["money"], Channel.EMAIL)
    pay(cast, 1)
    Membership.objects.filter(team=cast.artist).delete()
    assert sent() == []
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert sent() == []
    assert not Delivery.objects.waiting().exists()


def test_a_title_with_a_line_break_forges_no_header(cast: Cast) -> None:
    words = Words("Halcyon\r\nBcc: all@demo.test", "One\n.\nTwo")
    tell_now(Told(ASKED, "x", teams={cast.artist.pk: words}), key="x", but=cast.ayla.pk)
    (letter,) = sent()
    read = message_from_bytes(letter.message().as_bytes())
    assert read["Bcc"] is None
    assert read["Subject"] == "Halcyon Bcc: all@demo.test"


def test_markup_in_words_stays_words(cast: Cast) -> None:
    words = Words("<script>alert(1)</script>", "<b>bold</b>")
    tell_now(Told(ASKED, "x", teams={cast.artist.pk: words}), key="x", but=cast.ayla.pk)
    html = str(sent()[0].alternatives[0][0])
    assert "<script" not in html
    assert "<b>bold" not in html


def test_the_button_opens_nothing_without_the_person(cast: Cast) -> None:
    tell(cast)
    path = link_in(sent()[0], "/notices/open/")
    client = Client()
    assert client.get(path).headers["Location"].startswith("/accounts/login/")
    client.force_login(cast.dana, "django.contrib.auth.backends.ModelBackend")
    page = client.get(path)
    assert page.status_code == 403
    assert "somebody else" in page.content.decode()
    assert Notice.objects.get().read_at is None
    client.force_login(cast.marco, "django.contrib.auth.backends.ModelBackend")
    assert client.get(path, follow=True).redirect_chain[-1][0] == "/t/ayla-marsh/team/"
    assert Notice.objects.get().read_at


def test_a_mail_program_stops_letters_at_one_press_signed_out(cast: Cast) -> None:
    tell(cast)
    (letter,) = sent()
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = urlsplit(letter.extra_headers["List-Unsubscribe"].strip("<>")).path
    client = Client(enforce_csrf_checks=True)
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not hears(cast.marco, "requests", Channel.EMAIL)
    withdraw("request:1")
    again()
    tell_now(Told(ASKED, "request:2", teams={cast.artist.pk: WORDS}), key="2", but=cast.ayla.pk)
    assert len(sent()) == 1


def test_looking_at_the_page_stops_nothing(cast: Cast) -> None:
    tell(cast)
    path = link_in(sent()[0], "/notices/stop/")
    assert "Stop these e-mails?" in Client().get(path).content.decode()
    assert hears(cast.marco, "requests", Channel.EMAIL)
    page = Client().post(path, follow=True)
    assert "These e-mails are stopped" in page.content.decode()


def test_money_moves_to_the_digest_and_the_page_says_so(cast: Cast) -> None:
    pay(cast, 1)
    path = link_in(sent()[0], "/notices/stop/")
    page = Client().post(path, follow=True).content.decode()
    assert "<b>Money</b> cannot be silent: it comes in your digest now." in page
    assert not hears(cast.ayla, "money", Channel.EMAIL)
    assert hears(cast.ayla, "money", Channel.DIGEST)


def test_a_forged_link_is_no_page(cast: Cast) -> None:
    assert Client().post("/notices/stop/WzEsImVtYWlsIl0:1x:abc/").status_code == 404
    client = Client()
    client.force_login(cast.marco, "django.contrib.auth.backends.ModelBackend")
    assert client.get("/notices/open/WzEsMV0:1x:abc/").status_code == 404


def test_the_digest_gathers_what_is_unread_at_its_hour_in_the_reader_s_zone(cast: Cast) -> None:
    cast.ayla.time_zone = "Asia/Tokyo"
    cast.ayla.save()
    actions.stop(cast.ayla.pk, ["money"], Channel.EMAIL)
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    with time_machine.travel(noon, tick=False):
        for number in range(4):
            pay(cast, number, now=noon + timedelta(minutes=number))
        withdraw("statement:0")
        Notice.objects.filter(fold_key="statement:1").update(read_at=noon)
        assert sent() == []
    with time_machine.travel(datetime(2026, 11, 24, 23, 29, tzinfo=UTC), tick=False):  # 8:29 in Tokyo
        assert sent() == []
    with time_machine.travel(datetime(2026, 11, 24, 23, 30, tzinfo=UTC), tick=False):
        (letter,) = sent()
    assert letter.subject == "Statement 3 is closed, and 1 more"
    html = str(letter.alternatives[0][0])
    for words in ("Statement 3 is closed", "Statement 2 is closed", "Money"):
        assert words in html
    assert "Statement 1 is closed" not in html
    assert "MONEY" in letter.body
    assert not Delivery.objects.waiting().exists()
    again()
    with time_machine.travel(datetime(2026, 11, 24, 23, 35, tzinfo=UTC), tick=False):
        assert len(sent()) == 1


def test_an_empty_digest_is_not_sent(cast: Cast) -> None:
    actions.stop(cast.ayla.pk, ["money"], Channel.EMAIL)
    pay(cast, 1)
    Notice.objects.update(read_at=timezone.now())
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert sent() == []


def test_another_hour_moves_what_waits_and_sends_it_once(cast: Cast) -> None:
    actions.stop(cast.ayla.pk, ["money"], Channel.EMAIL)
    with time_machine.travel(datetime(2026, 11, 24, 12, tzinfo=UTC), tick=False):
        pay(cast, 1)
        actions.set_digest(cast.ayla, digest="weekly", at=time(18), weekday=4)
    with time_machine.travel(datetime(2026, 11, 25, 9, tzinfo=UTC), tick=False):
        assert sent() == []
    with time_machine.travel(datetime(2026, 11, 27, 18, tzinfo=UTC), tick=False):  # a Friday
        assert len(sent()) == 1


def hears(person: User, group: str, channel: Channel) -> bool:
    """Whether the grid says so."""
    assert group in GROUPS
    line = next(line for line in grid(person.pk) if line.group.code == group)
    return next(cell.on for cell in line.cells if cell.channel is channel)
