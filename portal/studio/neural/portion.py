"""The part of a track that is wanted: from where, and how long."""

from pathlib import Path

import soundfile

from portal.studio.tools import Order, Track, Unmakeable

_BLOCK = 1 << 18


def cut(order: Order, track: Track, target: Path) -> Path:
    """Write the wanted part of a track as FLAC: the order's `start` and `length` in seconds, within its `longest`.

    Raises `Unmakeable` where the track ends before it begins.
    """
    wanted = [most for most in (order.inputs.get("length"), order.longest) if most is not None]
    with soundfile.SoundFile(track.path) as source:
        rate = source.samplerate
        start = int(order.inputs.get("start") or 0) * rate
        left = len(source) - start
        if left < rate:
            raise Unmakeable(f"The part you chose begins after the end of “{track.title}”.")
        left = min(left, min(wanted) * rate) if wanted else left
        source.seek(start)
        with soundfile.SoundFile(target, "w", rate, source.channels, format="FLAC", subtype="PCM_16") as part:
            while left > 0 and len(block := source.read(min(left, _BLOCK), dtype="int16")):
                part.write(block)
                left -= len(block)
    return target
