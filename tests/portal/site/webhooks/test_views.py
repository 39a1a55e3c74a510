"""Webhooks on the screen: added, tried, read, replaced, stopped; what only a team's own may know stays with it."""

import re
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from artists.access import Role
from artists.journal.models import Entry
from artists.webhooks import events
from artists.webhooks.models import Attempt, Endpoint, Event, Key
from portal.channels.webhooks import send_due
from portal.channels.webhooks_call import Network
from tests.cast import Cast, join
from tests.support.receivers import answers, receiver
from tests.support.signing_in import signed_in

FORM = {"name": "Studio", "url": "https://hooks.example.com/in", "types": ["choice.changed"], "scheme": "v1a"}


@pytest.fixture
def dana(cast: Cast) -> Client:
    return signed_in(cast.dana)


@pytest.fixture
def hook(cast: Cast, dana: Client) -> Endpoint:
    assert dana.post(reverse("site:webhook_new", args=[cast.label.slug]), FORM).status_code == 201
    return Endpoint.objects.get()


def at(cast: Cast, name: str, *args: object) -> str:
    return reverse(f"site:{name}", args=[cast.label.slug, *args])


def file(hook: Endpoint, count: int, state: str = "delivered") -> list[Event]:
    now = timezone.now()
    rows = [events.row(hook, "choice.changed", {"n": n}, key=f"{state}{n}", at=now) for n in range(count)]
    for row in rows:
        row.state, row.ended_at = state, None if state == "waiting" else now
    Event.objects.bulk_create(rows)
    attempts = [Attempt(event=row, at=now, duration_ms=5, status=200) for row in rows]
    Attempt.objects.bulk_create(attempts)
    return rows


def test_a_public_key_is_shown_when_made_and_stays_on_the_page(cast: Cast, dana: Client) -> None:
    made = dana.post(at(cast, "webhook_new"), FORM)
    shown = re.search(r'id="shown-key">(whpk_[^<]+)<', made.content.decode())
    assert shown
    page = dana.get(at(cast, "webhook", Endpoint.objects.get().pk)).content.decode()
    assert shown.group(1) in page
    assert Entry.objects.get(type="webhook.made").data == {"name": "Studio", "host": "hooks.example.com"}


def test_a_shared_secret_is_shown_once_and_never_again(cast: Cast, dana: Client) -> None:
    made = dana.post(at(cast, "webhook_new"), {**FORM, "scheme": "v1"})
    assert "no-store" in made["Cache-Control"]
    shown = re.search(r'id="shown-key">(whsec_[^<]+)<', made.content.decode())
    assert shown
    page = dana.get(at(cast, "webhook", Endpoint.objects.get().pk)).content.decode()
    assert shown.group(1) not in page
    assert "whsec_" not in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "http://hooks.example.com/"},
        {"url": "https://10.0.0.1/"},
        {"url": "https://localhost/"},
        {"url": ""},
        {"name": ""},
        {"name": "x" * 200},
        {"types": ["request.unheard"]},
        {"types": ["client.changed"]},
        {"scheme": "v9"},
        {"scheme": ""},
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_made(
    cast: Cast, dana: Client, wrong: dict[str, object]
) -> None:
    response = dana.post(at(cast, "webhook_new"), {**FORM, **wrong})
    assert response.status_code == 422
    assert "Please check" in response.content.decode()
    assert not Endpoint.objects.exists()


def test_the_same_address_twice_is_refused(cast: Cast, dana: Client, hook: Endpoint) -> None:
    response = dana.post(at(cast, "webhook_new"), FORM)
    assert response.status_code == 422
    assert "has this address already" in response.content.decode()


def test_ten_are_enough(cast: Cast, dana: Client) -> None:
    for n in range(10):
        assert dana.post(at(cast, "webhook_new"), {**FORM, "url": f"https://h{n}.example.com/"}).status_code == 201
    assert dana.post(at(cast, "webhook_new"), FORM).status_code == 409
    assert "Add a webhook" not in dana.get(at(cast, "webhooks")).content.decode()


