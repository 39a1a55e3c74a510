"""Who manages webhooks hears that one was switched off, and no longer once it is resumed."""

import pytest
from django.utils import timezone

from artists.access import Role
from artists.journal import outbox
from artists.notices.models import Notice
from artists.webhooks import actions, events, queue
from artists.webhooks.actions import Wanted, add_endpoint
from artists.webhooks.models import Endpoint
from artists.webhooks.queue import Outcome
from portal.places import address_of
from tests.cast import Cast, acting, join


@pytest.fixture
def gone(cast: Cast) -> Endpoint:
    """A webhook of the label whose server said that it is gone."""
    wanted = Wanted("Studio", "https://hooks.example.com/in?token=abc", [])
    endpoint = add_endpoint(wanted, scheme="v1a", actor=acting(cast.dana, cast.label)).endpoint
    join(cast.fay, cast.label, Role.EDITOR)
    events.file([events.row(endpoint, events.TEST, {}, key="one", at=timezone.now())])
    turn = queue.claim()
    assert turn
    event = queue.next_event(turn)
    assert event
    now = timezone.now()
    queue.record(turn, event.pk, Outcome(now, now - now, status=410, problem="It answered 410: gone for good."))
    outbox.drain()
    return endpoint


def test_who_manages_webhooks_is_told_why_and_led_there(cast: Cast, gone: Endpoint) -> None:
    notice = Notice.objects.get(kind="webhook.disabled")
    assert notice.person == cast.dana
    assert notice.title == "The webhook “Studio” is switched off"
    assert "410" in notice.text
    assert "token" not in f"{notice.title}{notice.text}{notice.facts}"
    assert address_of(notice) == f"/t/{cast.label.slug}/webhooks/{gone.pk}/"


@pytest.mark.parametrize("act", [actions.resume_endpoint, actions.delete_endpoint])
def test_the_notice_goes_when_it_is_mended_or_deleted(cast: Cast, gone: Endpoint, act: object) -> None:
    assert callable(act)
    act(gone.pk, actor=acting(cast.dana, cast.label))
    outbox.drain()
    assert Notice.objects.get(kind="webhook.disabled").withdrawn_at
