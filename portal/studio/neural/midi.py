"""Notes as a Standard MIDI File, for any sequencer or notation program."""

from collections.abc import Sequence
from pathlib import Path

import mido

from portal.studio.neural.transcription import Note

_TICKS = 480  # to a beat
_PIANO = 0


def write(notes: Sequence[Note], path: Path, *, title: str, about: str, tempo: float | None) -> Path:
    """Write the notes at the moments they were played, with `tempo` beats a minute (120 where it is not known).

    Nothing is moved to the beat: played beside the recording, the file keeps to it.
    """
    beat = mido.bpm2tempo(tempo or 120)
    track = mido.MidiTrack()
    track.append(mido.MetaMessage("track_name", name=_latin(title)))
    track.append(mido.MetaMessage("text", text=_latin(about)))
    track.append(mido.MetaMessage("set_tempo", tempo=beat))
    track.append(mido.Message("program_change", program=_PIANO))
    now = 0
    for seconds, starts, pitch, velocity in _events(notes):
        tick = round(mido.second2tick(seconds, _TICKS, beat))
        kind = "note_on" if starts else "note_off"
        track.append(mido.Message(kind, note=pitch, velocity=velocity, time=max(0, tick - now)))
        now = max(now, tick)
    file = mido.MidiFile(type=0, ticks_per_beat=_TICKS)
    file.tracks.append(track)
    file.save(path)
    return path


def _events(notes: Sequence[Note]) -> list[tuple[float, bool, int, int]]:
    """Starts and ends in order; at the same moment what ends goes first."""
    begun = [(note.start, True, note.pitch, max(1, min(127, round(note.loudness * 127)))) for note in notes]
    return sorted(begun + [(note.end, False, note.pitch, 0) for note in notes])


def _latin(text: str) -> str:
    """What a MIDI file may say: it knows no more letters than Latin-1."""
    return text.encode("latin-1", "replace").decode("latin-1")
