"""Titles and names as they may be written: what one reads is what is there. Pure Python; every door asks here."""

import unicodedata

from artists.access.refusals import Invalid

# They turn the direction of what follows, so that a name reads as another one.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# They show nothing, and come along by copying. Joiners stay: scripts need them.
_NOTHING = dict.fromkeys(map(ord, "\u00ad\u180e\u200b\u2060\u2061\u2062\u2063\u2064\ufeff"))
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters by class, and empty to the eye
_HIDDEN = ("Cc", "Cs", "Co", "Cn")


def one_line(text: str, *, field: str = "") -> str:
    """The text on one line, composed (NFC), without signs that show nothing. Empty where nothing is to be seen.

    Raises `Invalid` (`hidden_signs`) for control signs and for those that turn the direction of the text.
    """
    line = " ".join(text.split())
    if any(sign in _TURNING or unicodedata.category(sign) in _HIDDEN for sign in line):
        raise Invalid(
            "hidden_signs",
            "There are hidden signs in this: control signs, or some that turn the direction of the text. Type it anew.",
            field=field,
        )
    line = " ".join(unicodedata.normalize("NFC", line.translate(_NOTHING)).split())
    return line if any(_shows(sign) for sign in line) else ""


def many_lines(text: str, *, field: str = "") -> str:
    """The same for words of several lines: each as it may be written, blank lines and indents kept.

    Empty where nothing is to be seen. Raises `Invalid` as `one_line`.
    """
    lines = [_indent(line) + one_line(line, field=field) for line in text.replace("\r\n", "\n").split("\n")]
    return "\n".join(lines).strip()


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" "))]


def _shows(sign: str) -> bool:
    return sign not in _BLANK and unicodedata.category(sign)[0] in "LNPS"
