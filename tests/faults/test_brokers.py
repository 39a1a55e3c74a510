"""Messages in flight while a worker and the broker are torn away: none is lost, none is done twice.

Two thousand, so that each death falls into the middle of them; FAULTS=10000 has as many as you like.
"""

import os
from collections.abc import Callable

import pytest
from django.urls import reverse

from artists.journal.models import Message
from artists.journal.record import Follows, file_messages
from artists.journal.tasks import THREADS
from tests import cast as cast_module
from tests.faults.conftest import Effects, Worker
from tests.faults.mailbox import Mailbox
from tests.faults.topics import LETTER, ROW
from tests.support.brokers import Broker
from tests.support.signing_in import signed_in
from tests.support.waiting import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("faults")]
MESSAGES = int(os.environ.get("FAULTS", "2000"))
ROWS, LETTERS = MESSAGES * 7 // 10, MESSAGES * 3 // 10
Hire = Callable[..., Worker]


def file(rows: range, letters: range) -> None:
    """What so many acts would have filed."""
    file_messages(
        [Follows(ROW, f"row-{number}", {"key": f"row-{number}"}) for number in rows]
        + [Follows(LETTER, f"letter-{number}", {"key": f"letter-{number}", "to": to(number)}) for number in letters]
    )


def to(number: int) -> str:
    """Whom a letter is for: some are not known to a mail server that is choosy, and some are busy."""
    kind = "unknown" if number % 10 == 3 else "busy" if number % 7 == 0 else "person"
    return f"{kind}-{number}@faults.test"


def nothing_waits() -> bool:
    return not Message.objects.waiting().exists()


def test_all_outlive_the_death_of_a_worker_and_of_the_broker(
    broker: Broker, hire: Hire, effects: Effects, mailbox: Mailbox
) -> None:
    cast = cast_module.cast()
    ayla = signed_in(cast.ayla)
    mailbox.start()
    first = hire()
    file(range(ROWS), range(LETTERS))
    until(lambda: effects.number() > 200 and len(mailbox.taken) > 50, seconds=60)

    first.kill()
    assert Message.objects.waiting().exists()  # killed in the middle, however fast the machine
    second = hire()
    until(lambda: effects.number() > ROWS / 2, seconds=60)

    broker.kill()
    assert Message.objects.waiting().exists()
    home, invite = (reverse(f"site:{name}", args=[cast.artist.slug]) for name in ("team_home", "team_invite"))
    assert ayla.get(home).status_code == 200
    assert ayla.post(invite, {"email": "sam@ledger.example", "role": "viewer"}).status_code == 302
    file(range(ROWS, ROWS + 100), range(LETTERS, LETTERS + 20))
    broker.start()

    until(nothing_waits, seconds=90)
    file(range(ROWS + 100, ROWS + 101), range(0))  # the worker that lost its broker listens again
    until(nothing_waits, seconds=30)
    second.check()
    assert Message.objects.dead().count() == 0
    assert effects.count() == {f"row-{number}": 1 for number in range(ROWS + 101)}
    taken = mailbox.taken
    letters = {key: count for key, count in taken.items() if key.startswith("letter-")}
    assert set(letters) == {f"letter-{number}" for number in range(LETTERS + 20)}
    assert len(taken) == LETTERS + 20 + 1  # and the invitation
    # Between “250 OK” and our note of it lies a moment in which a kill has a letter sent again, under the same
    # Message-ID, by which the mailbox keeps one. At most one such letter for each thread that was sending.
    assert sum(letters.values()) - len(letters) <= THREADS
