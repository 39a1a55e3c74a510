"""Small sounds in files of every kind, whole and broken; and sounds that are there without the uploading."""

import io
from datetime import datetime
from typing import Any

import numpy as np
import soundfile
from django.core.files.base import ContentFile
from django.utils import timezone

from artists.audio import keeping
from artists.audio.models import Sound
from artists.catalog.models import Asset
from artists.teams.models import Team

RATE = 44_100


def melody(seconds: float = 5.0, *, channels: int = 2, rate: int = RATE) -> Any:
    """Plucked notes, one each half second: float32, (frames, channels)."""
    time = np.arange(int(seconds * rate)) / rate
    pitch = 220.0 * 2.0 ** (np.array([0, 4, 7, 12, 9, 7, 4, 2])[(time * 2).astype(int) % 8] / 12)
    wave = 0.4 * np.sin(2 * np.pi * pitch * time) * np.exp(-4 * (time % 0.5))
    return np.repeat(wave[:, None], channels, axis=1).astype(np.float32)


def encoded(kind: str = "WAV", samples: Any = None, *, rate: int = RATE, subtype: str | None = None) -> bytes:
    """A file of this kind (WAV, FLAC, AIFF, OGG, MP3), five seconds long unless `samples` say otherwise."""
    file = io.BytesIO()
    soundfile.write(file, melody() if samples is None else samples, rate, format=kind, subtype=subtype)
    return file.getvalue()


def upload(content: bytes, name: str = "saltglass.wav") -> ContentFile:
    """What a browser sends."""
    return ContentFile(content, name=name)


def sound(asset: Asset | None = None, *, body: bytes = b"\xff\xfb" + bytes(4000), team: Team | None = None) -> Sound:
    """A sound that is ready, without the decoding: what plays are the bytes of `body`."""
    now: datetime = timezone.now()
    name = keeping.put_file(keeping.new_name("made", ".mp3"), ContentFile(body))
    return Sound.objects.create(
        asset=asset, state="ready", name=name, file_name="saltglass.mp3", content_type="audio/mpeg", size=len(body),
        sha256="ab" * 32, seconds=5, sample_rate=RATE, channels=2, peaks=[10, 60, 100, 40] * 50, team=team,
        added_at=now,
    )  # fmt: skip
