"""A mail server that refuses, over real SMTP: nothing is lost, nothing comes twice, who cannot be reached is told."""

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from artists.journal import outbox
from artists.journal.models import Message
from artists.notices.kinds import register
from artists.notices.models import Delivery, Notice, Settings
from artists.notices.telling import Told, Words, tell_now
from tests.cast import Cast
from tests.support.mail_server import MailServer, free_port, mail_server

BOX = register("test.box", "A test of the mailbox", group="requests", permission=None)
NO_SUCH = "550 5.1.1 no such mailbox"


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A real mail server."""
    with mail_server() as running:
        yield running


def tell(cast: Cast, number: int) -> None:
    """Tell Marco something."""
    tell_now(Told(BOX, f"box:{number}", people={cast.marco.pk: Words(f"Thing {number}")}), key=f"box:{number}")


def work() -> None:
    """Work off the outbox, whatever was put off included."""
    Message.objects.waiting().update(due_at=timezone.now())
    outbox.drain()


def mails() -> list[Delivery]:
    """What was to go by e-mail."""
    return list(Delivery.objects.filter(channel="email").order_by("pk"))


def test_a_letter_arrives_with_a_name_of_its_own(cast: Cast, server: MailServer) -> None:
    tell(cast, 1)
    work()
    (letter,) = server.taken
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert str(letter["Message-ID"]).endswith("@testserver>")
    assert mails()[0].sent_at


def test_a_server_that_is_busy_is_asked_again_and_the_letter_arrives_once(cast: Cast, server: MailServer) -> None:
    server.answers = ["451 4.7.1 later", "421 4.3.2 busy"]
    tell(cast, 1)
    for _ in range(4):
        work()
    assert len(server.in_mailbox()) == 1
    assert server.asked == 3
    assert not Settings.objects.filter(refusals__gt=0).exists()


def test_a_server_that_is_gone_loses_nothing(cast: Cast, server: MailServer) -> None:
    tell(cast, 1)
    with override_settings(EMAIL_PORT=free_port()):
        work()
    assert server.taken == []
    assert mails()[0].sent_at is None
    work()
    assert len(server.taken) == 1


def test_a_mailbox_that_refuses_three_letters_is_left_alone_and_its_person_told_here(
    cast: Cast, server: MailServer
) -> None:
    server.answers = [NO_SUCH] * 3
    for number in range(4):
        tell(cast, number)
        work()
    assert server.asked == 3
    assert Message.objects.dead().count() == 3
    notice = Notice.objects.get(kind="portal.unreachable")
    assert notice.person == cast.marco
    assert notice.title == "We cannot reach marco@demo.test"
    client = Client()
    client.force_login(cast.marco, "django.contrib.auth.backends.ModelBackend")
    assert "We cannot reach marco@demo.test" in client.get("/notices/").content.decode()
    client.post("/notices/how/address/")
    tell(cast, 9)
    work()
    assert len(server.taken) == 1
    assert "Three messages came back" not in client.get("/notices/?tab=new").content.decode()


def test_refusals_count_only_in_a_row(cast: Cast, server: MailServer) -> None:
    server.answers = [NO_SUCH, NO_SUCH, "250 OK", NO_SUCH, NO_SUCH]
    for number in range(6):
        tell(cast, number)
        work()
    assert not Settings.objects.filter(unreachable_at__isnull=False).exists()
    assert len(server.taken) == 2


def test_what_was_refused_arrives_when_an_operator_sends_it_again(cast: Cast, server: MailServer) -> None:
    server.answers = [NO_SUCH]
    tell(cast, 1)
    work()
    assert mails()[0].refused_at
    outbox.replay(Message.objects.dead().get().pk)
    work()
    assert len(server.taken) == 1
    assert mails()[0].refused_at is None
