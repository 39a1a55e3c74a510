"""The tags of our look give markup that a script, a screen reader and the security policy can live with."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django import forms
from django.contrib.messages.storage.base import Message
from django.template import Context, Template
from django.test import Client
from django.utils import timezone

from consent.uses import TRACK_USES, USES
from portal.covers import cover_art
from portal.site.drawing import MAP_COLUMNS, MapColumn, map_blocks, map_summary
from portal.site.templatetags.soundcheck import undo_url


def draw(source: str, **context: object) -> str:
    """What a template with only these things comes out as."""
    return Template(source).render(Context(context))


def test_an_icon_the_sprite_lacks_fails_where_it_is_named() -> None:
    with pytest.raises(LookupError, match="no icon “unicorn”"):
        draw('{% icon "unicorn" %}')


def test_an_icon_is_silent_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in draw('{% icon "lock" %}')
    labelled = draw('{% icon "lock" "s" words %}', words="Locked <now>")
    assert 'role="img" aria-label="Locked &lt;now&gt;"' in labelled
    assert "aria-hidden" not in labelled


def test_every_use_has_a_badge_with_its_name_beside_its_icon() -> None:
    for use in USES.values():
        badge = draw("{% use_badge use %}", use=use)
        assert f"use-{use.code}" in badge
        assert f"#{use.icon}" in badge
        assert use.short in badge


def test_the_switch_is_three_submit_buttons_of_which_one_is_pressed() -> None:
    html = draw('{% answer_switch "remix" "ask" of="Saltglass" form="f-7" prefix="remix:" column="7" %}')
    assert html.count('type="submit"') == html.count('form="f-7"') == 3
    assert html.count('aria-pressed="true"') == 1
    assert 'form="f-7" name="answer" value="remix:ask" title="Ask" aria-pressed="true"' in html
    assert 'role="group" aria-label="Remix: Saltglass"' in html
    assert 'data-column="7"' in html


def test_the_switch_escapes_what_it_is_given() -> None:
    html = draw('{% answer_switch "remix" "on" of=title form=title prefix=title column=title %}', title='"><script>{x}')
    assert "<script>" not in html
    assert "&quot;&gt;&lt;script&gt;{x}" in html


def test_a_switch_that_may_not_be_pressed_has_three_disabled_buttons() -> None:
    assert draw('{% answer_switch "train" "off" of="a" disabled=True %}').count(" disabled ") == 3


def test_a_locked_cell_says_why() -> None:
    assert 'aria-label="Harbour Songs said no"' in draw('{% locked "Harbour Songs said no" %}')


def test_a_change_reads_from_before_to_after() -> None:
    html = draw('{% answer_change "ask" "on" "remix" %}')
    assert html.index("Ask") < html.index('aria-label="to"') < html.index("On")


def test_cover_art_is_the_same_for_the_same_seed() -> None:
    assert draw("{% cover seed %}", seed="a") == draw("{% cover seed %}", seed="a")
    assert len({str(cover_art(seed)) for seed in range(50)}) > 40


def test_nothing_drawn_has_an_inline_style() -> None:
    columns = [MapColumn(0.5, {"remix": "on"}, key="1", name="Saltglass")]
    html = draw('{% consent_map columns %}{% cover 1 "l" %}{% share_bar "remix" 1 2 9 %}', columns=columns)
    assert "style" not in html


@pytest.mark.parametrize("height", [-1, 0, 0.5, 1, 7])
def test_the_map_stays_in_its_frame_three_above_the_line_three_below(height: float) -> None:
    blocks = list(map_blocks(height, ["on"] * 6))
    assert [block.use for block in blocks] == [use.code for use in TRACK_USES]
    assert all(block.y >= 0 and block.y + block.height < 100 for block in blocks[:3])
    assert all(block.y > 100 and block.y + block.height <= 200 for block in blocks[3:])


def test_the_map_in_words_counts_every_track() -> None:
    columns = [MapColumn(1, {"remix": "on"}), MapColumn(1, {"remix": "ask", "train": "off"}), MapColumn(1, {})]
    words = map_summary(columns)
    assert words.startswith("Consent map of 3 tracks. Discover: on for 0, ask for 0; ")
    assert "Remix: on for 1, ask for 1" in words


def test_the_map_draws_no_more_columns_than_can_be_seen() -> None:
    html = draw("{% consent_map columns %}", columns=[MapColumn(1, {})] * (MAP_COLUMNS + 5))
    assert html.count("<g ") == MAP_COLUMNS
    assert f"Consent map of {MAP_COLUMNS + 5} tracks" in html


def test_a_share_bar_of_nothing_is_empty() -> None:
    assert 'aria-label="Remix: on for 0, ask for 0, off for 0"' in draw('{% share_bar "remix" 0 0 0 %}')


def test_a_time_is_in_the_readers_zone_and_for_machines_in_utc() -> None:
    with timezone.override("Asia/Tokyo"):
        html = draw("{% person_time at %}", at=datetime(2026, 11, 22, 20, 2, 3, tzinfo=UTC))
    assert 'datetime="2026-11-22T20:02:03Z"' in html
    assert 'title="23 November 2026, 05:02:03 (Asia/Tokyo, UTC+09:00)"' in html
    assert ">23 November 2026, 05:02<" in html


def test_no_time_is_nothing() -> None:
    assert draw("{% person_time at %}", at=None) == ""


def test_a_toast_can_be_undone_only_on_this_site() -> None:
    assert undo_url(Message(25, "Off.", extra_tags="undo:/t/ayla-marsh/undo/7/")) == "/t/ayla-marsh/undo/7/"
    assert undo_url(Message(25, "Off.", extra_tags="undo://elsewhere.example/")) == ""
    assert undo_url(SimpleNamespace(extra_tags=None)) == ""


class Sample(forms.Form):
    """One field of each shape."""

    name = forms.CharField(help_text="As fans know it.")
    note = forms.CharField(required=False)
    agreed = forms.BooleanField()
    uses = forms.MultipleChoiceField(choices=[("remix", "Remix")], widget=forms.CheckboxSelectMultiple)


def test_a_refused_field_points_to_its_error_and_its_help() -> None:
    html = str(Sample({}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in html or (
        'aria-describedby="id_name_error id_name_helptext"' in html
    )
    assert 'id="id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert html.count('aria-invalid="true"') >= 3


def test_a_field_says_when_it_may_be_left_out() -> None:
    html = str(Sample())
    assert html.count("(optional)") == 1
    assert "<legend>Uses</legend>" in html


def test_the_component_page_is_for_the_demonstration_only(client: Client, settings, db: None) -> None:  # type: ignore[no-untyped-def]
    assert client.get("/dev/components/").status_code == 404
    settings.DEMO = True
    assert client.get("/dev/components/").status_code == 200
