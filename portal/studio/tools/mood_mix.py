"""Mood mix: tracks that fit a mood, in an order that makes sense, turned into each other, and why each is there.

Nothing is generated. Sonara hears tempo, key, energy and brightness; the order is the one that asks least of a
listener; transitions are crossfades. What was not heard with certainty is not said.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from portal.studio.mixing import blending, hearing, moods, words
from portal.studio.mixing.blending import Part
from portal.studio.mixing.traits import Traits
from portal.studio.tools import Made, Order, Say, Track, Unmakeable

TITLE = "Mood mix: tracks that go together, and why"
LONGEST = 6 * 60
NOTE = "Tempo, key and mood were worked out by a program. It can be wrong, most of all about how a song feels."

_LEAST = 20  # seconds of a track, or fewer tracks are played
_SHORTEST = 3.0


def missing() -> str:
    """What this machine lacks, in a sentence; empty where it can."""
    return ""  # what this module imports is all it needs; the portal says what could not be imported


def make(order: Order, say: Say) -> list[Made]:
    """The mix as WAV, and its playlist as JSON. Raises Unmakeable where no track can be heard."""
    found = _heard(order.tracks, say)
    if not found:
        raise Unmakeable("There is no track here that could be mixed.")
    wanted = [str(mood) for mood in order.inputs.get("moods", ())]
    mood = moods.mood_of(wanted)
    longest = min(order.longest or LONGEST, LONGEST)
    most = max(1, min(moods.MOST, longest // _LEAST))
    chosen = [found[place] for place in moods.fitting([traits for _, traits in found], mood, most=most)]
    say(55, "Finding the order")
    ordered = moods.in_order([traits for _, traits in chosen], mood.rise if mood else 0.0)
    picks = [chosen[place] for place in ordered]
    parts = blending.planned([(track.path, traits) for track, traits in picks], float(longest))
    path = order.folder / "mix.wav"
    for number in blending.blended(parts, path):
        say(60 + 35 * number // len(parts), f"Blending in “{picks[number - 1][0].title}”")
    facts = _facts(picks, parts, wanted, known=mood is not None)
    playlist = _playlist(order.folder / "playlist.json", facts)
    say(100, "Done")
    used = tuple(track.asset for track, _ in picks)
    return [
        Made("mix", path, "audio/wav", facts, used=used),
        Made("playlist", playlist, "application/json", {"tracks": len(picks)}),
    ]


def _heard(tracks: Sequence[Track], say: Say) -> list[tuple[Track, Traits]]:
    """What each sounds like; one that cannot be heard is left out."""
    found = []
    for number, track in enumerate(tracks):
        say(5 + 50 * number // len(tracks), f"Listening to “{track.title}”")
        try:
            traits = hearing.heard(track.path)
        except (OSError, ValueError, RuntimeError, KeyError):
            continue
        if traits.seconds >= _SHORTEST:
            found.append((track, traits))
    return found


def _facts(
    picks: Sequence[tuple[Track, Traits]], parts: Sequence[Part], wanted: Sequence[str], *, known: bool
) -> dict[str, Any]:
    everything = [traits for _, traits in picks]
    tempos = sorted(round(one.tempo) for one in everything if one.has_tempo)
    return {
        "title": words.title(everything, wanted if known else ()),
        "moods": list(wanted),
        "mood_known": known,
        "slowest": tempos[0] if tempos else None,
        "fastest": tempos[-1] if tempos else None,
        "seconds": round(parts[-1].at + parts[-1].lasts),
        "note": NOTE,
        "picks": [_pick(picks, parts, place) for place in range(len(picks))],
    }


def _pick(picks: Sequence[tuple[Track, Traits]], parts: Sequence[Part], place: int) -> Mapping[str, Any]:
    (track, traits), part = picks[place], parts[place]
    before = picks[place - 1] if place else None
    return {
        "asset": track.asset, "title": track.title, "artist": track.artist,
        "at": round(part.at, 1), "clock": f"{int(part.at) // 60}:{int(part.at) % 60:02}",
        "seconds": round(part.lasts, 1), "energy": round(100 * traits.energy),
        "tempo": round(traits.tempo) if traits.has_tempo else None, "key": traits.key if traits.has_key else None,
        "reason": words.reason(
            traits, before[1] if before else None, before[0].title if before else "", [one for _, one in picks]
        ),
        "way": _way(part) if place else "",
    }  # fmt: skip


def _way(part: Part) -> str:
    """How it comes in."""
    if not part.on_beat:
        return f"Faded in over {part.fade:.0f} seconds: the beats do not meet."
    change = round((part.speed - 1) * 100)
    speed = f", played {abs(change)} % {'faster' if change > 0 else 'slower'}" if change else ""
    return f"Faded in on the beat over {part.fade:.0f} seconds{speed}."


def _playlist(path: Path, facts: Mapping[str, Any]) -> Path:
    path.write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path
