"""Play-along: the notes of a track, heard by a neural network, to be read, practised and taken home as MIDI."""

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import sonara
import soundfile

from portal.studio.models_in_packages import TRANSCRIPTION
from portal.studio.neural import midi, transcription
from portal.studio.neural.transcription import Note
from portal.studio.spelling import has_flats, key_name, note_name
from portal.studio.tools import Made, Order, Say, Unmakeable

TITLE = "Play-along"
_SURE_OF_TEMPO = 0.5  # of the analyser's own confidence
_FEWEST = 4
_ABOUT = "Heard by a neural network on Soundcheck: may contain wrong notes."


def missing() -> str:
    """What this machine lacks for it, in a sentence; empty where it can."""
    return TRANSCRIPTION.missing()


def make(order: Order, say: Say) -> list[Made]:
    """The part of the first track to play along with (`mix`), its notes for the page (`notes`, JSON) and as `midi`.

    Raises `Unmakeable` where hardly a note is heard.
    """
    track = order.tracks[0]
    say(2, "Listening for notes")
    heard = transcription.transcribe(track.path, told=lambda part: say(5 + round(80 * part), "Listening for notes"))
    if len(heard) < _FEWEST:
        raise Unmakeable(
            f"We could hear hardly a note in “{track.title}”, so there is nothing to play. It was not counted."
        )
    say(88, "Finding the beat and the key")
    facts = _facts(track.path, heard)
    say(95, "Writing the notes down")
    notes = _notes_for_the_page(order.folder / "notes.json", heard, facts)
    file = midi.write(
        heard, order.folder / "notes.mid", title=f"{track.title} – {track.artist}", about=_ABOUT, tempo=facts["tempo"]
    )
    mix = Path(shutil.copyfile(track.path, order.folder / "mix.wav"))
    return [
        Made("mix", mix, "audio/wav", facts),
        Made("midi", file, "audio/midi"),
        Made("notes", notes, "application/json"),
    ]


def _facts(track: Path, heard: Sequence[Note]) -> dict[str, Any]:
    """Small facts. `tempo` is in beats a minute, `beats` in seconds; None and empty where the beat is not sure."""
    found: Mapping[str, Any] = sonara.analyze_file(str(track), features=["bpm", "beats", "key"])
    sure = found.get("bpm_confidence", 0.0) >= _SURE_OF_TEMPO
    return {
        "seconds": round(soundfile.info(track).duration, 2),
        "notes": len(heard),
        "tempo": round(float(found["bpm"]), 1) if sure else None,
        "key": key_name(str(found.get("key", ""))),
        "lowest": min(note.pitch for note in heard),
        "highest": max(note.pitch for note in heard),
        "model": TRANSCRIPTION.credit,
    }


def _notes_for_the_page(path: Path, heard: Sequence[Note], facts: Mapping[str, Any]) -> Path:
    """`notes` are lists of start and end in seconds, pitch, loudness from 0 to 1; `names` of every pitch there is."""
    flats = has_flats(facts["key"])
    names = {str(pitch): note_name(pitch, flats=flats) for pitch in sorted({note.pitch for note in heard})}
    content = {
        **facts,
        "names": names,
        "notes": [[note.start, note.end, note.pitch, note.loudness] for note in heard],
    }
    path.write_text(json.dumps(content, separators=(",", ":"), ensure_ascii=False))
    return path
