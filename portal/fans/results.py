"""What came of a making, for the page that shows it: its player, and its notes."""

from typing import Any

from artists.audio import keeping
from consent.licences.offer import Tool
from consent.making.models import File
from consent.making.shown import Shown
from portal.fans import roll
from portal.playing import Part, Player, player

_LABELS = {"vocals": ("Voice", "mic-vocal"), "accompaniment": ("Band", "guitar")}
LEVELS = (
    ("Voice off", 0, 100),
    ("Quiet guide", 25, 100),
    ("As recorded", 100, 100),
    ("Voice alone", 100, 0),
)
"""What a fan chooses with one press: its name, and how loud voice and band are in percent."""


def context(shown: Shown) -> dict[str, Any]:
    """For the templates of fans/results/: `player`, None where there is nothing to hear, and what its tool needs."""
    made = {"player": _player(shown)}
    if shown.tool is Tool.KARAOKE:
        return {**made, "levels": LEVELS}
    if shown.tool is Tool.PLAY_ALONG:
        heard = _heard(shown)
        return {
            **made,
            "heard": heard,
            "roll": roll.draw(heard) if heard else None,
            "first_notes": heard.notes[: roll.IN_TABLE] if heard else (),
            "midi": "midi" in shown.files,
        }
    return made


def _player(shown: Shown) -> Player | None:
    """Karaoke begins with the voice off; anything else plays its mix, or the first sound there is."""
    title, sounds = shown.making.experience.title, {role: one.sound for role, one in shown.files.items() if one.sound}
    use = next(iter(shown.making.experience.uses), "")
    if shown.tool is Tool.KARAOKE and {"vocals", "accompaniment"} <= sounds.keys():
        levels = {"vocals": 0, "accompaniment": 100}
        parts = [Part(sounds[role], *_LABELS[role], level=level) for role, level in levels.items()]
        return player(title, *parts, use=use, save=True)
    first = sounds.get("mix") or next(iter(sounds.values()), None)
    practised = shown.tool is Tool.PLAY_ALONG
    return player(title, Part(first), use=use, speeds=practised, save=not practised) if first else None


def _heard(shown: Shown) -> roll.Heard | None:
    file = shown.files.get("notes")
    raw = content(file) if file else None
    return roll.read(raw) if raw else None


def content(file: File) -> bytes | None:
    """A file that is no sound, as a whole; None where it is too large for a page, or lost."""
    if not file.name or file.size > roll.MOST_BYTES:
        return None
    try:
        return keeping.part(file.name, 0, file.size)
    except keeping.Gone:
        return None
