"""Reading one sound recording of an ERN message."""

import re
from datetime import timedelta

from artists.access import Invalid
from artists.catalog import identifiers
from artists.catalog.deliveries.ern_parts import Reader, artists_of, block_of, line_of, title_of
from artists.catalog.deliveries.structure import Problem, ReadArtist, ReadFile, ReadSong, ReadTrack
from artists.catalog.deliveries.xml_tree import Node

_DURATION = re.compile(r"P(?:(\d{1,4})D)?T?(?:(\d{1,4})H)?(?:(\d{1,6})M)?(?:(\d{1,7})(?:[.,](\d{1,9}))?S)?")
_WRITERS = {"Composer", "Lyricist", "ComposerLyricist", "Author", "Writer", "LiteraryAuthor"}
_ISRC_PATHS = (
    ("SoundRecordingEdition", "ResourceId", "ISRC"),
    ("ResourceId", "ISRC"),
    ("SoundRecordingId", "ISRC"),
)
_ISWC_PATHS = (
    ("IndirectSoundRecordingId", "ISWC"),
    ("MusicalWorkId", "ISWC"),
    ("ResourceMusicalWorkReferenceList", "ResourceMusicalWorkReference", "MusicalWorkId", "ISWC"),
    ("WorkId", "ISWC"),
)


def read_recording(reader: Reader, node: Node, found: ReadFile) -> ReadTrack | None:
    """The track, or None and a problem where it has no right ISRC, title or artist."""
    block = block_of(node, "SoundRecordingDetailsByTerritory")
    title = title_of(reader, node, block)
    named = artists_of(reader, node, block)
    isrc_node = next((n for path in _ISRC_PATHS if (n := node.first(*path))), None)
    try:
        isrc = identifiers.isrc(isrc_node.value() if isrc_node else "")
    except Invalid as wrong:
        found.problems.append(Problem(reader.place(isrc_node or node), wrong.sentence, title.text))
        return None
    for missing, what in ((not isrc, "ISRC"), (not title.text, "title"), (not named.main, "main artist")):
        if missing:
            sentence = f"This recording has no {what}. Every track needs one."
            found.problems.append(Problem(reader.place(node), sentence, title.text))
            return None
    return ReadTrack(
        place=reader.place(node),
        title=title.text,
        isrc=isrc,
        main=named.main,
        featured=named.featured,
        version_title=title.version,
        title_language=title.language,
        duration=_duration(reader, node, found),
        p_line=line_of("P", node, block),
        song=_song(reader, node, block, title.text, found),
    )


def _duration(reader: Reader, node: Node, found: ReadFile) -> timedelta | None:
    element = node.first("Duration")
    text = element.value() if element else ""
    if not element or not text:
        return None
    match = _DURATION.fullmatch(text)
    if not match or text in ("P", "PT"):
        sentence = (
            f"“{text[:40]}” is not a length as ISO 8601 writes it, such as PT3M27S. The rest comes in without it."
        )
        found.problems.append(Problem(reader.place(element), sentence, refuses=False))
        return None
    days, hours, minutes, seconds, fraction = match.groups()
    return timedelta(
        days=int(days or 0),
        hours=int(hours or 0),
        minutes=int(minutes or 0),
        seconds=int(seconds or 0),
        microseconds=int((fraction or "0")[:6].ljust(6, "0")),
    )


def _song(reader: Reader, node: Node, block: Node | None, title: str, found: ReadFile) -> ReadSong | None:
    """The song, where the message names it by its ISWC; a title alone does not say which song it is."""
    element = next((n for path in _ISWC_PATHS if (n := node.first(*path))), None) or _work(reader, node)
    iswc = reader.number(element, identifiers.iswc, found)
    return ReadSong(title, iswc, _writers(reader, node, block)) if iswc else None


def _work(reader: Reader, node: Node) -> Node | None:
    """ERN 3: the ISWC of the musical work that the recording refers to."""
    wanted = {
        n.value()
        for n in node.all(
            "ResourceMusicalWorkReferenceList", "ResourceMusicalWorkReference", "ResourceMusicalWorkReference"
        )
    }
    for work in reader.root.all("WorkList", "MusicalWork"):
        if work.value("MusicalWorkReference") in wanted:
            return work.first("MusicalWorkId", "ISWC")
    return None


def _writers(reader: Reader, node: Node, block: Node | None) -> tuple[ReadArtist, ...]:
    found: list[ReadArtist] = []
    for where in (node, block) if block else (node,):
        for name, role in (("Contributor", "Role"), ("IndirectResourceContributor", "IndirectResourceContributorRole")):
            for entry in where.all(name):
                roles = {n.value() for n in entry.all(role)}
                writer = reader.party(entry.value("ContributorPartyReference")) or reader.artist(entry)
                if writer and roles & _WRITERS and writer not in found:
                    found.append(writer)
    return tuple(found)
