"""Who is told what: once for a press, never more than their own pages say, never a partner of a choice."""

import json
from collections.abc import Iterable
from typing import Any

import pytest
from django.db import transaction

from artists.access import Invalid
from artists.journal import followers, outbox
from artists.journal.models import Entry, Message
from artists.journal.record import Act, record_many
from artists.webhooks import events
from artists.webhooks.events import HOLDERS, Outgoing
from artists.webhooks.models import Endpoint, Event
from consent.choices.actions import Consent, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.entries import PAUSED
from consent.choices.pauses import pause_all
from consent.choices.state import State
from consent.uses import text_of
from portal.site.clients import credentials
from tests.artists.webhooks.scenes import endpoint, told
from tests.cast import Cast, acting, song_of, track


def data_of(event: Event) -> dict[str, Any]:
    return json.loads(event.body)["data"]


def press(cast: Cast, *tracks: Any, use: str = "remix") -> None:
    choose_for_tracks(
        [one.pk for one in tracks],
        use,
        State(Answer.ON),
        actor=acting(cast.ayla, cast.artist),
        consent=Consent(text_of(use).sha256),
    )


def test_a_press_on_many_tracks_is_one_thin_event_for_each_holder(cast: Cast) -> None:
    artist = endpoint(cast.ayla, cast.artist, "choice.changed").endpoint
    label = endpoint(cast.dana, cast.label, "choice.changed").endpoint
    stranger = endpoint(cast.stranger, cast.other_artist, "choice.changed").endpoint
    own = [track(f"Own {n}", cast.ayla_marsh, performer=cast.artist) for n in range(5)]
    shared = track("Shared", cast.ayla_marsh, performer=cast.artist, master=cast.label)

    press(cast, *own, shared)

    [hers] = told(artist)
    [theirs] = told(label)
    assert told(stranger) == []
    assert data_of(hers)["count"] >= 6
    assert {str(one.pk) for one in own} < set(data_of(hers)["assets"])
    assert data_of(theirs)["use"] == "remix"
    assert data_of(theirs)["assets"] == [str(shared.pk)]
    assert set(data_of(theirs)) == {"press", "use", "count", "assets"}, "which answer it was is on the page"


def test_the_body_is_thin_and_says_type_time_and_data(cast: Cast) -> None:
    artist = endpoint(cast.ayla, cast.artist, "choice.changed").endpoint
    recording = track("Saltglass", cast.ayla_marsh, performer=cast.artist)
    press(cast, recording)
    [event] = told(artist)
    body = json.loads(event.body)
    assert list(body) == ["type", "timestamp", "data"]
    assert body["type"] == "choice.changed"
    assert body["timestamp"].endswith("Z")
    assert event.webhook_id == f"msg_{event.pk.hex}"


def test_four_thousand_assets_name_a_hundred_of_them(cast: Cast) -> None:
    artist = endpoint(cast.ayla, cast.artist, "choice.changed").endpoint
    actor = acting(cast.ayla, cast.artist)
    with transaction.atomic():
        record_many([Act("choice.set", "asset", str(n), {"use": "remix"}) for n in range(4000)], actor=actor)
    [event] = told(artist)
    assert data_of(event)["count"] == 4000
    assert len(data_of(event)["assets"]) == 100
    assert len(event.body) < 6000


def test_a_partner_cannot_even_ask_for_choices(cast: Cast) -> None:
    with pytest.raises(Invalid, match=r"cannot be told of choice\.changed"):
        endpoint(cast.rin, cast.partner, "choice.changed")


def test_a_partner_that_has_the_type_all_the_same_is_not_told(cast: Cast) -> None:
    partner = endpoint(cast.rin, cast.partner).endpoint
    Endpoint.objects.filter(pk=partner.pk).update(types=["choice.changed"])
    actor = acting(cast.ayla, cast.artist)
    with transaction.atomic():
        act = Act("choice.set", "asset", "1", {"use": "remix"}, frozenset({cast.partner.pk}))
        record_many([act], actor=actor)
    assert told(partner) == []


def test_a_team_that_no_entry_concerns_is_not_told_whatever_a_builder_says(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    artist = endpoint(cast.ayla, cast.artist, "choice.changed").endpoint

    def loose(told: Iterable[Entry]) -> Iterable[Outgoing]:
        return [Outgoing(cast.other_artist.pk, {}) for _ in told]

    known = events._registry["choice.changed"]
    monkeypatch.setitem(
        events._registry, "choice.changed", events.EventType(known.name, known.label, known.says, HOLDERS, loose)
    )
    press(cast, track("Saltglass", cast.ayla_marsh, performer=cast.artist))
    assert told(artist) == []
    assert "does not concern them" in Message.objects.get(topic="webhooks:choice.changed").last_error


def test_an_endpoint_gets_only_the_types_it_asked_for(cast: Cast) -> None:
    chosen = endpoint(cast.ayla, cast.artist, "pause.changed").endpoint
    other = endpoint(cast.ayla, cast.artist, "choice.changed", url="https://hooks.example.com/2").endpoint
    pause_all(actor=acting(cast.ayla, cast.artist))
    assert [event.type for event in told(chosen)] == ["pause.changed"]
    assert told(other) == []


def test_a_message_carried_out_twice_files_nothing_twice(cast: Cast) -> None:
    artist = endpoint(cast.ayla, cast.artist, "choice.changed").endpoint
    press(cast, track("Saltglass", cast.ayla_marsh, performer=cast.artist))
    assert len(told(artist)) == 1
    Message.objects.filter(topic="webhooks:choice.changed").update(done_at=None)
    outbox.drain()
    assert artist.events.count() == 1


def test_with_nobody_listening_the_entries_are_not_even_read(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    press(cast, track("Saltglass", cast.ayla_marsh, performer=cast.artist))
    payload = Message.objects.get(topic="webhooks:choice.changed").payload
    with django_assert_num_queries(1):
        events.fan_out("choice.changed", payload)


def test_a_client_that_changed_is_told_to_its_partner(cast: Cast) -> None:
    partner = endpoint(cast.rin, cast.partner, "client.changed").endpoint
    made = credentials.make("radio", actor=acting(cast.rin, cast.partner))
    [event] = told(partner)
    assert data_of(event) == {"client_id": made.client.client_id, "change": "made"}
    assert made.secret not in event.body


def test_what_cannot_be_registered_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="registered twice"):
        events.register("choice.changed", "", says="", kinds=HOLDERS, follows=[PAUSED], builder=lambda told: [])


def test_every_event_type_follows_something() -> None:
    for known in events._registry.values():
        assert followers._followers[known.topic], known.name


def test_songs_of_a_track_come_with_it(cast: Cast) -> None:
    publisher = endpoint(cast.theo, cast.publisher, "choice.changed").endpoint
    recording = track("Saltglass", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist, cast.publisher))
    press(cast, recording)
    [event] = told(publisher)
    assert data_of(event)["assets"] == [str(song_of(recording).pk)]
