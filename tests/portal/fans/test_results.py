"""What came of a karaoke version and of a play-along, on the page of the output."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from consent.licences.offer import Tool
from consent.making.models import File, Making
from consent.reports.models import Output
from portal.fans import roll
from tests.cast import Cast
from tests.support.claiming import claimed
from tests.support.resulting import SAID, of


def shown(making: Making) -> str:
    """The page as a stranger reads it."""
    page = Client().get(f"/made/{making.output_id}/")
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


def test_a_karaoke_version_plays_with_levels_and_begins_without_the_voice(cast: Cast) -> None:
    page = shown(of(cast, Tool.KARAOKE, accompaniment=None, vocals=None))
    assert page.count('<audio controls preload="none" src="/listen/') == 2
    assert page.index('aria-label="Sing Saltglass: Voice"') < page.index('aria-label="Sing Saltglass: Band"')
    assert 'data-level="0" aria-label="Sing Saltglass: Voice"' in page
    for words in ("Voice off", 'data-levels="25 100">Quiet guide', "As recorded", "karaoke.js", "Download voice"):
        assert words in page
    assert "play-along.js" not in page


def test_a_play_along_shows_its_notes_and_lets_them_be_taken_home(cast: Cast) -> None:
    making = of(cast, Tool.PLAY_ALONG, mix=None, midi=b"MThd-and-more", notes=json.dumps(SAID).encode())
    page = shown(making)
    for words in (
        "<b>F major</b>", "about 92 beats a minute", "3 notes", "it may contain wrong notes", "play-along.js",
        '<rect x="0.0" y="18" width="89.0"', '<th scope="row">B♭3</th>', 'value="0.5" data-speed',
        f"/made/{making.output_id}/notes.mid",
    ):  # fmt: skip
        assert words in page, words
    file = Client().get(f"/made/{making.output_id}/notes.mid")
    assert (file.status_code, file.content, file["Content-Type"]) == (200, b"MThd-and-more", "audio/midi")
    assert file["Content-Disposition"] == 'attachment; filename="Sing Saltglass.mid"'
    Making.objects.filter(pk=making.pk).update(public=False)
    assert Client().get(f"/made/{making.output_id}/notes.mid").status_code == 404
    Making.objects.filter(pk=making.pk).update(public=True)
    assert making.output
    claimed(making.output)
    assert Client().get(f"/made/{making.output_id}/notes.mid").status_code == 404
    Output.objects.filter(pk=making.output_id).update(gone=Output.Gone.WITHDRAWAL, taken_down_at=making.asked_at)
    assert Client().get(f"/made/{making.output_id}/notes.mid").status_code == 404


@pytest.mark.parametrize(
    "notes", [b"", b"\x00", b"[]", b'{"notes": []}', b'{"names": {}, "seconds": 1, "notes": [[1]]}']
)
def test_notes_that_cannot_be_read_leave_the_sound_and_say_so(cast: Cast, notes: bytes) -> None:
    page = shown(of(cast, Tool.PLAY_ALONG, mix=None, notes=notes))
    assert "The notes cannot be shown here." in page
    assert "/listen/" in page
    assert "notes.mid" not in page


def test_lost_files_leave_a_page(cast: Cast) -> None:
    making = of(cast, Tool.PLAY_ALONG)
    File.objects.create(making=making, role="midi", name="made/nowhere", size=5)
    assert "There is nothing to hear here any more." in shown(making)
    assert Client().get(f"/made/{making.output_id}/notes.mid").status_code == 404


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=20,
)


@given(_ANYTHING, _ANYTHING, _ANYTHING, _ANYTHING)
def test_whatever_a_tool_writes_as_notes_is_read_or_not(notes: Any, names: Any, seconds: Any, tempo: Any) -> None:
    said = {"notes": notes, "names": names, "seconds": seconds, "tempo": tempo}
    for raw in (json.dumps(notes), json.dumps(said)):
        heard = roll.read(raw.encode())
        assert heard is None or roll.draw(heard).width > 0


_NOTES = st.lists(
    st.tuples(st.floats(0, 600), st.floats(0.05, 9), st.integers(0, 127), st.floats(0, 1)), min_size=1, max_size=60
)


@given(_NOTES)
def test_every_note_lies_in_the_drawing_where_it_is_played(notes: list[tuple[float, float, int, float]]) -> None:
    rows = sorted([start, start + held, pitch, loud] for start, held, pitch, loud in notes)
    heard = roll.read(json.dumps({"notes": rows, "names": {}, "seconds": 610}).encode())
    assert heard
    drawn = roll.draw(heard)
    bars = [bar for hand in drawn.hands for bar in hand.bars]
    assert len(bars) == len(rows)
    assert {bar.y % drawn.lane for bar in bars} == {0}
    assert all(bar.x >= 0 and bar.x + bar.width <= drawn.width + 2 and 0 <= bar.y < drawn.height for bar in bars)
    assert len(drawn.names) * drawn.lane == drawn.height


def test_of_very_many_notes_the_first_are_drawn() -> None:
    rows = [[place / 10, place / 10 + 0.2, 60, 0.5] for place in range(roll.MOST_DRAWN + 5)]
    heard = roll.read(json.dumps({"notes": rows, "names": {}, "seconds": 500}).encode())
    assert heard
    drawn = roll.draw(heard)
    assert (drawn.drawn, drawn.left_out) == (roll.MOST_DRAWN, 5)
    assert drawn.width < 500 * roll.SECOND
