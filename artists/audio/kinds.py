"""Which kinds of file are sound here, told by their first bytes: a name says nothing. Pure.

Only these five reach the decoder, though it knows thirty: each format less is code less that a stranger's file can run.
"""

from dataclasses import dataclass

HEAD = 4096
"""How many bytes are enough to tell."""


@dataclass(frozen=True)
class Kind:
    """A kind of file: `code` is what libsndfile calls it."""

    code: str
    label: str
    content_type: str
    suffix: str


_WAV = Kind("WAV", "WAV", "audio/wav", ".wav")
_FLAC = Kind("FLAC", "FLAC", "audio/flac", ".flac")
_AIFF = Kind("AIFF", "AIFF", "audio/aiff", ".aiff")
_OGG = Kind("OGG", "Ogg", "audio/ogg", ".ogg")
MP3 = Kind("MP3", "MP3", "audio/mpeg", ".mp3")
KINDS = (_WAV, _FLAC, _AIFF, _OGG, MP3)
ACCEPT = ".wav,.flac,.aif,.aiff,.ogg,.opus,.mp3"
"""What a file field offers; what counts is what is in the file."""

# What people take for sound, or send by mistake: named, so that they see what to do.
_OTHERS = (
    (b"PK\x03\x04", 0, "a ZIP archive"),
    (b"\x1f\x8b", 0, "a packed file"),
    (b"Rar!", 0, "a packed file"),
    (b"7z\xbc\xaf", 0, "a packed file"),
    (b"%PDF", 0, "a PDF"),
    (b"\x89PNG", 0, "a picture"),
    (b"\xff\xd8\xff", 0, "a picture"),
    (b"GIF8", 0, "a picture"),
    (b"MThd", 0, "a MIDI file, which has notes and no sound"),
    (b"ftyp", 4, "an MP4 or M4A file"),
    (b"\x1a\x45\xdf\xa3", 0, "a WebM or Matroska file"),
    (b"0&\xb2u", 0, "a Windows Media file"),
    (b"\x7fELF", 0, "a program"),
    (b"MZ", 0, "a program"),
)


def kind_of(head: bytes) -> Kind | None:
    """The kind that a file beginning so is; None where it is no sound we take."""
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return _WAV
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return _AIFF
    if head[:4] == b"fLaC":
        return _FLAC
    if head[:4] == b"OggS":
        return _OGG
    if head[:3] == b"ID3" or _mpeg_frame(head):
        return MP3
    return None


def instead(head: bytes) -> str:
    """What a file that is no sound seems to be, in words: “a web page”. Empty where nobody can tell."""
    for mark, at, words in _OTHERS:
        if head[at : at + len(mark)] == mark:
            return words
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<!doctype", b"<html", b"<head", b"<body")):
        return "a web page"
    if start.startswith((b"<?xml", b"<svg")):
        return "an XML file"
    if start and all(byte in _TEXT for byte in start):
        return "text"
    return ""


_TEXT = frozenset(range(32, 127)) | {9, 10, 13}


def _mpeg_frame(head: bytes) -> bool:
    """Whether it begins with a frame of layer III: 11 set bits, a version, a bit rate and a sample rate that exist."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    return version != 1 and layer == 1 and head[2] >> 4 not in (0, 15) and head[2] >> 2 & 3 != 3
