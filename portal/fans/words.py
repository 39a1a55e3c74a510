"""A standing in words: the sentences, blocks and lists of an artist's page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from consent.choices.public import ArtistInPublic, UseInPublic
from consent.uses import Need, Use

# Each use as the object of "Yes to …", "Ask first for …", "No to …".
NOUNS: Mapping[str, str] = MappingProxyType(
    {
        "discover": "recommending",
        "analyse": "analysing",
        "cover": "AI covers",
        "remix": "fan remixes",
        "reference": "new music made from it",
        "train": "training",
        "speak": "speaking in this voice",
        "sing": "singing in this voice",
        "translate": "other languages",
        "portray": "using the name or image",
    }
)
_WHO: Mapping[Need, str] = MappingProxyType(
    {
        Need.RECORDING: "everyone with a right in the recording",
        Need.COMPOSITION: "everyone with a right in the song",
        Need.VOICE: "the artist whose voice it is",
        Need.LIKENESS: "the artist whose name and image it is",
    }
)


@dataclass(frozen=True)
class Block:
    """One of the ten blocks: a use, its answer as a word, and how far it goes."""

    use: Use
    answer: str
    note: str


@dataclass(frozen=True)
class Column:
    """One of the three lists: yes, ask first, no."""

    title: str
    icon: str
    answer: str
    lines: tuple[Block, ...]


def join(parts: Sequence[str], last: str = "and") -> str:
    """Join as a sentence does: a, b and c."""
    return f" {last} ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def sentences(artist: ArtistInPublic) -> tuple[str, ...]:
    """The page's first words: what gets a yes, what an ask, what a no."""
    limited = [one for one in artist.answered("on") if one.narrowed >= one.on + one.ask]
    everywhere = [one for one in artist.answered("on") if one.on == one.total and one not in limited]
    somewhere = [one for one in artist.answered("on") if one.on < one.total and one not in limited]
    on_file = [one for one in artist.answered("off") if one.on_file]
    said = (
        ("Yes to {}.", everywhere, "and"),
        ("Yes to {} for some tracks.", somewhere, "and"),
        ("Yes, within limits, to {}.", limited, "and"),
        ("Ask first for {}.", artist.answered("ask"), "and"),
        ("No to {}.", on_file, "or"),
    )
    return tuple(text.format(join([NOUNS[one.use.code] for one in some], last)) for text, some, last in said if some)


def block(one: UseInPublic, artist: ArtistInPublic) -> Block:
    """One use with how far it goes."""
    return Block(one.use, one.answer, _how_far(one))


def lists(artist: ArtistInPublic) -> tuple[Column, ...]:
    """Yes, ask first, no: each use in one of them."""
    titles = (("Yes", "circle-check", "on"), ("Ask first", "hand", "ask"), ("No", "ban", "off"))
    return tuple(
        Column(title, icon, answer, tuple(block(one, artist) for one in artist.answered(answer)))
        for title, icon, answer in titles
    )


def who_must_agree(use: Use) -> str:
    """Whose yes a use takes, in words."""
    return join([_WHO[need] for need in Need if need in use.needs])


def map_label(artist: ArtistInPublic) -> str:
    """The consent map in words; it draws the most played tracks, the words count all."""
    drawn, every = len(artist.columns), artist.tracks
    counts = "; ".join(
        f"{one.use.short}: on for {one.on}, ask for {one.ask}" for one in artist.uses if one.use.answered_on == "track"
    )
    picture = (
        f"Consent map of {tracks(every)}." if drawn == every else f"Consent map of the {drawn} most played tracks."
    )
    return f"{picture} Of {tracks(every)}: {counts}; off for the rest."


def tracks(count: int) -> str:
    """A number of tracks."""
    return f"{count} track" if count == 1 else f"{count} tracks"


def _how_far(one: UseInPublic) -> str:
    if not one.on_file:
        missing = {Need.VOICE: "No voice on file", Need.LIKENESS: "No likeness on file"}
        return missing.get(one.use.subject, "No tracks yet")
    limits = "within limits"
    if one.use.subject is not Need.RECORDING:
        return limits.capitalize() if one.narrowed else ""
    if not (one.on or one.ask):
        return "No track"
    main, more = (one.on, one.ask) if one.on else (one.ask, 0)
    parts = [f"All {tracks(main)}" if main == one.total > 1 else f"{main} of {tracks(one.total)}"]
    if more:
        parts.append(f"{more} more if you ask")
    if one.narrowed:
        parts.append(f"{one.narrowed} {limits}" if one.narrowed < one.on + one.ask else limits)
    return ", ".join(parts)
