"""Hidden signs in what a message says: those tracks stay out, and the preview says so. CSV tells the column as well."""

from collections.abc import Iterator
from dataclasses import replace

from artists.access import Invalid, one_line
from artists.catalog.deliveries.structure import Problem, ReadArtist, ReadFile, ReadRelease, ReadTrack


def refuse_hidden(found: ReadFile) -> None:
    """Clean every title and name of a message, or keep the track out that has hidden signs in one."""
    kept = []
    releases: dict[str, str] = {}
    for key, release in found.releases.items():
        try:
            found.releases[key] = _release(release)
        except Invalid as wrong:
            releases[key] = wrong.sentence
    for track in found.tracks:
        on = next((releases[place.release] for place in track.places if place.release in releases), "")
        try:
            if on:
                raise Invalid("hidden_signs", f"On its release: {on}")
            kept.append(_track(track))
        except Invalid as wrong:
            found.problems.append(Problem(track.place, wrong.sentence))
    found.tracks = kept


def _track(read: ReadTrack) -> ReadTrack:
    song = read.song and replace(read.song, title=one_line(read.song.title), writers=tuple(_artists(read.song.writers)))
    return replace(
        read,
        title=_said(read.title),
        version_title=one_line(read.version_title),
        p_line=one_line(read.p_line),
        main=tuple(_artists(read.main)),
        featured=tuple(_artists(read.featured)),
        song=song,
    )


def _release(read: ReadRelease) -> ReadRelease:
    artist = next(_artists((read.artist,)))
    return replace(
        read,
        title=_said(read.title),
        artist=artist,
        label_name=one_line(read.label_name),
        p_line=one_line(read.p_line),
        c_line=one_line(read.c_line),
    )


def _artists(read: tuple[ReadArtist, ...]) -> Iterator[ReadArtist]:
    return (replace(one, name=_said(one.name)) for one in read)


def _said(text: str) -> str:
    line = one_line(text)
    if not line:
        raise Invalid("name_missing", "A title or a name here shows nothing that one could read.")
    return line
