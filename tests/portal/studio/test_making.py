"""The studio as it runs: over HTTP to our own API on a real server, with a real tool on real sound."""

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import soundfile
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from artists.audio import decoding, keeping
from artists.catalog.models import Asset
from consent.choices.answers import Answer
from consent.credentials import signing
from consent.credentials.signing import State
from consent.decisions.models import Permit
from consent.earnings.models import Charge, Earning
from consent.earnings.posting import earn_forgotten
from consent.experiences.models import Experience
from consent.making import own, work
from consent.making.asking import ask
from consent.making.models import File, Making
from consent.reports.models import Line, Output
from portal.studio import kind, making, tasks
from portal.studio.client import Api, Credentials, Unreachable
from portal.studio.providers import Provider
from portal.studio.runner import Hear
from portal.studio.tools import Made, Order
from tests import cast as cast_module
from tests.cast import Cast
from tests.consent.decisions.scenes import answer
from tests.portal.api.conftest import SECRET, oauth_client
from tests.portal.studio.test_runner import gone
from tests.support.earning import agreed
from tests.support.makings import SLOWED, remixing, visitor
from tests.support.providers import KEY, elsewhere
from tests.support.sounding import encoded, sound
from tests.support.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


class Studio:
    """A live site, an experience on a track that has sound, and the studio as its partner's client."""

    def __init__(self, cast: Cast, settings: Settings, url: str) -> None:
        settings.SITE_ORIGIN = url
        settings.STUDIO = replace(settings.STUDIO, api=f"{url}/api/v1", client_id="studio", client_secret=SECRET)
        oauth_client(cast.partner, "studio", "checks\nreports")
        self.cast, self.url = cast, url
        self.experience, self.track = remixing(cast)
        agreed(self.track, {cast.artist: 10_000})
        sound(self.track, body=encoded("WAV"))

    def asked(self, name: str = "v", **data: Any) -> Making:
        """A fan asks."""
        return ask(self.experience, {**SLOWED, **data}, fan=visitor(name))

    def environment(self) -> dict[str, str]:
        """What a worker in a process of its own needs to work here."""
        at = connection.settings_dict
        return os.environ | {
            "DATABASE_URL": f"postgresql://{at['USER']}@{quote(at['HOST'], safe='')}/{at['NAME']}",
            "SITE_ORIGIN": self.url,
            "STUDIO_CLIENT_ID": "studio",
            "STUDIO_CLIENT_SECRET": SECRET,
        }


@pytest.fixture
def studio(transactional_db: None, live_server: LiveServer, settings: Settings) -> Studio:
    return Studio(cast_module.cast(), settings, live_server.url)


def test_a_fan_gets_what_was_asked_for_and_it_was_permitted_reported_and_earned_once(studio: Studio) -> None:
    made = studio.asked()
    assert tasks.make_next() == 1
    made.refresh_from_db()
    assert (made.state, made.percent, made.sentence) == ("ready", 100, "")
    [file] = File.objects.select_related("sound").all()
    assert (file.role, file.facts["preset"]) == ("mix", "slowed")
    assert file.sound is not None
    played, _ = soundfile.read(io.BytesIO(keeping.part(file.sound.name, 0, file.sound.size)))
    with decoding.fetched(file.sound.name) as path:
        said = signing.read(path)
    assert (said.state, said.label) == (State.OURS, file.sound.credentials), "signed by this portal, in the file"
    assert said.manifest["ingredients"][0]["title"] == f"{studio.track} by {studio.cast.ayla_marsh.name}"
    assert len(played) / 44_100 == pytest.approx(float(file.sound.seconds or 0), abs=0.1)
    output = made.output
    assert output is not None
    assert (output.reference, output.contains_ai, output.sha256) == (str(made.pk), "None", file.sound.sha256)
    [permit], [line] = Permit.objects.all(), Line.objects.all()
    assert (permit.experience, permit.single_use, permit.quantity) == (studio.experience.pk, True, 1)
    assert permit.redeemed_at is not None
    assert (line.reference, line.permit_id, line.outside) == (str(made.pk), permit.pk, "")
    assert line.minutes == pytest.approx(Decimal(file.sound.seconds or 0) / 60, abs=Decimal("0.00001"))
    earn_forgotten(now=timezone.now() + timedelta(hours=1))
    assert [one.amount for one in Earning.objects.all()] == [Decimal("0.045")]

    second = studio.asked("another fan")
    tasks.make_next()
    second.refresh_from_db()
    assert second.state == "ready"
    assert {one.sound_id for one in File.objects.all()} == {file.sound_id}, "the same again is not made again"
    assert Line.objects.count() == Output.objects.count() == Permit.objects.count() == 2, "and is metered as its own"


def test_a_tool_that_is_made_elsewhere_is_permitted_and_metered_here_all_the_same(
    studio: Studio, settings: Settings
) -> None:
    ready = {"state": "ready", "files": [{"role": "mix", "content_type": "audio/wav", "facts": {"preset": "slowed"}}]}
    with elsewhere(states=[ready], files={"mix": encoded("WAV")}) as there:
        settings.STUDIO = replace(settings.STUDIO, providers={"remix_lab": {"url": there.url, "key": KEY}})
        asked = studio.asked()
        assert tasks.make_next() == 1
    asked.refresh_from_db()
    assert (asked.state, asked.output is not None) == ("ready", True)
    assert there.keys == [str(asked.pk)]
    assert "visitor" not in str(there.orders), "whoever makes it does not learn for whom"
    assert Line.objects.get().reference == str(asked.pk)
    assert len(there.tracks[0]) > 5 * 44_100 * 4


