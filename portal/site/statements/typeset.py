"""Sheets typeset as PDF: archivable, tagged, and never refused for the letters of somebody's name."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import typst

# Ours first; the others are taken where ours has no glyph. PDF/A allows no text that no font can show.
_FONTS = (
    str(Path(__file__).resolve().parent / "fonts"), str(files("manimgx_fonts")), str(files("manimgx_fonts_cjk")),
)  # fmt: skip
_STAND_IN = "\N{REPLACEMENT CHARACTER}"
_UNSHOWN = re.compile(r'(?:the text|contains the codepoint) `"(.*?)"`', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_MOST = 200  # letters to stand in for, before it counts as broken


def sheet(source: Path, data: Mapping[str, object], *, at: datetime) -> bytes:
    """The sheet that a Typst file makes of the data: the same bytes however often it is made.

    A letter that no font of ours can show (a rune, a private one) is shown as U+FFFD; the rest of the name stays.
    """
    said = json.dumps(data, ensure_ascii=False)
    for _ in range(_MOST):
        try:
            return _made(source, said, at)
        except typst.TypstError as refusal:
            found = _UNSHOWN.search(str(refusal))
            if found is None:
                raise
            text = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), found[1])
            said = _without(said, text)
    raise ValueError("A sheet of letters that nobody can show.")


def _made(source: Path, said: str, at: datetime) -> bytes:
    # Archivable with what is attached to it (ISO 19005-3), and readable by those who do not see it (ISO 14289-1).
    return typst.compile(
        str(source), root=str(source.parent), font_paths=list(_FONTS), ignore_system_fonts=True, format="pdf",
        pdf_standards=["a-3a", "ua-1"], sys_inputs={"data": said}, timestamp=int(at.timestamp()),
    )  # fmt: skip


def _without(said: str, text: str) -> str:
    for letter in text:
        if not (letter.isascii() and letter.isprintable()):
            said = said.replace(json.dumps(letter, ensure_ascii=False)[1:-1], _STAND_IN)
    return said
