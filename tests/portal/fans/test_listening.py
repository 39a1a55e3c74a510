"""Playing: whole, in parts, to be kept; by nobody who was not given the address, and no more once it is gone."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.core.files.storage import FileSystemStorage, InMemoryStorage, storages
from django.test import Client
from django.utils import timezone
from environs import Env
from hypothesis import given
from hypothesis import strategies as st

from artists.audio import addresses, decoding, intake, keeping
from artists.audio.models import Sound
from portal.fans.ranges import PIECE, Part, Unsatisfiable, part_of
from portal.ops.storage import audio as configured
from tests.support.s3 import s3
from tests.support.sounding import sound

pytestmark = pytest.mark.django_db
BODY = bytes(range(256)) * 16


def get(client: Client, path: str, **headers: str) -> Any:
    return client.get(path, headers=headers)


def test_a_sound_plays_whole_and_in_parts(client: Client) -> None:
    path = addresses.listen(sound(body=BODY))
    whole = get(client, path)
    assert (whole.status_code, whole.content, whole["Content-Type"]) == (200, BODY, "audio/mpeg")
    assert (whole["Accept-Ranges"], whole["X-Content-Type-Options"]) == ("bytes", "nosniff")
    assert re.fullmatch(r"private, max-age=\d+", whole["Cache-Control"])
    assert "Content-Disposition" not in whole
    assert "sessionid" not in whole.cookies
    for asked, said, body in (
        ("bytes=0-1", "bytes 0-1/4096", BODY[:2]),
        ("bytes=4000-", "bytes 4000-4095/4096", BODY[4000:]),
        ("bytes=-10", "bytes 4086-4095/4096", BODY[-10:]),
        ("bytes=4090-9000", "bytes 4090-4095/4096", BODY[4090:]),
    ):
        part = get(client, path, range=asked)
        assert (part.status_code, part["Content-Range"], part.content) == (206, said, body)
        assert part["Content-Length"] == str(len(body))
    for asked in ("bytes=0-1,5-9", "bytes=9-2", "bytes=x", "lines=1-2", "bytes=-", "9" * 30, "bytes=" + "9" * 30 + "-"):
        assert get(client, path, range=asked).status_code == 200, asked
    beyond = get(client, path, range="bytes=4096-")
    assert (beyond.status_code, beyond["Content-Range"], beyond.content) == (416, "bytes */4096", b"")
    head = client.head(path, headers={"range": "bytes=0-99"})
    assert (head.status_code, head["Content-Length"], head.content) == (206, "100", b"")


def test_what_a_browser_has_is_not_sent_again_and_no_part_of_another_file(client: Client) -> None:
    path = addresses.listen(sound(body=BODY))
    etag = get(client, path)["ETag"]
    assert get(client, path, if_none_match=etag).status_code == 304
    assert get(client, path, range="bytes=0-1", if_range=etag).status_code == 206
    for other in ('"another"', f"W/{etag}", "Mon, 23 Nov 2026 07:00:00 GMT"):
        assert get(client, path, range="bytes=0-1", if_range=other).status_code == 200


def test_it_is_saved_under_its_name_only_by_an_address_for_that(client: Client) -> None:
    made = sound()
    Sound.objects.filter(pk=made.pk).update(file_name='Líght "off".wav')
    saved = get(client, addresses.save(Sound.objects.get(pk=made.pk)))["Content-Disposition"]
    assert saved.startswith("attachment")
    assert quote("Líght") in saved
    assert ".mp3" in saved


def test_nobody_plays_what_they_were_given_no_address_for(client: Client) -> None:
    made = sound()
    path = addresses.listen(made, good_for=timedelta(minutes=20))
    assert get(client, path[:-3] + "x/").status_code == 404
    assert get(client, f"/listen/{made.pk}/").status_code == 404
    with time_machine.travel(timezone.now() + timedelta(minutes=40)):
        assert get(client, path).status_code == 404
    assert client.post(path).status_code == 405
    intake.forget([made.pk])
    assert get(client, path).status_code == 410


def test_a_file_that_was_lost_is_not_found(client: Client) -> None:
    made = sound()
    keeping.remove(made.name)
    assert get(client, addresses.listen(made)).status_code == 404


def test_any_storage_of_djangos_will_do(client: Client, settings: Any) -> None:
    """One without files of its own has no path: parts of it are read through its own door, and tools get a copy."""
    settings.STORAGES = {**settings.STORAGES, "audio": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    assert isinstance(storages["audio"], InMemoryStorage)
    made = sound(body=BODY)
    assert get(client, addresses.listen(made), range="bytes=10-19").content == BODY[10:20]
    assert keeping.path_of(made.name) is None
    assert b"".join(keeping.pieces(made.name)) == BODY


def test_an_s3_store_is_asked_for_the_part_alone(client: Client, settings: Any, monkeypatch: Any) -> None:
    for name, value in (
        ("AWS_ACCESS_KEY_ID", "k"),
        ("AWS_SECRET_ACCESS_KEY", "s"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
    ):
        monkeypatch.setenv(name, value)
    with s3() as (endpoint, kept, asked):
        environment = Env()
        monkeypatch.setenv("AUDIO_BUCKET", "sounds")
        monkeypatch.setenv("AUDIO_ENDPOINT", endpoint)
        settings.STORAGES = {**settings.STORAGES, "audio": configured(environment, Path())}
        made = sound(body=BODY)
        assert list(kept.values()) == [BODY]
        assert get(client, addresses.listen(made), range="bytes=10-19").content == BODY[10:20]
        assert asked == ["bytes=10-19"]
        with decoding.fetched(made.name) as copy:
            assert copy.read_bytes() == BODY, "tools get a copy of their own"
        keeping.remove(made.name)
        assert get(client, addresses.listen(made)).status_code == 404


@pytest.fixture(autouse=True)
def _own_storage(settings: Any, tmp_path: Any) -> None:
    options = {"location": tmp_path, "file_permissions_mode": 0o600}
    backend = f"{FileSystemStorage.__module__}.{FileSystemStorage.__name__}"
    settings.STORAGES = {**settings.STORAGES, "audio": {"BACKEND": backend, "OPTIONS": options}}


ASKED = st.text(alphabet="bytes=0123456789-, x", max_size=24) | st.from_regex(r"bytes=\d{0,8}-\d{0,8}")


@given(ASKED, st.integers(1, 10**8))
def test_a_part_lies_within_the_file(asked: str, size: int) -> None:
    try:
        part = part_of(asked, size)
    except Unsatisfiable:
        return
    assert part is None or (0 <= part.start <= part.end < size and part.length == part.end - part.start + 1)


def test_an_open_end_gets_a_piece_and_a_closed_one_all_it_names() -> None:
    size = 5 * PIECE
    assert part_of("bytes=0-", size) == Part(0, PIECE - 1)
    assert part_of(f"bytes=0-{size}", size) == Part(0, size - 1)
