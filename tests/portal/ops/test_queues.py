"""Which worker reads which queue: nothing waits for what a stranger sent."""

from typing import Any

import pytest
from celery.signals import before_task_publish
from django.conf import settings

from artists.audio import intake
from consent.making.asking import ask
from portal.ops.demo import behind, queues
from tests.cast import Cast, acting
from tests.support.makings import SLOWED, remixing, visitor
from tests.support.sounding import encoded, upload


def _readers(**environment: str) -> list[set[str]]:
    """The queues of each worker that the demonstration starts."""
    others = behind(environment).values()
    return [set(queues(environment).split(",")), *({command[command.index("-Q") + 1]} for command in others)]


@pytest.mark.parametrize("studio", ["on", "off"])
def test_every_queue_is_read_by_one_worker_of_the_demonstration(studio: str) -> None:
    read = [name for reader in _readers(STUDIO=studio) for name in reader]

    assert sorted(read) == sorted(settings.CELERY_TASK_QUEUES)
    scheduled = {one["options"]["queue"] for one in settings.CELERY_BEAT_SCHEDULE.values()}
    assert scheduled | set(settings.LANE_QUEUES.values()) <= set(read)


@pytest.mark.django_db
def test_a_wish_is_taken_while_an_upload_is_read(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    experience, track = remixing(cast)
    ayla = acting(cast.ayla, cast.artist)
    sent: list[str] = []

    def note(routing_key: str, **rest: Any) -> None:
        sent.append(routing_key)

    before_task_publish.connect(note)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            intake.add(track, upload(encoded()), actor=ayla)
        uploading = set(sent)
        sent.clear()
        with django_capture_on_commit_callbacks(execute=True):
            ask(experience, SLOWED, fan=visitor())
    finally:
        before_task_publish.disconnect(note)

    assert sent, "the studio is called"
    assert any(set(sent) <= reader and not uploading & reader for reader in _readers(STUDIO="on"))
    assert not any(set(sent) & reader and "uploads" in reader for reader in _readers(STUDIO="on"))
    assert "uploads" in uploading