def test_it_can_be_changed_and_waits_go_to_the_new_address(cast: Cast, dana: Client, hook: Endpoint) -> None:
    changed = {**FORM, "name": "Archive", "url": "https://new.example.com/", "types": []}
    assert dana.post(at(cast, "webhook_change", hook.pk), changed).status_code == 302
    hook.refresh_from_db()
    assert (hook.name, hook.url, hook.types) == ("Archive", "https://new.example.com/", [])
    assert dana.post(at(cast, "webhook_change", hook.pk), {**changed, "url": "x"}).status_code == 422


def test_a_test_event_shows_its_answer(cast: Cast, dana: Client, settings: LazySettings) -> None:
    settings.WEBHOOKS_TO_LOOPBACK = True
    with receiver(answers(200, b"thank you <b>")) as good:
        dana.post(at(cast, "webhook_new"), {**FORM, "url": good.url})
        sent = dana.post(at(cast, "webhook_test", Endpoint.objects.get().pk), follow=True)
        assert "Not called yet" in sent.content.decode()
        send_due(Network(2, loopback=True))
        page = dana.get(sent.redirect_chain[-1][0]).content.decode()
    assert "thank you &lt;b&gt;" in page
    assert "Delivered" in page
    assert "127.0.0.1" in page


def test_pressing_test_twice_sends_one(cast: Cast, dana: Client, hook: Endpoint) -> None:
    assert dana.post(at(cast, "webhook_test", hook.pk)).status_code == 302
    assert dana.post(at(cast, "webhook_test", hook.pk)).status_code == 409
    assert hook.events.count() == 1


def test_a_new_key_pressed_twice_is_made_once(cast: Cast, dana: Client, hook: Endpoint) -> None:
    form = {"scheme": "v1a", "seen": hook.keys.get().pk}
    made = dana.post(at(cast, "webhook_key", hook.pk), form)
    assert "whpk_" in made.content.decode()
    assert dana.post(at(cast, "webhook_key", hook.pk), form).status_code == 409
    assert hook.keys.count() == 2
    assert "Older key: signs until" in dana.get(at(cast, "webhook", hook.pk)).content.decode()
    assert dana.post(at(cast, "webhook_key_end", hook.pk)).status_code == 302
    assert "Older key" not in dana.get(at(cast, "webhook", hook.pk)).content.decode()


def test_pause_and_resume_say_so(cast: Cast, dana: Client, hook: Endpoint) -> None:
    assert "is paused" in dana.post(at(cast, "webhook_pause", hook.pk), follow=True).content.decode()
    assert dana.post(at(cast, "webhook_pause", hook.pk)).status_code == 409
    assert dana.post(at(cast, "webhook_test", hook.pk)).status_code == 409
    assert "is active" in dana.post(at(cast, "webhook_resume", hook.pk), follow=True).content.decode()


def test_one_that_was_switched_off_says_why(cast: Cast, dana: Client, hook: Endpoint) -> None:
    Endpoint.objects.update(disabled_at=timezone.now(), disabled_because="gone")
    page = dana.get(at(cast, "webhook", hook.pk)).content.decode()
    assert "410: gone for good" in page
    assert "Switched off" in dana.get(at(cast, "webhooks")).content.decode()


def test_the_log_is_filtered_by_the_address_and_paged(cast: Cast, dana: Client, hook: Endpoint) -> None:
    file(hook, 35)
    file(hook, 2, "failed")
    page = at(cast, "webhook", hook.pk)
    everything = dana.get(page).content.decode()
    assert "1–30 of 37 events" in everything
    assert "31–37 of 37 events" in dana.get(page, {"page": 2}).content.decode()
    assert "1–2 of 2 events" in dana.get(page, {"state": "failed"}).content.decode()
    assert "Nothing matches" in dana.get(page, {"type": "webhook.test"}).content.decode()
    assert "1–30 of 37" in dana.get(page, {"state": "rubbish", "type": "x", "page": "y"}).content.decode()


