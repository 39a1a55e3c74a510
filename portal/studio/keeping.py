"""What tools made, put where it stays: sound as browsers play it, anything else as it is."""

import hashlib
import mimetypes
import wave
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files import File

from artists.audio import intake
from artists.audio import keeping as storing
from artists.audio.models import Sound
from artists.catalog.models import Asset
from consent.licences.offer import Offer
from consent.making.work import Kept
from portal.studio.credentials import Finish
from portal.studio.tools import Made, Unmakeable

_SHORTEST_SECONDS = 3
_MOST_BYTES = 20 << 20  # of what is no sound
_TYPES = {
    "audio/midi": ".mid", "application/json": ".json", "image/svg+xml": ".svg", "text/plain": ".txt",
    "application/pdf": ".pdf",
}  # fmt: skip


class TooLarge(Exception):
    """A file that is no sound is larger than any has reason to be."""


def sounds_of(assets: Sequence[Asset]) -> dict[UUID, Sound]:
    """The sound that each recording plays now, where it has one."""
    found = Sound.objects.current().filter(asset__in=[one.pk for one in assets])
    return {one.asset_id: one for one in found if one.asset_id}


def part_of(path: Path, inputs: Mapping[str, Any], longest: int | None) -> Path:
    """The part of a decoded track that was asked for, no longer than allowed. Raises `Unmakeable` where it is over."""
    wanted = [one for one in (inputs.get("length"), longest) if one]
    with wave.open(str(path), "rb") as whole:
        rate, frames = whole.getframerate(), whole.getnframes()
        begin = min(frames, int(inputs.get("start") or 0) * rate)
        length = min([frames - begin, *(int(one) * rate for one in wanted)])
        if begin == 0 and length == frames:
            return path
        if length < _SHORTEST_SECONDS * rate:
            raise Unmakeable("The track is over by then. Start earlier.")
        whole.setpos(begin)
        part = path.with_name(f"part-{path.name}")
        with wave.open(str(part), "wb") as file:
            file.setparams(whole.getparams())
            file.writeframes(whole.readframes(length))
    return part


def keep(made: Sequence[Made], offer: Offer, finish: Finish | None = None) -> list[Kept]:
    """Put the files away, in the tool's order; the first one's facts say what was used. `finish` signs sounds."""
    kept = []
    for place, one in enumerate(made):
        facts = dict(one.facts) | ({"used": list(one.used)} if place == 0 and one.used else {})
        if one.content_type.startswith("audio/") and one.content_type != "audio/midi":
            sound = intake.keep(
                one.path, ai_generated=offer.contains_ai == "All", file_name=f"{one.role}.mp3", finish=finish
            )
            kept.append(Kept(one.role, sound, facts=facts))
        else:
            kept.append(_put(one, facts))
    return kept


def drop(kept: Sequence[Kept]) -> None:
    """Nobody wants them any more."""
    intake.forget([one.sound.pk for one in kept if one.sound])
    storing.remove(*(one.name for one in kept))


def _put(one: Made, facts: Mapping[str, object]) -> Kept:
    size = one.path.stat().st_size
    if size > _MOST_BYTES:
        raise TooLarge(one.role)
    suffix = _TYPES.get(one.content_type) or mimetypes.guess_extension(one.content_type) or ".bin"
    with one.path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        name = storing.put_file(storing.new_name("made", suffix), File(file))
    return Kept(one.role, None, name, one.content_type, size, sha256, facts)
