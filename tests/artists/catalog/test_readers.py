"""What the readers make of files: ours, odd ones, and hostile ones. No database."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from artists.access import Invalid
from artists.catalog.deliveries.csv_file import COLUMNS, read_csv
from artists.catalog.deliveries.ern import read_ern
from artists.catalog.deliveries.structure import ReadFile
from artists.catalog.deliveries.text import looks_like_xml, refuse_archives

EXAMPLES = Path(settings.BASE_DIR) / "docs/examples/deliveries"


def example(name: str) -> str:
    return (EXAMPLES / name).read_text()


ALBUM = example("northlight-saltglass-ern43.xml")
SINGLE = example("northlight-half-a-lighthouse-ern38.xml")


def csv(text: str) -> ReadFile:
    return read_csv(text.encode())


def test_an_album_is_read_in_order_with_all_it_says() -> None:
    found = read_ern(ALBUM.encode())
    assert found.format == "DDEX ERN 4.3"
    assert found.problems == []
    release = next(iter(found.releases.values()))
    assert (release.kind, release.title, release.upc, release.label_name) == (
        "album", "Saltglass", "700123456011", "Northlight Records",
    )  # fmt: skip
    assert release.released_on == date(2026, 11, 20)
    assert (release.p_line, release.c_line) == ("(P) 2026 Northlight Records", "(C) 2026 Northlight Records")
    assert [(t.places[0].disc, t.places[0].position) for t in found.tracks] == [(1, n) for n in range(1, 11)]
    first = found.tracks[0]
    assert (first.isrc, first.duration, first.p_line) == (
        "NOX4A2600101", timedelta(minutes=3, seconds=27), "(P) 2026 Northlight Records",
    )  # fmt: skip
    assert first.song is not None
    assert (first.song.iswc, [writer.name for writer in first.song.writers]) == ("T2718281014", ["Ayla Marsh"])
    assert first.main[0].name == "Ayla Marsh"
    assert len(first.main[0].isni) == 16


def test_the_default_title_counts_in_its_own_script() -> None:
    track = read_ern(ALBUM.encode()).tracks[3]
    assert (track.title, track.title_language) == ("潮のガラス", "ja-Jpan")
    assert [artist.name for artist in track.featured] == ["Low Orbit"]
    swapped = ALBUM.replace(' LanguageAndScriptCode="ja-Jpan" IsDefault="true"', ' LanguageAndScriptCode="ja-Jpan"')
    swapped = swapped.replace('LanguageAndScriptCode="ja-Latn"', 'LanguageAndScriptCode="ja-Latn" IsDefault="true"')
    assert read_ern(swapped.encode()).tracks[3].title == "Shio no Garasu"


def test_a_subtitle_is_the_version() -> None:
    assert (read_ern(ALBUM.encode()).tracks[5].title, read_ern(ALBUM.encode()).tracks[5].version_title) == (
        "Small Hours", "Demo 7",
    )  # fmt: skip


def test_a_single_of_ern_3_takes_its_featured_artist_from_the_release() -> None:
    found = read_ern(SINGLE.encode())
    assert found.format == "DDEX ERN 3.8.2"
    assert [a.name for a in found.tracks[0].featured] == ["Odette Quaye"]
    assert len(found.releases) == 1
    release = next(iter(found.releases.values()))
    assert (release.kind, release.label_name, release.released_on) == (
        "single", "Northlight Records", date(2024, 3, 15),
    )  # fmt: skip


@pytest.mark.parametrize("version", ["34", "341", "351", "36", "371", "38", "381", "383"])
def test_other_versions_of_ern_3_are_read(version: str) -> None:
    assert len(read_ern(SINGLE.replace("ern/382", f"ern/{version}").encode()).tracks) == 1


@pytest.mark.parametrize("version", ["41", "411", "42", "431", "432"])
def test_other_versions_of_ern_4_are_read(version: str) -> None:
    plain = ALBUM.replace("ern/43", f"ern/{version}")
    plain = plain.replace("<SoundRecordingEdition>", "").replace("</SoundRecordingEdition>", "")
    assert len(read_ern(plain.encode()).tracks) == 10


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_a_message_is_read_in_the_encoding_it_declares(encoding: str) -> None:
    text = ALBUM.replace('encoding="UTF-8"', 'encoding="UTF-16"' if "16" in encoding else 'encoding="UTF-8"')
    content = text.encode(encoding) if encoding != "utf-16-le" else b"\xff\xfe" + text.encode("utf-16-le")
    assert looks_like_xml(content)
    assert read_ern(content).tracks[3].title == "潮のガラス"


def test_a_wrong_isrc_keeps_its_track_out_and_a_wrong_iswc_only_itself() -> None:
    found = read_ern(ALBUM.replace("NOX4A2600101", "NOX4A26").replace("T2718281025", "T2718281026").encode())
    assert len(found.tracks) == 9
    refused, warned = sorted(found.problems, key=lambda problem: not problem.refuses)
    assert refused.place.line > 1
    assert refused.place.path.endswith("/SoundRecordingEdition/ResourceId/ISRC")
    assert "not an ISRC" in refused.sentence
    assert not warned.refuses
    assert found.tracks[0].song is None


def test_a_takedown_removes_nothing_and_says_so() -> None:
    deals = ALBUM.replace("<TerritoryCode>", "<TakeDown>true</TakeDown><TerritoryCode>")
    assert any("Nothing is removed" in note for note in read_ern(deals.encode()).notes)
    with pytest.raises(Invalid, match="PurgeReleaseMessage"):
        read_ern(ALBUM.replace("NewReleaseMessage", "PurgeReleaseMessage").encode())


def entity_bomb() -> str:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "ha">{levels}]><a>&l9;</a>'


HOSTILE: dict[str, tuple[Callable[[], str], str]] = {
    "billion laughs": (entity_bomb, "DTD or entities"),
    "external entity": (lambda: '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "DTD or entities"),
    "external dtd": (lambda: '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>', "DTD or entities"),
    "parameter entity": (lambda: '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:1/">%p;]><a/>', "DTD or"),
    "too deep": (lambda: "<a>" * 100_000, "deeper than 60"),
    "too many": (lambda: "<a>" + "<b/>" * 600_001 + "</a>", "more than 600,000"),
    "a huge attribute": (lambda: f'<a b="{"x" * 30_000}"/>', "attributes"),
    "many attributes": (lambda: "<a " + " ".join(f'b{n}="x"' for n in range(100)) + "/>", "attributes"),
    "a huge text": (lambda: f"<a>{'x' * 30_000}</a>", "20,000 characters"),
    "the wrong root": (lambda: "<html><body/></html>", "not a DDEX release message"),
    "no namespace": (lambda: "<NewReleaseMessage/>", "not a DDEX release message"),
    "a future version": (lambda: ALBUM.replace("ern/43", "ern/5"), "We read 3.4 to 3.8"),
    "a truncated file": (lambda: ALBUM[: len(ALBUM) // 2], "not well-formed"),
    "an unknown encoding": (lambda: '<?xml version="1.0" encoding="klingon"?><a/>', "encoding|well-formed"),
    "nothing in it": (
        lambda: '<e:NewReleaseMessage xmlns:e="http://ddex.net/xml/ern/43"/>', "no sound recordings",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_and_broken_xml_is_refused_with_a_sentence(name: str) -> None:
    make, words = HOSTILE[name]
    with pytest.raises(Invalid, match=words):
        read_ern(make().encode())


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"7z\xbc\xaf"])
def test_nothing_packed_is_opened(start: bytes) -> None:
    with pytest.raises(Invalid, match="packed"):
        refuse_archives(start + b"\x00" * 100)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_csv_is_read_as_spreadsheets_write_it(mark: str, delimiter: str, end: str) -> None:
    rows = [
        ["ISRC", "Title", "Artist", "Featured Artists"],
        ["NO-X4A-26-00118", '"Salt, and; glass"', "Ayla Marsh", "A|B"],
    ]
    found = csv(mark + end.join(delimiter.join(row) for row in rows) + end)
    assert [(t.isrc, t.title, [a.name for a in t.featured]) for t in found.tracks] == [
        ("NOX4A2600118", "Salt, and; glass", ["A", "B"])
    ]


def test_utf_16_is_read_and_other_encodings_are_told() -> None:
    text = "isrc,title,artist\nNOX4A2600118,Maré Alta,Ayla Marsh\n"
    assert read_csv(text.encode("utf-16")).tracks[0].title == "Maré Alta"
    with pytest.raises(Invalid, match="not in UTF-8 \\(line 2"):
        read_csv(text.encode("latin-1"))


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("isrc,titel,artist", "“titel”"),
        ("isrc,title", "artist is missing"),
        ("title,artist,title", "twice"),
        ("title,artist", "no rows"),
        ("", "empty"),
    ],
)
def test_a_wrong_header_is_named(header: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        csv(header + "\n")


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("isrc", "NOX4", "not an ISRC"),
        ("iswc", "T-034.524.680-2", "check digit"),
        ("duration", "3:99", "not a length"),
        ("master_share", "101", "not a share"),
        ("publishing_share", "-1", "not a share"),
        ("release_kind", "mixtape", "single, ep or album"),
        ("release_date", "20.11.2026", "not a date"),
        ("upc", "036000291453", "check digit"),
        ("position", "first", "whole number"),
        ("title_language", "Japanese!", "code"),
        ("artist_isni", "0000 0001 2150 0901", "check digit"),
        ("title", "", "title is missing"),
        ("title", "x" * 301, "longer than 300"),
    ],
)
def test_a_wrong_cell_keeps_its_line_out_and_is_named(column: str, value: str, words: str) -> None:
    row = {"title": "Saltglass", "artist": "Ayla Marsh", "release_title": "Saltglass"} | {column: value}
    found = csv(",".join(row) + "\n" + ",".join(row.values()) + "\n")
    assert found.tracks == []
    assert (found.problems[0].place.line, found.problems[0].place.column) == (2, column)
    assert words in found.problems[0].sentence


def test_lines_of_one_release_must_agree() -> None:
    found = csv("title,artist,upc,release_title,label\nA,X,036000291452,One,L\nB,X,036000291452,One,M\n")
    assert (found.problems[0].place.line, found.problems[0].place.column) == (3, "label")


def test_a_track_on_two_releases_is_one_track() -> None:
    found = csv("isrc,title,artist,release_title\nNOX4A2600118,S,X,One\nNOX4A2600118,S,X,Two\nNOX4A2600118,S,X,Two\n")
    assert [len(track.places) for track in found.tracks] == [2]
    assert "stands on line 2 already" in found.problems[0].sentence


def test_a_quotation_mark_left_open_is_told() -> None:
    with pytest.raises(Invalid, match="quotation mark"):
        csv('title,artist\n"Saltglass,Ayla Marsh\nFerry,"A"b\n')


def test_shares_are_per_cent_with_two_places() -> None:
    rows = 'title,artist,master_share,publishing_share\nA,X,33.33,50\nB,X,"33,3",0.5 %\n'
    assert [(t.master_bp, t.publishing_bp) for t in csv(rows).tracks] == [(3333, 5000), (3330, 50)]


def test_the_guide_explains_each_column() -> None:
    guide = (Path(settings.BASE_DIR) / "docs/catalogue.md").read_text()
    assert [column for column in COLUMNS if f"| `{column}` |" not in guide] == []


@pytest.mark.parametrize("column", ["title", "artist", "version", "song_title", "release_title", "p_line"])
def test_hidden_signs_keep_a_row_out_and_say_in_which_column(column: str) -> None:
    row = {"title": "Wick", "artist": "Ayla Marsh", column: "Wick\u202ehsraM"}
    found = csv(",".join(row) + "\n" + ",".join(row.values()) + "\nLantern,Ayla Marsh" + "," * (len(row) - 2) + "\n")
    assert [track.title for track in found.tracks] == ["Lantern"]
    [problem] = found.problems
    assert "hidden signs" in problem.sentence
    assert problem.place.column == column


def test_hidden_signs_keep_a_track_of_a_message_out_and_those_of_a_release_all_of_it() -> None:
    one = read_ern(ALBUM.replace("Saltglass (Live)", "Saltglass").encode())
    title = one.tracks[0].title
    turned = read_ern(ALBUM.replace(f">{title}<", f">{title[:3]}\u202e{title[3:]}<").encode())
    assert len(turned.tracks) < len(one.tracks)
    assert any("hidden signs" in problem.sentence for problem in turned.problems)
    assert all("\u202e" not in problem.subject for problem in turned.problems)