def test_what_failed_is_sent_again_from_a_day_on(cast: Cast, dana: Client, hook: Endpoint) -> None:
    old, new = file(hook, 2, "failed")
    Event.objects.filter(pk=old.pk).update(filed_at=timezone.now() - timedelta(days=5))
    again = at(cast, "webhook_again", hook.pk)
    since = (timezone.localdate() - timedelta(days=2)).isoformat()
    assert "1 event will be sent again" in dana.post(again, {"since": since}, follow=True).content.decode()
    assert list(hook.events.filter(state="waiting")) == [new]
    assert dana.post(again, {"since": since}).status_code == 409
    for wrong in ("", "tomorrow", "0001-01-01", "9999-12-31", "1999-01-01"):
        assert dana.post(again, {"since": wrong}).status_code == 422, wrong


def test_one_event_is_sent_again_whatever_became_of_it(cast: Cast, dana: Client, hook: Endpoint) -> None:
    [event] = file(hook, 1)
    assert dana.post(at(cast, "webhook_event_again", hook.pk, event.pk)).status_code == 302
    event.refresh_from_db()
    assert (event.state, event.tries) == ("waiting", 0)
    assert Entry.objects.get(type="webhook.replayed").data["count"] == 1


def test_deleted_is_gone_with_its_log(cast: Cast, dana: Client, hook: Endpoint) -> None:
    file(hook, 3)
    assert "Delete Studio?" in dana.get(at(cast, "webhook_delete", hook.pk)).content.decode()
    dana.post(at(cast, "webhook_delete", hook.pk))
    assert [model.objects.count() for model in (Endpoint, Key, Event, Attempt)] == [0, 0, 0, 0]
    assert dana.get(at(cast, "webhook", hook.pk)).status_code == 404


def test_an_event_of_another_webhook_is_not_found_under_this_one(cast: Cast, dana: Client, hook: Endpoint) -> None:
    dana.post(at(cast, "webhook_new"), {**FORM, "url": "https://other.example.com/"})
    other = Endpoint.objects.get(url="https://other.example.com/")
    [event] = file(other, 1)
    assert dana.get(at(cast, "webhook_event", hook.pk, event.pk)).status_code == 404
    assert dana.post(at(cast, "webhook_event_again", hook.pk, event.pk)).status_code == 404


def test_who_may_not_manage_them_sees_neither_page_nor_link(cast: Cast, hook: Endpoint) -> None:
    join(cast.fay, cast.label, Role.EDITOR)
    fay = signed_in(cast.fay)
    refused = fay.get(at(cast, "webhooks"))
    assert refused.status_code == 403
    assert "takes the role owner or manager" in refused.content.decode()
    assert "Webhooks" not in fay.get(at(cast, "team")).content.decode()


def test_history_says_what_was_done_and_not_where_it_leads(cast: Cast, dana: Client, hook: Endpoint) -> None:
    page = dana.get(at(cast, "history")).content.decode()
    assert "added the webhook “Studio”" in page
    assert "hooks.example.com" in page
    assert "/in" not in re.sub(r"href=\S+|src=\S+|action=\S+", "", page).replace("/in-", "")


@pytest.mark.parametrize("name", ["webhooks", "webhook"])
def test_the_number_of_queries_does_not_grow_with_the_log(cast: Cast, dana: Client, hook: Endpoint, name: str) -> None:
    url = at(cast, name, *([hook.pk] if name == "webhook" else []))
    file(hook, 1)
    dana.get(url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        dana.get(url)
    file(hook, 25, "failed")
    with CaptureQueriesContext(connection) as many:
        dana.get(url)
    assert len(few) == len(many)


def test_a_list_of_ten_takes_as_many_queries_as_one(cast: Cast, dana: Client, hook: Endpoint) -> None:
    dana.get(at(cast, "webhooks"))
    with CaptureQueriesContext(connection) as few:
        dana.get(at(cast, "webhooks"))
    for n in range(9):
        dana.post(at(cast, "webhook_new"), {**FORM, "url": f"https://h{n}.example.com/"})
    dana.get(at(cast, "webhooks"))
    with CaptureQueriesContext(connection) as many:
        dana.get(at(cast, "webhooks"))
    assert len(few) == len(many)
