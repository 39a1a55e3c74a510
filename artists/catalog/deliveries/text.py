"""From bytes to text, and what a file is."""

import codecs

from artists.access import Invalid

MAX_BYTES = 20 * 1024 * 1024
MAX_CELL = 300


def decode(content: bytes) -> str:
    """A CSV's text: UTF-8 with or without a byte order mark, or UTF-16 with one. Invalid for anything else."""
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        raise Invalid(
            "encoding",
            f"This file is not in UTF-8 (line {line} has a letter that cannot be read). In your spreadsheet choose "
            "“CSV UTF-8” when saving, then upload it again.",
        ) from wrong
    if "\x00" in text:
        raise Invalid("binary", "This is not a text file. Upload a CSV file or a DDEX message (XML).")
    return text


def looks_like_xml(content: bytes) -> bool:
    """Whether the first sign in the file opens a tag, in whatever encoding."""
    head = content[:400]
    for mark in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        head = head.removeprefix(mark)
    return head.replace(b"\x00", b"").lstrip().startswith(b"<")


def refuse_archives(content: bytes) -> None:
    """Nothing packed is opened here: an archive of a few bytes can unfold to gigabytes."""
    if content.startswith((b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")):
        raise Invalid(
            "archive",
            "This is a packed file, such as a ZIP or an Excel workbook. Unpack it, or save it as “CSV UTF-8”, "
            "and upload the CSV or XML file itself.",
        )
