"""Plays: a listener's beginning to hear something made, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from artists.audio import addresses
from artists.audio.models import Sound
from consent.making.models import File, Making
from consent.making.plays import plays_in
from tests.cast import Cast
from tests.support.makings import person, ready, remixing, waiting
from tests.support.sounding import sound

pytestmark = pytest.mark.django_db


def hear(client: Client, what: Sound, *, address: str = "192.0.2.50", **headers: str) -> int:
    """A player asks."""
    return client.get(addresses.listen(what), REMOTE_ADDR=address, headers=headers).status_code


def made(cast: Cast, heard: Sound, *others: Sound) -> Making:
    """Something of Fay's that sounds."""
    one = ready(waiting(remixing(cast)[0], person(cast.fay)))
    for role, part in zip(("vocals", "accompaniment"), (heard, *others), strict=False):
        File.objects.create(making=one, role=role, sound=part)
    return one


def test_a_listener_is_counted_once_whatever_the_player_asks_for(cast: Cast, client: Client) -> None:
    voice, band = sound(), sound()
    one = made(cast, voice, band)

    def plays() -> int:
        return Making.objects.get(pk=one.pk).plays

    client.head(addresses.listen(voice))
    client.get(addresses.save(voice))
    hear(client, voice, range="bytes=2000-")
    hear(client, voice, range="bytes=9999-")
    assert plays() == 0, "nothing was begun"
    for asked in ("bytes=0-1", "bytes=0-", "bytes=500-", "bytes=0-"):
        assert hear(client, voice, range=asked) == 206
    hear(client, band)
    assert plays() == 1
    hear(client, voice, address="192.0.2.51")
    assert plays() == 2
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        hear(client, voice)
        assert plays() == 3
    assert plays_in(one.experience_id) == 3


def test_its_maker_and_the_people_behind_it_do_not_count(cast: Cast, client: Client) -> None:
    heard = sound()
    one = made(cast, heard)
    for who in (cast.fay, cast.ayla, cast.rin):
        client.force_login(who)
        hear(client, heard)
    assert Making.objects.get(pk=one.pk).plays == 0
    client.force_login(cast.stranger)
    hear(client, heard)
    assert Making.objects.get(pk=one.pk).plays == 1


def test_a_sound_of_two_makings_counts_where_it_is_heard(cast: Cast, client: Client) -> None:
    heard = sound()
    experience, _ = remixing(cast)
    both: list[Any] = [ready(waiting(experience, person(cast.fay))) for _ in range(2)]
    for one in both:
        File.objects.create(making=one, role="mix", sound=heard)
    hear(client, heard)
    hear(client, heard, referer="http://testserver/\x00")
    assert Making.objects.filter(plays__gt=0).count() == 0, "nobody can tell which"
    hear(client, heard, referer=f"http://testserver/made/{both[1].output_id}/")
    assert [Making.objects.get(pk=one.pk).plays for one in both] == [0, 1]
