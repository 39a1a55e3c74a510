"""Withdrawals under two hands at once, on real transactions: acknowledged once, never overdue and done together."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import LazySettings
from django.utils import timezone
from standardwebhooks.webhooks import Webhook

from artists.catalog.models import Asset
from artists.journal import outbox
from artists.journal.models import Entry
from artists.webhooks.actions import Wanted, add_endpoint
from consent.choices.answers import Answer
from consent.withdrawals import feed, overdue
from consent.withdrawals.actions import acknowledge, ask_more
from consent.withdrawals.models import Concern, Demand
from portal.channels.webhooks import send_due
from portal.channels.webhooks_call import Network
from tests import cast as cast_module
from tests.cast import Cast, acting
from tests.concurrency.test_choices import at_once
from tests.support.receivers import receiver
from tests.support.withdrawals import concern_of, open_track, partner_of, press

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people() -> Cast:
    return cast_module.cast()


@pytest.fixture
def night(people: Cast) -> Asset:
    made = open_track(people)
    press(people, [made], Answer.OFF)
    return made


def test_acknowledged_by_two_at_once_is_acknowledged_once(people: Cast, night: Asset) -> None:
    concern = concern_of(people.partner)
    rin = acting(people.rin, people.partner)
    at_once(*[lambda: acknowledge(concern, actor=rin)] * 4)
    assert Entry.objects.filter(type="withdrawal.acknowledged").count() == 1


def test_an_acknowledgement_and_the_deadline_at_once_end_acknowledged(people: Cast, night: Asset) -> None:
    concern = concern_of(people.partner)
    rin, now = acting(people.rin, people.partner), timezone.now() + timedelta(days=2)
    with time_machine.travel(now, tick=False):
        at_once(
            lambda: overdue.pass_deadlines(now=now),
            lambda: acknowledge(concern, actor=rin),
            lambda: overdue.pass_deadlines(now=now),
        )
    concern.refresh_from_db()
    assert (concern.standing, Demand.objects.get(concern=concern).state) == ("acknowledged", "late")
    assert Entry.objects.filter(type="withdrawal.overdue").count() <= 1


def test_more_is_asked_once_by_two_at_once(people: Cast, night: Asset) -> None:
    withdrawal = concern_of(people.partner).withdrawal
    ayla = acting(people.ayla, people.artist)
    at_once(*[lambda: ask_more(withdrawal, "takedown_outputs", actor=ayla)] * 3)
    assert Demand.objects.filter(what="takedown_outputs").count() == 1


def test_positions_in_a_feed_are_given_once_each(people: Cast) -> None:
    tracks = [open_track(people, f"T{number}") for number in range(4)]
    partner_of(people)
    for one in tracks:
        press(people, [one], Answer.OFF)
    rin = acting(people.rin, people.partner)
    mine = list(Concern.objects.filter(partner=people.partner))
    at_once(*[lambda one=one: acknowledge(one, actor=rin) for one in mine])  # type: ignore[misc]
    positions = list(Concern.objects.filter(partner=people.partner).values_list("position", flat=True))
    assert sorted(positions) == [5, 6, 7, 8]
    page = feed.page(feed.of(rin), after=4, limit=10)
    assert [one.position for one in page.rows] == [5, 6, 7, 8]


def test_the_partner_s_server_is_called_and_it_is_live_from_then_on(people: Cast, settings: LazySettings) -> None:
    settings.WEBHOOKS_TO_LOOPBACK = True
    night = open_track(people)
    with receiver() as server:
        wanted = Wanted("Studio", server.url, ["withdrawal.created"])
        made = add_endpoint(wanted, scheme="v1", actor=acting(people.rin, people.partner))
        press(people, [night], Answer.OFF)
        outbox.drain()
        send_due(Network(2.0, loopback=True))
    [request] = server.received
    said = Webhook(made.for_receiver).verify(request.body, request.headers)
    concern = concern_of(people.partner)
    assert said["type"] == "withdrawal.created"
    assert said["data"]["withdrawal"] == str(concern.pk)
    assert said["data"]["assets"] == [str(night.pk)]
    assert concern.told_by == Concern.ToldBy.WEBHOOK
