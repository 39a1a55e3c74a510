"""The exact words beside each switch. A published version never changes; a new wording is a new version.

A choice records the version and the SHA-256 of the text it was made under (ISO/IEC TS 27560: the notice version must
be referenced).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from types import MappingProxyType


@dataclass(frozen=True)
class UseText:
    """What a use means, in words for the person who answers. `version` counts up from 1 for each use."""

    use: str
    version: int
    means: str
    examples: tuple[str, ...]
    never: str
    cannot_undo: str

    @cached_property
    def sha256(self) -> str:
        """The hash of the text in canonical JSON (sorted keys, no spaces, UTF-8), as 64 hex digits."""
        canonical = json.dumps(asdict(self), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()


def _text(use: str, means: str, examples: tuple[str, ...], never: str, cannot_undo: str, version: int = 1) -> UseText:
    return UseText(use, version, means, examples, never, cannot_undo)


_PUBLISHED = (
    _text(
        "discover",
        "A service may index the track and use what it finds to recommend it, put it in a sequence or mix it as a DJ.",
        ("An AI DJ plays it between other songs", "A daily list that fits somebody's mood"),
        "It never changes the sound beyond a fade, and it never makes new music from it.",
        "Turning it off takes the track out of the next recommendation. Lists that people saved stay as they are.",
    ),
    _text(
        "analyse",
        "A service may work out what is in the track, to explain it or to teach it.",
        ("Chords and tempo for playing along", "Lyrics with their timing", "A description of the mood"),
        "It never trains a model that makes music, and it never publishes the sound itself.",
        "Turning it off stops new analysis. Notes that people already downloaded stay with them.",
    ),
    _text(
        "cover",
        "People may make new recordings of the song with AI: other singers, other instruments, other arrangements.",
        ("A fan's choir version", "The song as a lullaby"),
        "It never uses the sound of your recording, and it never uses your voice.",
        "Turning it off stops new covers. Covers already published stay until you ask for them to be taken down.",
    ),
    _text(
        "remix",
        "Fans may change your recording with AI tools: speed, effects, stems, mixing it with other music.",
        ("Slowed with reverb", "A mash-up of two songs", "The track without its vocals"),
        "It never trains a model, and it never puts other words in your voice.",
        "Turning it off stops new remixes. Remixes already published stay until you ask for them to be taken down.",
    ),
    _text(
        "reference",
        "A tool may take the track as an example and make new music after it: its style, its sound, its parts.",
        ("“Make me something like this”", "A new bass line under your drums"),
        "It never keeps the track in a model, and it never uses your name or voice.",
        "Music already made after it stays in the world. Turning it off stops the next one.",
    ),
    _text(
        "train",
        "A company may train one version of one generative model with the track.",
        ("A licensed music model learns from your catalogue",),
        "It never covers the next version of the model: that takes a new yes. It never covers your voice.",
        "A model cannot forget. Turning it off keeps the track out of the next version; "
        "what this one learned stays in it.",
    ),
    _text(
        "speak",
        "A tool may say words in a voice that is recognisably yours.",
        ("A DJ intro", "A greeting to a fan"),
        "It never sings, never advertises, and never speaks on politics. It is always labelled as AI.",
        "A recording that somebody already has cannot be called back. Turning it off stops the next one.",
    ),
    _text(
        "sing",
        "A tool may sing in a voice that is recognisably yours.",
        ("A fan's song sung by a model of your voice",),
        "It never covers speech, and a yes for your recordings is never a yes for your voice.",
        "A model of a voice, once made, cannot be unmade by us. Turning it off stops the next song and obliges "
        "the partner to stop using the model.",
    ),
    _text(
        "translate",
        "A tool may sing or speak your recording in another language, in your voice.",
        ("The chorus in Portuguese", "A podcast in Japanese"),
        "It never changes what is said beyond translating it, and it is always labelled as AI.",
        "Versions already published stay until you ask for them to be taken down.",
    ),
    _text(
        "portray",
        "A tool may use your name or your image.",
        ("Cover artwork with your likeness", "An avatar in a game"),
        "It never shows you in advertising, politics or nudity.",
        "An image that somebody already has cannot be called back. Turning it off stops the next one.",
    ),
)
_CURRENT: Mapping[str, UseText] = MappingProxyType({text.use: text for text in _PUBLISHED})


def text_of(use: str, version: int | None = None) -> UseText:
    """The current text of a use, or the given version of it; LookupError when there is none."""
    if version is None:
        return _CURRENT[use]
    for text in _PUBLISHED:
        if text.use == use and text.version == version:
            return text
    raise LookupError(f"The text of {use} has no version {version}.")


def texts_of(use: str) -> tuple[UseText, ...]:
    """Every published text of a use, newest first."""
    return tuple(sorted((text for text in _PUBLISHED if text.use == use), key=lambda text: -text.version))
