"""Names of notes and keys as musicians write them: B♭ in a key with flats, A♯ in one with sharps. Pure."""

_SHARP = ("C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B")
_FLAT = ("C", "D♭", "D", "E♭", "E", "F", "G♭", "G", "A♭", "A", "B♭", "B")
# The keys written with flats, by their root's place above C.
_FLAT_MAJORS = frozenset({1, 3, 5, 8, 10})
_FLAT_MINORS = frozenset({0, 2, 3, 5, 7, 10})


def key_name(found: str) -> str:
    """A key such as "A# minor", spelled as it is written: "B♭ minor". Empty for anything that is not a key."""
    root, _, mode = found.partition(" ")
    if mode not in ("major", "minor") or _place(root) is None:
        return ""
    return f"{(_FLAT if has_flats(found) else _SHARP)[_place(root) or 0]} {mode}"


def has_flats(key: str) -> bool:
    """Whether a key is written with flats."""
    root, _, mode = key.partition(" ")
    return _place(root) in (_FLAT_MINORS if mode == "minor" else _FLAT_MAJORS)


def note_name(pitch: int, *, flats: bool = False) -> str:
    """A MIDI pitch with its octave: 60 is C4."""
    return f"{(_FLAT if flats else _SHARP)[pitch % 12]}{pitch // 12 - 1}"


def _place(root: str) -> int | None:
    plain = root.replace("#", "♯").replace("b", "♭")
    for names in (_SHARP, _FLAT):
        if plain in names:
            return names.index(plain)
    return None
