"""The operator's page of what could not be delivered."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from artists.access import Role
from artists.journal.models import Entry, Message
from artists.teams.models import Membership
from tests.cast import Cast
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def olu(cast: Cast) -> Client:
    return signed_in(cast.olu)


def at(cast: Cast, name: str = "outbox") -> str:
    return reverse(f"site:{name}", args=[cast.operator.slug])


def given_up(key: str, **fields: Any) -> Message:
    now = timezone.now()
    defaults = {
        "topic": "notices.email",
        "lane": "mail",
        "payload": {"to": "fay@demo.test"},
        "last_error": "SMTPRecipientsRefused: fay@demo.test",
        "reason": "The mail server refuses the recipient for good (550).",
        "attempts": 1,
        "dead_at": now,
    }
    return Message.objects.create(key=key, filed_at=now, due_at=now, **defaults | fields)


def test_an_empty_outbox_says_so(cast: Cast, olu: Client) -> None:
    page = olu.get(at(cast)).content.decode()
    assert "Nothing was given up" in page
    assert "Nothing waits" in page


def test_each_says_why_and_tells_nothing_about_a_person(cast: Cast, olu: Client) -> None:
    given_up("k1")
    page = olu.get(at(cast)).content.decode()
    assert "The mail server refuses the recipient for good (550)." in page
    assert "fay@demo.test" not in page


def test_the_filter_is_in_the_address_and_stays_when_something_is_sent_again(cast: Cast, olu: Client) -> None:
    mail, push = given_up("k1"), given_up("k2", topic="notices.push", lane="push", reason="Nothing answers.")
    here = at(cast) + "?lane=push"

    page = olu.get(here)
    assert f'value="{push.pk}"' in page.content.decode()
    assert f'value="{mail.pk}"' not in page.content.decode()
    answer = olu.post(at(cast, "outbox_replay"), {"message": [push.pk], "next": here})

    assert answer["Location"] == here
    assert set(Message.objects.dead()) == {mail}
    assert "Nothing like that was given up" in olu.get(here).content.decode()


def test_all_of_a_topic_are_sent_again(cast: Cast, olu: Client) -> None:
    given_up("k1"), given_up("k2")
    other = given_up("k3", topic="notices.push")
    page = olu.post(at(cast, "outbox_replay"), {"all_of": "notices.email"}, follow=True).content.decode()
    assert "2 messages are on the way again." in page
    assert set(Message.objects.dead()) == {other}


def test_dropping_needs_a_reason_and_keeps_what_was_ticked(cast: Cast, olu: Client) -> None:
    message = given_up("k1")
    refused = olu.post(at(cast, "outbox_drop"), {"message": [message.pk], "reason": " "})
    assert refused.status_code == 422
    assert "Say in at most 200 characters" in refused.content.decode()
    assert f'value="{message.pk}" data-select checked' in refused.content.decode()

    done = olu.post(at(cast, "outbox_drop"), {"message": [message.pk], "reason": "It was a test."}, follow=True)
    assert "1 message is dropped." in done.content.decode()
    assert Entry.objects.get(type="outbox.dropped").data["reason"] == "It was a test."
    history = olu.get(reverse("site:history", args=[cast.operator.slug])).content.decode()
    assert "It was a test." in history


@pytest.mark.parametrize(
    "data", [{}, {"message": ["x", "-1", "9" * 30, "٣", "18446744073709551616"]}, {"all_of": "no.such"}]
)
def test_rubbish_does_nothing_and_says_so(cast: Cast, olu: Client, data: dict[str, Any]) -> None:
    given_up("k1")
    page = olu.post(at(cast, "outbox_replay"), {**data, "next": "https://elsewhere.example/"}, follow=True)
    assert page.redirect_chain == [(at(cast), 302)]
    assert "There is nothing to do" in page.content.decode()
    assert Message.objects.dead().count() == 1


def test_a_viewer_looks_and_changes_nothing(cast: Cast) -> None:
    Membership.objects.create(
        team=cast.operator, person=cast.fay, role=Role.VIEWER, joined_at=timezone.now(), joined_by=cast.olu
    )
    message, fay = given_up("k1"), signed_in(cast.fay)
    page = fay.get(at(cast)).content.decode()
    assert "takes the role owner or manager" in page
    assert "Send the ticked again" not in page
    assert fay.post(at(cast, "outbox_replay"), {"message": [message.pk]}).status_code == 403
    assert fay.post(at(cast, "outbox_drop"), {"message": [message.pk], "reason": "x"}).status_code == 403
    assert Message.objects.dead().count() == 1


def test_it_is_paged_and_costs_the_same_for_one_and_for_sixty(cast: Cast, olu: Client) -> None:
    given_up("first", dead_at=timezone.now() - timedelta(days=1))
    olu.get(at(cast))
    with CaptureQueriesContext(connection) as one:
        olu.get(at(cast))
    for number in range(60):
        given_up(f"k{number}", topic=f"topic.{number % 7}")
    with CaptureQueriesContext(connection) as sixty:
        page = olu.get(at(cast)).content.decode()

    assert len(one) == len(sixty)
    assert "1–50 of 61 messages" in page
    assert "51–61 of 61 messages" in olu.get(at(cast) + "?page=2").content.decode()
