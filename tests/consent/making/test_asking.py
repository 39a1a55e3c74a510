"""A fan asks: who may, what they may choose, how much, and what they read when they may not."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from artists.access import Conflict, Denied, Invalid, Refusal
from consent.experiences import words
from consent.experiences.models import Experience
from consent.licences.offer import PRESETS, Offer, Tool
from consent.making import benches, inputs, limits, line, own
from consent.making.asking import ask
from consent.making.bans import ban_on
from consent.making.fan import Fan, fan_of, network_of
from consent.making.models import Ban, Making
from tests.cast import Cast, acting
from tests.support.makings import SLOWED, person, ready, remixing, visitor, waiting


def code_of(experience: Experience, fan: Fan, data: Any = SLOWED, **more: Any) -> str:
    """Why it was refused: a code, with a sentence that a fan can read."""
    with pytest.raises(Refusal) as refused:
        ask(experience, data, fan=fan, **more)
    assert refused.value.sentence.endswith((".", "?"))
    return refused.value.code


def test_a_fan_asks_and_waits_in_line_with_what_they_chose(
    cast: Cast, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    experience, track = remixing(cast)
    woken: list[int] = []
    monkeypatch.setattr("consent.making.waking._waker", [lambda: woken.append(1)])
    with django_capture_on_commit_callbacks(execute=True):
        made = ask(experience, SLOWED, fan=person(cast.fay), territory="de")
    assert (made.asset_id, made.person_id, made.visitor, made.territory) == (track.pk, cast.fay.pk, "", "DE")
    assert made.inputs == {"preset": "slowed", "strength": 60, "start": 0, "length": None}
    assert woken == [1]
    assert list(line.mine(person(cast.fay))) == [made]
    assert own.find(made.pk, visitor()) is None
    assert line.position(made).place == 1


def test_what_stands_in_the_way_is_said_by_a_code_and_a_kind_sentence(cast: Cast) -> None:
    experience, _ = remixing(cast, outputs_a_fan=1)
    fay = person(cast.fay)
    assert code_of(experience, fan_of(None, secret="", address="192.0.2.1")) == "nobody"
    assert code_of(experience, fay, {"preset": "bass"}) == "preset_unknown"
    assert code_of(experience, fay, asset=cast.voice.pk) == "asset_unknown"
    assert code_of(experience, fay, territory="D\x00") == "territory_wrong"
    ask(experience, SLOWED, fan=fay)
    assert code_of(experience, fay) == "fan_full_today"
    benches.note({"remix_lab": "It lacks soxr."})
    assert code_of(experience, visitor()) == "switched_off"
    benches.note({"remix_lab": ""})
    Experience.objects.update(territories=["DE"])
    experience.refresh_from_db()
    assert code_of(experience, visitor()) == "territory_needed"
    Experience.objects.update(state="paused", paused_at=timezone.now(), paused_because="partner")
    experience.refresh_from_db()
    assert code_of(experience, visitor(), territory="DE") == "partner"


def test_the_studio_can_be_switched_off(cast: Cast, settings: Any) -> None:
    experience, _ = remixing(cast)
    settings.STUDIO = replace(settings.STUDIO, on=False)
    assert code_of(experience, visitor()) == "switched_off"


def test_limits_of_the_offer_count_what_is_under_way_and_not_what_came_to_nothing(cast: Cast) -> None:
    experience, _ = remixing(cast, outputs_a_day=3, outputs_in_all=4, fans=2)
    one, two = visitor("a"), visitor("b")
    ask(experience, SLOWED, fan=one)
    kept = ask(experience, SLOWED, fan=two)
    assert code_of(experience, visitor("c")) == "enough_fans"
    own.cancel(kept, fan=two)
    ask(experience, SLOWED, fan=visitor("c"))
    ask(experience, SLOWED, fan=one)
    assert code_of(experience, one) == "full_today"
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        ask(experience, SLOWED, fan=one)
        assert code_of(experience, visitor("c")) == "full"


def test_one_fan_and_one_address_can_ask_for_so_much(cast: Cast) -> None:
    experience, _ = remixing(cast)
    fan = visitor()
    for _ in range(limits.OPEN_AT_ONCE):
        ask(experience, SLOWED, fan=fan)
    assert code_of(experience, fan) == "enough_open"
    Making.objects.update(state="failed")
    for _ in range(limits.OF_VISITOR[0].count - limits.OPEN_AT_ONCE):
        waiting(experience, fan)
    Making.objects.update(state="failed")
    assert code_of(experience, fan) == "too_much"
    for number in range(limits.OF_ADDRESS[0].count - limits.OF_VISITOR[0].count):
        waiting(experience, visitor(f"browser {number}"))
    Making.objects.update(state="failed")
    assert code_of(experience, visitor("a new browser")) == "too_much"
    ask(experience, SLOWED, fan=visitor("elsewhere", "198.51.100.4"))
    with time_machine.travel(timezone.now() + timedelta(hours=1, minutes=1)):
        ask(experience, SLOWED, fan=fan)


def test_a_ban_holds_by_account_browser_and_address_and_comes_along_when_signing_in(cast: Cast) -> None:
    experience, _ = remixing(cast)
    fan, now = visitor(), timezone.now()
    Ban.objects.create(visitor=fan.visitor, team=cast.artist, because="Insults.", banned_at=now)
    assert code_of(experience, fan) == "banned"
    ask(experience, SLOWED, fan=visitor("another browser"))
    own.take_along(fan.visitor, cast.fay.pk)
    assert code_of(experience, person(cast.fay)) == "banned"
    Ban.objects.update(lifted_at=now)
    Ban.objects.create(visitor=fan.address, because="A machine.", banned_at=now, until=now + timedelta(days=1))
    assert code_of(experience, visitor("yet another")) == "banned"
    assert ban_on(fan, experience.pk, now=now + timedelta(days=2)) is None
    Ban.objects.update(lifted_at=now)
    Ban.objects.create(person=cast.fay, team=cast.other_artist, because="Elsewhere.", banned_at=now)
    ask(experience, SLOWED, fan=person(cast.fay))


def test_what_is_ready_can_be_shown_and_hidden_by_its_fan_alone_and_is_taken_along(cast: Cast) -> None:
    experience, _ = remixing(cast)
    fan = visitor()
    made = ask(experience, SLOWED, fan=fan)
    with pytest.raises(Conflict, match="not ready"):
        own.publish(made, fan=fan)
    made = ready(made)
    with pytest.raises(Denied):
        own.publish(made, fan=person(cast.fay))
    assert own.publish(made, fan=fan).public
    words.add("grim", actor=acting(cast.ayla, cast.artist))
    for wrong in ("Adolf Hitler", "Grim", "\x00", "9" * 30, "https://spam.example"):
        with pytest.raises(Invalid) as refused:
            own.publish(made, fan=fan, name=wrong)
        assert refused.value.field == "name"
    assert own.publish(made, fan=fan, name="  Mo’ ").maker_name == "Mo’"
    assert own.publish(made, fan=fan).maker_name == "Mo’", "it stays until it is taken away"
    assert own.publish(made, fan=fan, name=" ").maker_name == ""
    own.publish(made, fan=fan, name="Mo")
    with pytest.raises(Conflict) as late:
        own.cancel(made, fan=fan)
    assert late.value.code == "too_late"
    assert own.take_along(fan.visitor, cast.fay.pk) == 1
    assert not line.mine(fan).exists()
    hidden = own.unpublish(made, fan=person(cast.fay))
    assert (hidden.public, hidden.maker_name) == (False, "")


def test_the_time_it_takes_is_what_the_newest_took_here(cast: Cast, django_assert_num_queries: Any) -> None:
    experience, _ = remixing(cast)
    now = timezone.now()
    for seconds in (30, 40, 300):
        done = ready(waiting(experience, at=now - timedelta(hours=1)))
        Making.objects.filter(pk=done.pk).update(started_at=now - timedelta(seconds=seconds), ended_at=now)
    first, second = waiting(experience, at=now), waiting(experience, at=now + timedelta(seconds=1))
    with django_assert_num_queries(2):
        line.position(second)
    assert (line.position(first).place, line.position(first).seconds) == (1, 40)
    assert (line.position(second).place, line.position(second).seconds) == (2, 80)
    first.state, first.started_at = "making", now
    first.save()
    half = line.position(second, now=now + timedelta(seconds=15))
    assert (half.place, half.seconds) == (1, 65)


offers = st.builds(
    Offer,
    tool=st.sampled_from(Tool),
    title=st.just("t"),
    promise=st.just("p"),
    presets=st.lists(st.sampled_from([*PRESETS, "unheard"]), unique=True).map(tuple),
    sentences=st.lists(st.sampled_from(["Hello, {name}!", "Good night."]), unique=True).map(tuple),
    moods=st.lists(st.sampled_from(["rainy", "wild"]), unique=True).map(tuple),
)
rubbish = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.text(), max_size=3), st.binary(),
    st.sampled_from(["slowed", "rainy", "0", "9" * 30, "\x00", "9999-12-31", "Mia", "60"]),
)  # fmt: skip


@given(
    offers,
    st.dictionaries(st.sampled_from(["preset", "strength", "start", "length", "sentence", "name", "mood"]), rubbish),
)
def test_whatever_is_sent_is_read_within_the_offer_or_refused_with_a_field(offer: Offer, data: dict[str, Any]) -> None:
    found: dict[str, Any] = {}
    refused: Invalid | None = None
    try:
        found = inputs.read(offer.tool, offer, data, longest=90)
    except Invalid as no:
        refused = no
    assert refused is None or refused.field
    assert found.get("preset") is None or found["preset"] in offer.presets
    assert found.get("strength") is None or 0 <= found["strength"] <= 100
    assert found.get("length") is None or 1 <= found["length"] <= 90
    assert found.get("sentence") is None or found["sentence"] in offer.sentences
    assert set(found.get("moods", ())) <= set(offer.moods)


def test_a_household_is_one_address_and_an_address_is_kept_as_a_hash() -> None:
    assert network_of("2001:db8:1:2:3::4") == network_of("2001:db8:1:2:ffff::9") != network_of("2001:db8:1:3::4")
    assert network_of("::ffff:192.0.2.1") == network_of("192.0.2.1")
    fan = fan_of(None, secret="s", address="192.0.2.1")
    assert "192" not in fan.address
    assert len(fan.visitor) == len(fan.address) == 64
    assert fan_of(7, secret="s", address="").visitor == ""
