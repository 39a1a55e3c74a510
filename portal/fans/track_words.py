"""One track's standing in words: what gets a yes, what an ask, what a no."""

from collections.abc import Sequence
from dataclasses import dataclass

from consent.choices.public_tracks import OneTrack, TrackLine, UseOfTrack
from portal.fans.words import NOUNS, Block, Column, join


@dataclass(frozen=True)
class Row:
    """A track in an artist's list: its address's key, its title, and its six answers in words."""

    key: str
    title: str
    said: str
    line: TrackLine


def sentences(track: OneTrack) -> tuple[str, ...]:
    """The page's first words."""
    said = (
        ("Yes to {}.", _of(track, "on", narrowed=False), "and"),
        ("Yes, within limits, to {}.", _of(track, "on", narrowed=True), "and"),
        ("Ask first for {}.", _of(track, "ask"), "and"),
        ("No to {}.", _of(track, "off"), "or"),
    )
    return tuple(text.format(join(some, last)) for text, some, last in said if some)


def blocks(track: OneTrack) -> tuple[Block, ...]:
    """Each use with its answer and what narrows it."""
    return tuple(Block(one.use, one.answer, _note(one)) for one in track.uses)


def lists(track: OneTrack) -> tuple[Column, ...]:
    """Yes, ask first, no: each use in one of them."""
    titles = (("Yes", "circle-check", "on"), ("Ask first", "hand", "ask"), ("No", "ban", "off"))
    every = blocks(track)
    return tuple(
        Column(title, icon, answer, tuple(one for one in every if one.answer == answer))
        for title, icon, answer in titles
    )


def rows(lines: Sequence[TrackLine]) -> list[Row]:
    """Tracks for a list, each with its answers in words."""
    return [Row(one.key, one.title, _said(one), one) for one in lines]


def _of(track: OneTrack, answer: str, *, narrowed: bool | None = None) -> list[str]:
    return [NOUNS[one.use.code] for one in track.uses if one.answer == answer and narrowed in (None, one.narrowed)]


def _note(one: UseOfTrack) -> str:
    return "Paused for now" if one.paused else "Within limits" if one.narrowed else ""


def _said(line: TrackLine) -> str:
    parts = [
        f"{word}: {', '.join(use.short for use, answer in line.answers if answer == said)}"
        for word, said in (("On", "on"), ("Ask", "ask"))
        if any(answer == said for _, answer in line.answers)
    ]
    return " · ".join(parts) or "Nothing is allowed"
