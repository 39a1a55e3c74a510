"""A yes is taken back: what the studio made is gone within seconds, as the withdrawal asked, and it says so itself."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.conf import LazySettings
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone

from artists.audio.models import Sound
from artists.journal.outbox import drain
from artists.notices.models import Notice
from artists.teams.models import ApiClient
from consent.choices.answers import Answer
from consent.claims.answering import answer
from consent.making.models import File, Making
from consent.reports.models import Output
from consent.withdrawals.actions import ask_more
from consent.withdrawals.models import Concern
from tests.cast import Cast, acting
from tests.support.claiming import a_making, an_output, claimed
from tests.support.sounding import sound as kept
from tests.support.withdrawals import concern_of, open_track, press, states_of

NAME = "studio-client"


@pytest.fixture
def made(cast: Cast, settings: LazySettings) -> Making:
    """A fan's making, with its file; the partner is the studio."""
    ApiClient.objects.create(team=cast.partner, client_id=NAME, name="Studio", created_at=timezone.now())
    settings.STUDIO = replace(settings.STUDIO, client_id=NAME, client_secret="unused")
    track = open_track(cast)
    making = a_making(cast, an_output(cast, asset=track), asset=track)
    File.objects.create(making=making, role="mix", sound=kept())
    return making


def taken_back(cast: Cast, making: Making) -> Concern:
    """The artist presses off; the outbox does what follows."""
    press(cast, [making.asset], Answer.OFF)
    drain()
    return concern_of(cast.partner)


def status(making: Making) -> int:
    """Of its page."""
    return Client().get(f"/made/{making.output_id}/").status_code


def test_stopping_new_uses_is_acknowledged_and_leaves_what_exists(cast: Cast, made: Making) -> None:
    concern = taken_back(cast, made)
    assert states_of(concern) == {"stop_new": "done"}
    assert status(made) == 200


def test_a_takedown_takes_down_deletes_the_file_and_tells_the_fan(cast: Cast, made: Making) -> None:
    sound = Sound.objects.get()
    assert storages["audio"].exists(sound.name)
    concern = taken_back(cast, made)
    ask_more(concern.withdrawal, "takedown_outputs", actor=acting(cast.ayla, cast.artist))
    drain()
    assert states_of(concern) == {"stop_new": "done", "takedown_outputs": "done"}
    assert (status(made), Output.objects.get().gone) == (410, "withdrawal")
    page = Client().get(f"/made/{made.output_id}/").content.decode()
    assert "is gone" in page
    assert "/listen/" not in page
    assert not File.objects.exists()
    assert Notice.objects.filter(person=cast.fay, kind="made.gone").count() == 1
    drain()
    assert Concern.objects.get().standing == "acknowledged"


def test_a_sunset_waits_for_its_day(cast: Cast, made: Making) -> None:
    concern = taken_back(cast, made)
    day = timezone.now() + timedelta(days=40)
    ask_more(concern.withdrawal, "sunset", actor=acting(cast.ayla, cast.artist), date=day)
    drain()
    assert states_of(concern)["sunset"] == "asked"
    assert status(made) == 200
    with time_machine.travel(day + timedelta(minutes=1), tick=False):
        drain()
        drain()
        assert states_of(concern)["sunset"] == "done"
        assert status(made) == 410


def test_after_a_claim_the_file_stays_thirty_days_where_nobody_hears_it(cast: Cast, made: Making) -> None:
    assert made.output
    answer(claimed(made.output), "uphold", "It was theirs.", actor=acting(cast.olu, cast.operator))
    drain()
    assert (status(made), File.objects.count()) == (410, 1)
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        drain()
    assert not File.objects.exists()
