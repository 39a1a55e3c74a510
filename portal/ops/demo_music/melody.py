"""A tune over chords: motifs that come back, chord tones on the strong beats, steps between them. Pure but for dice."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from portal.ops.demo_music.songs import Song

_RHYTHMS = (
    (0.0, 1.0, 1.5, 2.5, 3.0),
    (0.5, 1.0, 2.0, 3.0),
    (0.0, 0.5, 1.5, 2.0, 3.0, 3.5),
    (0.0, 1.5, 2.0, 3.5),
)
_ENDING = (0.0, 1.0)


@dataclass(frozen=True)
class Note:
    """Beats from the start, beats long, and a MIDI pitch."""

    start: float
    length: float
    pitch: int


def bars(song: Song) -> list[tuple[int, str]]:
    """Each bar's chord, as a degree of the scale, and the part it stands in."""
    verse = song.verse * (2 if song.tempo > 90 else 1)
    parts = (("intro", song.verse[:2]), ("verse", verse), ("chorus", song.chorus), ("end", song.verse[:1]))
    return [(degree, part) for part, degrees in parts for degree in degrees]


def chord(song: Song, degree: int) -> tuple[int, int, int]:
    """The triad on a degree of the scale, as MIDI pitches about middle C."""
    root, third, fifth = (_pitch(song, degree + step) for step in (0, 2, 4))
    return root, third, fifth


def tune(song: Song) -> list[Note]:
    """What the voice sings: in the verse lower and sparser, in the chorus higher and longer."""
    dice = random.Random(song.seed)
    motifs: dict[str, list[tuple[float, ...]]] = {
        part: [dice.choice(_RHYTHMS), dice.choice(_RHYTHMS)] for part in ("verse", "chorus")
    }
    return list(_sung(song, dice, motifs))


def _sung(song: Song, dice: random.Random, motifs: dict[str, list[tuple[float, ...]]]) -> Iterator[Note]:
    middle = song.key + song.sung
    at = middle
    for number, (degree, part) in enumerate(bars(song)):
        if part not in motifs:
            continue
        centre = middle + (3 if part == "chorus" else 0)
        starts = _ENDING if number % 4 == 3 and part == "verse" else motifs[part][number % 2]
        for start, until in zip(starts, (*starts[1:], 4.0), strict=True):
            strong = start in (0.0, 2.0)
            choice = _near(song, degree, at, centre, strong=strong, dice=dice)
            at = choice
            yield Note(number * 4 + start, min(until - start, 2.0) * 0.94, choice)


def _near(song: Song, degree: int, at: int, centre: int, *, strong: bool, dice: random.Random) -> int:
    """The next pitch: close to the last, drawn to the middle of the voice, on strong beats a tone of the chord."""
    of_chord = {pitch % 12 for pitch in chord(song, degree)}
    of_scale = {(song.key + step) % 12 for step in song.scale}
    wanted = of_chord if strong else of_scale
    near = [pitch for pitch in range(at - 7, at + 8) if pitch % 12 in wanted and abs(pitch - centre) <= 8]
    weights = [1 / (1 + (abs(pitch - at) - 2) ** 2 + 0.15 * abs(pitch - centre)) for pitch in near]
    return dice.choices(near, weights)[0] if near else centre


def _pitch(song: Song, degree: int) -> int:
    octave, step = divmod(degree, len(song.scale))
    pitch = song.key + 12 * octave + song.scale[step]
    return pitch - 12 if pitch > song.key + 9 else pitch