class Withdrawing:
    """A tool in whose midst the artist changes her mind, or the fan does."""

    def __init__(self, during: Any) -> None:
        self.during = during

    def make(self, tool: str, key: str, order: Order, hear: Hear) -> list[Made]:
        """Something quick; meanwhile the other thing happens."""
        self.during()
        (order.folder / "made").mkdir()
        path = order.folder / "made" / "notes.json"
        path.write_text("{}")
        return [Made("notes", path, "application/json")]


def worked(provider: Provider, studio: Studio) -> Making:
    """Take what waits, and make it with this provider."""
    taken = work.take()
    assert taken is not None
    api = Api(f"{studio.url}/api/v1", Credentials("studio", SECRET))
    making.make(taken, api, {"remix_lab": provider})
    api.close()
    return Making.objects.get(pk=taken.pk)


def test_a_no_is_heard_before_and_in_the_midst_and_counts_nothing(studio: Studio) -> None:
    studio.asked()
    refused = worked(Withdrawing(lambda: answer(studio.cast, studio.track, "remix", Answer.OFF)), studio)
    assert (refused.state, refused.sentence) == ("refused", kind.TAKEN_BACK)
    Making.objects.create(
        experience=studio.experience, asset=studio.track, visitor="v", inputs={}, asked_at=timezone.now()
    )
    assert tasks.make_next() == 1
    assert set(Making.objects.values_list("state", "sentence")) == {("refused", kind.TAKEN_BACK)}
    assert not Line.objects.exists()
    assert not Output.objects.exists()


def test_a_cancel_in_the_midst_leaves_nothing_behind(studio: Studio) -> None:
    asked = studio.asked()
    cancelled = worked(Withdrawing(lambda: own.cancel(asked, fan=visitor())), studio)
    assert cancelled.state == "cancelled"
    assert not File.objects.exists()
    assert not Line.objects.exists()


def test_a_track_without_sound_and_a_portal_that_does_not_answer(studio: Studio, settings: Settings) -> None:
    asked = studio.asked()
    url = settings.STUDIO.api
    settings.STUDIO = replace(settings.STUDIO, api="http://127.0.0.1:9/api/v1")
    tasks.make_next()
    asked.refresh_from_db()
    assert (asked.state, asked.attempts) == ("making", 0), "it waits, and has lost nothing"
    settings.STUDIO = replace(settings.STUDIO, api=url)
    Making.objects.update(hold_ends_at=timezone.now())
    Asset.objects.get(pk=studio.track.pk).sounds.update(replaced_at=timezone.now())
    tasks.make_next()
    asked.refresh_from_db()
    assert (asked.state, asked.sentence) == ("refused", kind.NO_SOUND)
    with closing(Api(url, Credentials("studio", "wrong"))) as api, pytest.raises(Unreachable):
        api.ask([])


@pytest.fixture
def worker(studio: Studio, tmp_path: Path) -> Iterator[Any]:
    """Starts workers that stand still at a moment, and ends what is left of them."""
    started: list[subprocess.Popen[bytes]] = []

    def start(moment: str, file: Path) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "tests.support.studio_worker", moment, str(file)]
        started.append(subprocess.Popen(command, env=studio.environment(), start_new_session=True))
        return started[-1]

    yield start
    for one in started:
        if one.poll() is None:
            os.killpg(one.pid, signal.SIGKILL)
            one.wait()


def test_a_worker_killed_at_any_moment_makes_it_once_and_meters_it_once(
    studio: Studio, worker: Any, tmp_path: Path
) -> None:
    moments = ["in the tool", "redeemed", "reported"]
    for number, moment in enumerate(moments):
        studio.asked(f"fan {number}", strength=str(10 + number))
        _kill_at(moment, worker, tmp_path / moment)
        Making.objects.filter(hold__isnull=False).update(hold_ends_at=timezone.now())
    assert worker("", tmp_path / "never").wait(timeout=120) == 0
    assert list(Making.objects.values_list("state", flat=True)) == ["ready"] * len(moments)
    assert Line.objects.count() == Output.objects.count() == len(moments)
    earn_forgotten(now=timezone.now() + timedelta(hours=1))
    assert Charge.objects.count() == Earning.objects.count() == len(moments)
    assert Experience.objects.count() == 1
    assert Permit.objects.filter(redeemed_at__isnull=False).count() == len(moments)


def _kill_at(moment: str, worker: Any, file: Path) -> None:
    """Start a worker, end it where it stands still at this moment, and see its tool end with it."""
    first = worker(moment, file)
    until(lambda: file.exists() or first.poll() is not None, seconds=60)
    assert file.exists(), f"the worker ended before “{moment}”"
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    pids = [int(pid) for pid in file.read_text().split()]
    until(lambda: all(gone(pid) for pid in pids), seconds=5)
