"""Karaoke: a track parted into its voice and its band by a neural network, to be played with levels of one's own."""

from portal.studio.models_in_packages import SEPARATION
from portal.studio.neural import separation
from portal.studio.tools import Made, Order, Say, Unmakeable

TITLE = "Karaoke"
_ENOUGH = 0.06  # of the time; docs/studio.md has what was measured with and without a voice


def missing() -> str:
    """What this machine lacks for it, in a sentence; empty where it can."""
    return SEPARATION.missing()


def make(order: Order, say: Say) -> list[Made]:
    """The band (`accompaniment`) and the voice (`vocals`) of the order's first track; both together are the track.

    Raises `Unmakeable` where there is no voice to take out.
    """
    track = order.tracks[0]
    say(2, "Finding the voice")
    vocals, band = order.folder / "vocals.flac", order.folder / "accompaniment.flac"
    parted = separation.part(
        track.path, vocals, band, told=lambda part: say(3 + round(94 * part), "Taking the voice and the band apart")
    )
    if parted.voiced < _ENOUGH:
        raise Unmakeable(f"We heard no voice in “{track.title}”, so there is none to turn down. It was not counted.")
    facts = {
        "seconds": round(parted.seconds, 2),
        "voice_share": round(parted.voiced, 3),
        "model": SEPARATION.credit,
    }
    say(99, "Done")
    return [Made("accompaniment", band, "audio/flac", facts), Made("vocals", vocals, "audio/flac")]
