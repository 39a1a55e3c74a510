"""Whoever follows a type of entry is told of each press once, and of its own types only."""

import pytest
from django.db import transaction
from uuid_utils.compat import uuid7

from artists.journal import followers
from artists.journal.models import Message
from artists.journal.record import Act, record_many
from consent.choices.entries import PAUSED, RESUMED
from tests.cast import Cast, acting

TOPIC = "test.followed"


@pytest.fixture(autouse=True)
def _following(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(followers, "_followers", {})
    followers.follow(TOPIC, PAUSED)


def test_one_press_is_one_message_however_many_entries(cast: Cast) -> None:
    actor = acting(cast.ayla, cast.artist)
    with transaction.atomic():
        written = record_many([Act(PAUSED, "team", str(n)) for n in range(5)], actor=actor)
        record_many([Act(PAUSED, "team", "elsewhere")], actor=actor, batch=written[0].batch)
    messages = list(Message.objects.filter(topic=TOPIC).order_by("id"))
    assert len(messages) == 2
    told = followers.entries_of(messages[0].payload, TOPIC)
    assert [entry.subject_id for entry in told] == ["0", "1", "2", "3", "4"]


def test_a_follower_reads_only_the_types_it_follows(cast: Cast) -> None:
    actor = acting(cast.ayla, cast.artist)
    with transaction.atomic():
        record_many([Act(RESUMED, "team", "1")], actor=actor)
        record_many([Act(RESUMED, "team", "2"), Act(PAUSED, "team", "3")], actor=actor, batch=uuid7())
    message = Message.objects.get(topic=TOPIC)
    assert [entry.subject_id for entry in followers.entries_of(message.payload, TOPIC)] == ["3"]
