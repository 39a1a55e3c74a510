"""Files that no row knows go after a day; everything else stays."""

import io
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.utils import timezone
from environs import Env

from artists.audio import intake, keeping, sweeping
from artists.audio.models import Sound
from consent.making.models import File
from portal.ops.storage import audio as configured
from tests.cast import Cast
from tests.support.makings import remixing, waiting
from tests.support.s3 import s3
from tests.support.sounding import sound

pytestmark = pytest.mark.django_db


@pytest.fixture
def audio(settings: Any, tmp_path: Path) -> FileSystemStorage:
    """A storage of the test's own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "audio": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }
    found = keeping.storage()
    assert isinstance(found, FileSystemStorage)
    return found


def put(folder: str) -> str:
    """A file of nobody's."""
    return keeping.put_file(keeping.new_name(folder, ".mp3"), ContentFile(b"sound"))


def written(storage: FileSystemStorage, name: str, at: datetime) -> str:
    os.utime(storage.path(name), (at.timestamp(), at.timestamp()))
    return name


def swept_in_a_day(begin: datetime) -> int:
    """Every hour's part."""
    return sum(sweeping.sweep(now=begin + timedelta(hours=hour)) for hour in range(24))


def there(*names: str) -> list[bool]:
    return [keeping.storage().exists(name) for name in names]


def test_what_no_row_knows_for_a_day_goes_and_all_else_stays(cast: Cast, audio: FileSystemStorage) -> None:
    now = timezone.now()
    long_ago = now - timedelta(days=3)
    plays = sound()
    upload = Sound.objects.create(
        name=put("uploads"), heard=put("heard"), state="ready", seconds=5, team=cast.artist, added_at=now
    )
    checking = Sound.objects.create(name=put("uploads"), state="checking", team=cast.artist, added_at=now)
    half_written = keeping.put_file(intake.heard_name(checking), io.BytesIO(b"half"))
    experience, _ = remixing(cast)
    notes = put("made")
    File.objects.create(making=waiting(experience), role="midi", name=notes)
    known = [plays.name, upload.name, upload.heard, checking.name, half_written, notes]
    lost = [put(folder) for folder in ("uploads", "heard", "made", "made")]
    elsewhere = put("another-rooms")
    for name in [*known, *lost, elsewhere]:
        written(audio, name, long_ago)
    fresh = put("made")

    assert swept_in_a_day(now) == 4

    assert there(*known, elsewhere, fresh) == [True] * 8
    assert there(*lost) == [False] * 4
    Sound.objects.filter(pk=checking.pk).update(state="refused")
    assert swept_in_a_day(now) == 1, "nobody checks it any more, so what was written in vain goes"
    assert swept_in_a_day(now + timedelta(days=2)) == 1, "what was fresh then"


def test_a_row_that_comes_while_it_is_looked_at_keeps_its_file(
    audio: FileSystemStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = written(audio, put("made"), timezone.now() - timedelta(days=3))
    asked = FileSystemStorage.get_modified_time

    def linked_meanwhile(self: FileSystemStorage, of: str) -> datetime:
        Sound.objects.create(name=name, state="ready", seconds=5, added_at=timezone.now())
        return asked(self, of)

    monkeypatch.setattr(FileSystemStorage, "get_modified_time", linked_meanwhile)

    assert swept_in_a_day(timezone.now()) == 0
    assert there(name) == [True]


def test_a_store_of_s3s_is_swept_through_the_same_door(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
        monkeypatch.setenv(name, "us-east-1")
    with s3() as (endpoint, kept, _):
        monkeypatch.setenv("AUDIO_BUCKET", "sounds")
        monkeypatch.setenv("AUDIO_ENDPOINT", endpoint)
        settings.STORAGES = {**settings.STORAGES, "audio": configured(Env(), Path())}
        plays, lost = sound(), put("made")
        assert len(kept) == 2
        assert swept_in_a_day(timezone.now()) == 1
        assert there(plays.name, lost) == [True, False]
        with pytest.raises(keeping.Gone):
            keeping.written_at(lost)
