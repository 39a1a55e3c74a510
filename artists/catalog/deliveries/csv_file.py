"""Reading a CSV file with our columns (docs/catalogue.md)."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from artists.access import Invalid, one_line
from artists.catalog import identifiers
from artists.catalog.deliveries.structure import (
    Place,
    Problem,
    ReadArtist,
    ReadFile,
    ReadPlace,
    ReadRelease,
    ReadSong,
    ReadTrack,
    merge_repeated,
    release_kind,
)
from artists.catalog.deliveries.text import MAX_CELL, decode

# In the order of the template. docs/catalogue.md explains each; a test holds the two together.
COLUMNS = (
    "isrc", "title", "version", "title_language", "artist", "artist_isni", "featured_artists", "duration", "p_line",
    "plays", "song_title", "iswc", "master_share", "publishing_share", "release_title", "release_kind",
    "release_artist", "upc", "label", "c_line", "release_date", "disc", "position",
)  # fmt: skip
MAX_ROWS = 200_000
_KINDS = ("single", "ep", "album")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def read_csv(content: bytes) -> ReadFile:
    """What a CSV file says. Raises `Invalid` where the file as a whole cannot be read; a wrong row is a problem."""
    found = ReadFile("CSV")
    counts: Counter[tuple[str, int]] = Counter()
    for row in _rows(decode(content)):
        try:
            track = row.track(found, counts)
        except _RowError as wrong:
            found.problems.append(Problem(Place(row.line, wrong.column), wrong.sentence, row.subject()))
        else:
            found.tracks.append(track)
    found.tracks = merge_repeated(found.tracks, found.problems)
    if not found.tracks and not found.problems:
        raise Invalid("empty", "This file has a header and no rows below it.")
    _settle_kinds(found)
    return found


class _RowError(Exception):
    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column, self.sentence = column, sentence


def _rows(text: str) -> Iterator["_Row"]:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    if not first.strip():
        raise Invalid("empty", "This file is empty.")
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header: list[str] | None = None
        start = 1
        for cells in reader:
            line, start = start, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = _header(cells)
                continue
            if reader.line_num > MAX_ROWS:
                raise Invalid("too_long", f"This file has more than {MAX_ROWS:,} lines. Split it into several.")
            yield _Row(line, header, cells)
    except csv.Error as wrong:
        raise Invalid(
            "csv", f"Line {reader.line_num} cannot be read as CSV: a quotation mark is not closed, or text follows it."
        ) from wrong


def _header(cells: list[str]) -> list[str]:
    names = [re.sub(r"[\s\-]+", "_", cell.strip().casefold()) for cell in cells]
    unknown = [cell.strip() for cell, name in zip(cells, names, strict=True) if name and name not in COLUMNS]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if unknown or twice:
        listed = ", ".join(f"“{name[:40]}”" for name in (unknown or twice)[:5])
        what = "no column of ours is called" if unknown else "these columns stand there twice:"
        raise Invalid(
            "header", f"The first line names the columns, and {what} {listed}. Download the template to see the names."
        )
    missing = [name for name in ("title", "artist") if name not in names]
    if missing:
        raise Invalid(
            "header", f"The column {' and '.join(missing)} is missing. Download the template to see the names."
        )
    return names


class _Row:
    """One line below the header. Each reader raises with its column."""

    def __init__(self, line: int, header: list[str], cells: list[str]) -> None:
        self.line = line
        self.values = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name}
        self.spare = any(cell.strip() for cell in cells[len(header) :])

    def cell(self, column: str) -> str:
        try:
            return one_line(self.values.get(column, ""))
        except Invalid as wrong:
            raise _RowError(column, wrong.sentence) from wrong

    def subject(self) -> str:
        """The title, to speak of a row that was refused; empty where the title itself is what is wrong."""
        try:
            return self.cell("title")
        except _RowError:
            return ""

    def text(self, column: str, *, most: int = MAX_CELL) -> str:
        value = self.cell(column)
        if len(value) > most:
            raise _RowError(column, f"This is longer than {most} characters. Shorten it.")
        return value

    def number(self, column: str, reader: Callable[[str], str]) -> str:
        try:
            return reader(self.values.get(column, ""))
        except Invalid as wrong:
            raise _RowError(column, wrong.sentence) from wrong

    def track(self, found: ReadFile, counts: Counter[tuple[str, int]]) -> ReadTrack:
        """The track of this row; its release goes into `found` when it is the first row of it."""
        if self.spare:
            raise _RowError(
                "", "This line has more cells than the header. Put text with the delimiter in it in quotation marks."
            )
        title, artist = self.text("title"), self.text("artist", most=200)
        for column, value, what in (("title", title, "title"), ("artist", artist, "main artist")):
            if not value:
                raise _RowError(column, f"The {what} is missing. Every track needs one.")
        isni = self.number("artist_isni", identifiers.isni)
        track = ReadTrack(
            place=Place(self.line),
            title=title,
            isrc=self.number("isrc", identifiers.isrc),
            main=(ReadArtist(artist, isni),),
            featured=self._featured(artist),
            version_title=self.text("version", most=200),
            title_language=self._language(),
            duration=self._duration(),
            p_line=self.text("p_line"),
            plays=self._whole("plays", most=2**62),
            song=self._song(title),
            master_bp=self._share("master_share"),
            publishing_bp=self._share("publishing_share"),
        )
        release = self._release(track)
        if release:
            known = found.releases.setdefault(release.key, release)
            self._same_release(known, release)
            disc = self._whole("disc", most=99) or 1
            position = self._whole("position", most=9999) or counts[known.key, disc] + 1
            counts[known.key, disc] = max(counts[known.key, disc], position)
            track.places = (ReadPlace(known.key, disc, position),)
        return track

    def _featured(self, main: str) -> tuple[ReadArtist, ...]:
        names = [name.strip() for name in self.cell("featured_artists").split("|")]
        if any(len(name) > 200 for name in names):
            raise _RowError("featured_artists", "A name is longer than 200 characters. Put | between the artists.")
        return tuple(ReadArtist(name) for name in dict.fromkeys(names) if name and name.casefold() != main.casefold())

    def _language(self) -> str:
        value = self.cell("title_language")
        if value and (len(value) > 35 or not _LANGUAGE.fullmatch(value)):
            raise _RowError("title_language", "Write the language and script as a code, such as en, ja or ja-Jpan.")
        return value

    def _duration(self) -> timedelta | None:
        value = self.cell("duration")
        if not value:
            return None
        clock = re.fullmatch(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)(?:\.\d+)?", value)
        if clock:
            return timedelta(hours=int(clock[1] or 0), minutes=int(clock[2]), seconds=int(clock[3]))
        if re.fullmatch(r"\d{1,5}", value):
            return timedelta(seconds=int(value))
        raise _RowError("duration", f"“{value[:40]}” is not a length. Write minutes and seconds, such as 3:27.")

    def _whole(self, column: str, *, most: int) -> int | None:
        value = self.cell(column).replace("\u00a0", "").replace(" ", "")
        if not value:
            return None
        if not re.fullmatch(r"[0-9]{1,19}", value) or int(value) > most:
            raise _RowError(column, f"“{value[:40]}” is not a whole number that fits here.")
        return int(value)

    def _song(self, title: str) -> ReadSong | None:
        song, iswc = self.text("song_title"), self.number("iswc", identifiers.iswc)
        if song or iswc:
            return ReadSong(song or title, iswc)
        return ReadSong(title) if self.cell("publishing_share") else None

    def _share(self, column: str) -> int | None:
        value = self.cell(column).removesuffix("%").strip().replace(",", ".")
        if not value:
            return None
        if not re.fullmatch(r"\d{1,3}(\.\d{1,2})?", value) or float(value) > 100:
            raise _RowError(
                column, f"“{value[:40]}” is not a share. Write per cent, from 0 to 100, such as 50 or 33.33."
            )
        whole, _, rest = value.partition(".")
        return int(whole) * 100 + int(rest.ljust(2, "0") or 0)

    def _release(self, track: ReadTrack) -> ReadRelease | None:
        title = self.text("release_title")
        upc = self.number("upc", identifiers.upc)
        if not title:
            if upc:
                raise _RowError(
                    "release_title", "This row has a UPC and no release title. Say what the release is called."
                )
            return None
        kind = self.cell("release_kind").casefold()
        if kind and kind not in _KINDS:
            raise _RowError("release_kind", f"“{kind[:40]}” is not a kind of release. Write single, ep or album.")
        artist = self.text("release_artist", most=200)
        by = ReadArtist(artist) if artist and artist.casefold() != track.main[0].name.casefold() else track.main[0]
        return ReadRelease(
            key=upc or f"{title.casefold()}|{by.name.casefold()}",
            place=Place(self.line),
            kind=kind,
            title=title,
            artist=by,
            upc=upc,
            label_name=self.text("label", most=200),
            p_line=self.text("p_line"),
            c_line=self.text("c_line"),
            released_on=self._date(),
        )

    def _date(self) -> date | None:
        value = self.cell("release_date")
        try:
            return date.fromisoformat(value) if value else None
        except ValueError as wrong:
            raise _RowError("release_date", f"“{value[:40]}” is not a date. Write it as 2026-11-20.") from wrong

    def _same_release(self, known: ReadRelease, said: ReadRelease) -> None:
        """Rows of one release must agree, or nobody could say which of them counts."""
        for column, name in (("release_title", "title"), ("label", "label_name"), ("release_date", "released_on"),
                             ("release_kind", "kind"), ("c_line", "c_line")):  # fmt: skip
            new, old = getattr(said, name), getattr(known, name)
            if new and old and new != old:
                raise _RowError(
                    column, f"“{new}” does not fit line {known.place.line}, which says “{old}” for the same release. "
                    "Make them agree, or give each release its own UPC.",
                )  # fmt: skip


def _settle_kinds(found: ReadFile) -> None:
    sizes = Counter(place.release for track in found.tracks for place in track.places)
    for release in found.releases.values():
        release.kind = release.kind or release_kind("", sizes[release.key])
