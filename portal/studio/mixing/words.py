"""What is said of a mix: its title, and why each track is where it is. Every word comes from a number. Pure."""

from collections.abc import Sequence
from statistics import mean, median

from portal.studio.mixing.traits import Traits, key_apart, tempo_apart

_STRIDES = ((80, "slow"), (96, "unhurried"), (112, "strolling"), (126, "dancing"), (1000, "racing"))


def title(tracks: Sequence[Traits], moods: Sequence[str]) -> str:
    """“Rainy, unhurried, minor-key”: the mood, and what most of it is; what is not certain is not said."""
    words = [" and ".join(moods)] if moods else []
    tempos = [one.tempo for one in tracks if one.has_tempo]
    if 2 * len(tempos) >= len(tracks) > 0:
        words.append(next(word for most, word in _STRIDES if median(tempos) < most))
    keys = [one.minor for one in tracks if one.has_key]
    if 2 * len(keys) >= len(tracks) > 0 and mean(keys) not in (0.5,):
        words.append("minor-key" if mean(keys) > 0.5 else "major-key")
    if tracks and (acoustic := mean(one.acousticness for one in tracks)) > 0.6:
        words.append("acoustic")
    elif tracks and acoustic < 0.3:
        words.append("electronic")
    words = list(dict.fromkeys(word for word in words if word))
    return f"{', '.join(words)[:1].upper()}{', '.join(words)[1:]}" if words else "A mix"


def tempo(track: Traits) -> str:
    """“92 BPM”, or “no steady beat”."""
    return f"{round(track.tempo)} BPM" if track.has_tempo else "no steady beat"


def portrait(track: Traits, all_of_them: Sequence[Traits]) -> str:
    """“92 BPM in A minor, calm”."""
    key = f" in {track.key}" if track.has_key else ""
    return f"{tempo(track)}{key}, {_energy(track, all_of_them)}"


def reason(track: Traits, before: Traits | None, title_before: str, all_of_them: Sequence[Traits]) -> str:
    """A sentence for each pick: what it is, and why it is here."""
    said = portrait(track, all_of_them)
    said = said[0].upper() + said[1:]
    if before is None:
        return f"{said}. It opens the mix." if len(all_of_them) > 1 else f"{said}."
    links = [link for link in (_keys(before, track), _tempos(before, track)) if link]
    if not links:
        change = track.energy - before.energy
        links = [
            "it has about as much energy"
            if abs(change) < 0.05
            else f"it {'lifts' if change > 0 else 'settles'} the energy"
        ]
    return f"{said}. After “{title_before}” because {' and '.join(links)}."


def _energy(track: Traits, all_of_them: Sequence[Traits]) -> str:
    if len(all_of_them) < 3:
        return "calm" if track.energy < 0.35 else "lively" if track.energy > 0.6 else "in between"
    below = sum(other.energy < track.energy for other in all_of_them) / (len(all_of_them) - 1)
    if below == 0:
        return "the calmest here"
    if below == 1:
        return "the liveliest here"
    return "calm" if below < 0.4 else "lively" if below > 0.6 else "in between"


def _keys(before: Traits, track: Traits) -> str:
    if not (before.has_key and track.has_key):
        return ""
    steps = key_apart(before, track)
    if steps == 0:
        return "it stays in the key"
    return f"{before.key} and {track.key} are neighbours" if steps == 1 else ""


def _tempos(before: Traits, track: Traits) -> str:
    if not (before.has_tempo and track.has_tempo):
        return ""
    apart = round((2 ** tempo_apart(before, track) - 1) * 100)
    if apart == 0:
        return "the beat is as fast"
    return f"the beats are {apart} % apart" if apart <= 8 else ""
