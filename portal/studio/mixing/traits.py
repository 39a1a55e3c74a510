"""What a track sounds like, in numbers, and how far two are apart. Pure."""

import math
from dataclasses import dataclass

SLOWEST, FASTEST = 70.0, 140.0
SURE_OF_TEMPO = 0.6  # of 1: beats lie within 3 % of a beat on a straight line
SURE_OF_KEY = 0.06  # Sonara's lead of the best key over the others; clear chords give 0.06 to 0.5


@dataclass(frozen=True)
class Traits:
    """Tempo in beats a minute, folded into 70 to 140 since hearing cannot tell an octave of tempo; key as people name
    it and on the Camelot wheel (1 to 12, minor or not); energy, brightness (valence) and acousticness from 0 to 1;
    loudness in LUFS; beats in seconds. Certainties are from 0 to 1.
    """

    tempo: float
    tempo_certainty: float
    key: str
    wheel: int
    minor: bool
    key_certainty: float
    energy: float
    brightness: float
    acousticness: float
    loudness: float
    seconds: float
    beats: tuple[float, ...] = ()

    @property
    def has_tempo(self) -> bool:
        """Whether its beat is certain enough to speak of, and to mix on."""
        return self.tempo > 0 and self.tempo_certainty >= SURE_OF_TEMPO and len(self.beats) >= 12

    @property
    def has_key(self) -> bool:
        """Whether its key is certain enough to speak of."""
        return self.key_certainty >= SURE_OF_KEY


def folded(tempo: float) -> float:
    """The same beat counted so that it lies from 70 to below 140; 0 for none."""
    if not math.isfinite(tempo) or tempo <= 0:
        return 0.0
    return SLOWEST * 2 ** (math.log2(tempo / SLOWEST) % 1)


def tempo_apart(one: Traits, other: Traits) -> float:
    """How far apart in octaves, the nearer way round: 0 to 0.5. Half as fast is the same beat."""
    if not one.tempo or not other.tempo:
        return 0.5
    away = math.log2(one.tempo / other.tempo) % 1
    return min(away, 1 - away)


def key_apart(one: Traits, other: Traits) -> int:
    """Steps on the Camelot wheel: 0 the same key, 1 a fifth or the relative key, 7 the farthest."""
    hours = abs(one.wheel - other.wheel) % 12
    return min(hours, 12 - hours) + (one.minor is not other.minor)


def apart(one: Traits, other: Traits) -> float:
    """How hard the way from one to the other is heard, 0 for none. What is uncertain counts less. Symmetric."""
    tempo = 6 * tempo_apart(one, other) * _trust(min(one.tempo_certainty, other.tempo_certainty), SURE_OF_TEMPO)
    key = 0.35 * key_apart(one, other) * _trust(min(one.key_certainty, other.key_certainty), SURE_OF_KEY)
    return tempo + key + 2 * abs(one.energy - other.energy)


def _trust(certainty: float, sure: float) -> float:
    return 0.3 + 0.7 * min(1.0, certainty / sure)
