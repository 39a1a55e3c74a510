"""Thousands of messages in flight, and a mail server that is away, busy, or does not want some of the letters."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone

from artists.journal.models import Message
from artists.journal.tasks import THREADS
from tests import cast as cast_module
from tests.faults.conftest import Effects, Worker
from tests.faults.mailbox import CHOOSY, KIND, Mailbox
from tests.faults.test_brokers import LETTERS, ROWS, file, nothing_waits, to
from tests.faults.topics import LEASE, LETTER
from tests.support.brokers import Broker
from tests.support.signing_in import signed_in
from tests.support.waiting import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("faults")]
UNKNOWN = {f"letter-{number}" for number in range(LETTERS) if to(number).startswith("unknown")}


def is_done_once_the_time_has_come() -> bool:
    """Does what hours would do: whatever was put off is due. A lease ends sooner than the shortest wait of those."""
    Message.objects.waiting().filter(due_at__gt=timezone.now() + LEASE).update(due_at=timezone.now())
    return nothing_waits()


@pytest.mark.parametrize("broker", ["redis"], indirect=True)
def test_what_the_mail_server_refuses_is_tried_again_or_ends_with_the_operator(
    broker: Broker, hire: Callable[..., Worker], effects: Effects, mailbox: Mailbox
) -> None:
    mailbox.start(CHOOSY)
    hire()
    file(range(ROWS), range(LETTERS))
    until(lambda: len(mailbox.taken) > 100, seconds=60)
    mailbox.kill()
    until(lambda: Message.objects.filter(topic=LETTER, reason="Nothing answers at the other side.").exists())
    mailbox.start(CHOOSY)

    until(is_done_once_the_time_has_come, seconds=90)
    everyone = {f"letter-{number}" for number in range(LETTERS)}
    assert set(mailbox.taken) == everyone - UNKNOWN
    # Killed after it took a letter and before it said so, it gets that one again, under the same Message-ID.
    assert sum(mailbox.taken.values()) - len(mailbox.taken) <= THREADS
    assert effects.count() == {f"row-{number}": 1 for number in range(ROWS)}
    assert Message.objects.dead().count() == len(UNKNOWN)

    cast = cast_module.cast()
    olu, page = signed_in(cast.olu), reverse("site:outbox", args=[cast.operator.slug])
    seen = olu.get(page).content.decode()
    assert f"1–50 of {len(UNKNOWN)} messages" in seen
    assert "The mail server refuses the recipient for good (550)." in seen
    assert "unknown-" not in seen

    mailbox.kill()
    mailbox.start(KIND)
    olu.post(reverse("site:outbox_replay", args=[cast.operator.slug]), {"all_of": LETTER})
    until(nothing_waits)
    assert set(mailbox.taken) == everyone
    assert "Nothing was given up" in olu.get(page).content.decode()
