"""Which tracks fit a mood, and in which order they go well. Pure.

A mood is a word that the artist allowed. Those known here say how much energy and brightness they want; a word that is
not chooses nothing, and the tracks are ordered all the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from portal.studio.mixing.traits import Traits, apart

MOST = 8
FEWEST = 3


@dataclass(frozen=True)
class Mood:
    """Energy and brightness wanted, from 0 to 1 among the tracks there are; `rise` is how energy goes from first to
    last: −1 down, 1 up."""

    energy: float
    brightness: float
    rise: float = 0.0


_CALM, _DARK, _SUNNY = Mood(0.15, 0.5, -0.5), Mood(0.35, 0.1), Mood(0.6, 0.9)
_MOVING, _WILD, _SLEEPY = Mood(0.8, 0.65, 0.7), Mood(0.95, 0.45, 0.8), Mood(0.05, 0.4, -1.0)
_MOODS = {
    _CALM: "calm chill mellow quiet focus study relaxed soft gentle peaceful sunday slow easy lounge coffee reading",
    _DARK: "rainy rain sad melancholy melancholic blue dark moody wistful lonely autumn winter midnight heartbroken",
    _SUNNY: "happy sunny bright summer warm cheerful feelgood morning spring joyful hopeful golden beach uplifting",
    _MOVING: "party dance dancing energetic driving drive running upbeat weekend friday lively groovy roadtrip night",
    _WILD: "workout wild angry intense power gym loud hype fierce",
    _SLEEPY: "sleepy sleep bedtime dreamy night-in lullaby drifting ambient dream",
}
_KNOWN = {word: mood for mood, words in _MOODS.items() for word in words.split()}


def mood_of(words: Sequence[str]) -> Mood | None:
    """What these words want, halfway where they want different things; None where none is known here."""
    parts = [part for word in words for part in (word.casefold(), *word.casefold().replace("-", " ").split())]
    found = list(dict.fromkeys(_KNOWN[part] for part in parts if part in _KNOWN))
    if not found:
        return None
    many = len(found)
    return Mood(
        sum(one.energy for one in found) / many,
        sum(one.brightness for one in found) / many,
        sum(one.rise for one in found) / many,
    )


def fitting(tracks: Sequence[Traits], mood: Mood | None, *, most: int = MOST) -> list[int]:
    """The tracks to play, by their places, those that fit best first: at most `most`, and of many the better half.

    Energy, brightness and tempo are compared with the other tracks', since no number says what is calm for an artist.
    """
    places = list(range(len(tracks)))
    if mood is None:
        return places[:most]
    energy, brightness = _ranks([one.energy for one in tracks]), _ranks([one.brightness for one in tracks])
    tempo = _ranks([one.tempo for one in tracks])
    misfit = [
        abs(energy[place] - mood.energy) + 0.7 * abs(brightness[place] - mood.brightness)
        + 0.5 * abs(tracks[place].energy - mood.energy) + 0.4 * abs(tempo[place] - mood.energy)
        for place in places
    ]  # fmt: skip
    kept = min(most, max(FEWEST, (len(tracks) + 1) // 2))
    return sorted(places, key=lambda place: (misfit[place], place))[:kept]


def cost(tracks: Sequence[Traits], order: Sequence[int], rise: float = 0.0) -> float:
    """What an order asks of a listener: every step from one track to the next, and going against the mood's course."""
    steps = sum(apart(tracks[one], tracks[other]) for one, other in pairwise(order))
    return steps + sum(_against(tracks[one], tracks[other], rise) for one, other in pairwise(order))


def in_order(tracks: Sequence[Traits], rise: float = 0.0) -> list[int]:
    """The order of all the tracks that costs least, exactly (Held and Karp); meant for a dozen at most."""
    many = len(tracks)
    if many < 2:
        return list(range(many))
    step = [[apart(a, b) + _against(a, b, rise) for b in tracks] for a in tracks]
    best = {(1 << last, last): (0.0, -1) for last in range(many)}
    for played in range(1, 1 << many):
        for last in range(many):
            if (played, last) not in best:
                continue
            so_far = best[played, last][0]
            for following in range(many):
                if played >> following & 1:
                    continue
                there = (played | 1 << following, following)
                if there not in best or so_far + step[last][following] < best[there][0] - 1e-12:
                    best[there] = (so_far + step[last][following], last)
    played = (1 << many) - 1
    last = min(range(many), key=lambda place: best[played, place][0])
    order = []
    while last >= 0:
        order.append(last)
        before = best[played, last][1]
        played, last = played & ~(1 << last), before
    return order[::-1]


def _against(one: Traits, other: Traits, rise: float) -> float:
    """Energy that goes the wrong way counts, as much as the mood has a course."""
    return 2 * abs(rise) * max(0.0, (one.energy - other.energy) * (1 if rise > 0 else -1))


def _ranks(values: Sequence[float]) -> list[float]:
    """Where each stands among all, 0 lowest to 1 highest, equals together; 0.5 for one alone."""
    if len(values) < 2:
        return [0.5] * len(values)
    return [
        (sum(other < value for other in values) + sum(other <= value for other in values) - 1) / (2 * len(values) - 2)
        for value in values
    ]
