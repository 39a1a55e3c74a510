"""The operator's commands."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from artists.journal.models import Message
from consent.choices.models import Standing
from tests.cast import Cast, track

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    """What a command prints."""
    output = StringIO()
    call_command(*arguments, stdout=output)
    return output.getvalue()


@pytest.fixture
def dead() -> Message:
    """A message that failed for good."""
    now = timezone.now()
    error = "Traceback …\nLookupError: Nobody handles the topic mail.lost."
    return Message.objects.create(
        topic="mail.lost", key="k", filed_at=now, due_at=now, attempts=8, dead_at=now, last_error=error
    )


def test_dead_messages_are_listed_with_the_last_line_of_their_error(dead: Message) -> None:
    printed = run("outbox")

    assert "1 dead" in printed
    assert f"{dead.pk}" in printed
    assert "LookupError: Nobody handles the topic mail.lost." in printed
    assert "Traceback" not in printed


@pytest.mark.parametrize("all_of_them", [True, False])
def test_a_dead_message_is_tried_again_when_asked_for(dead: Message, all_of_them: bool) -> None:
    printed = run("outbox", "--replay-all") if all_of_them else run("outbox", "--replay", str(dead.pk))

    dead.refresh_from_db()
    assert (dead.dead_at, dead.attempts) == (None, 0)
    assert "1 due" in printed
    assert "0 dead" in printed


def test_a_message_that_is_not_dead_cannot_be_replayed(dead: Message) -> None:
    with pytest.raises(CommandError, match=f"Not dead: {dead.pk + 1}"):
        run("outbox", "--replay", str(dead.pk + 1))


def test_standings_that_were_lost_are_worked_out_again(cast: Cast) -> None:
    track("Saltglass", cast.ayla_marsh, performer=cast.artist)
    before = set(Standing.objects.values_list("asset", "use", "answer"))
    Standing.objects.all().delete()

    assert not run("standings").startswith("0 ")
    assert set(Standing.objects.values_list("asset", "use", "answer")) == before
    assert run("standings").startswith("0 ")


@pytest.mark.parametrize("command", ["seed", "demo"])
def test_people_with_a_known_password_are_sown_in_a_demonstration_only(command: str) -> None:
    with pytest.raises(CommandError, match="not a demonstration"):
        run(command)
