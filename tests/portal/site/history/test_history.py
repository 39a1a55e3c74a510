"""History: who, when, from what to what; what may be undone; filters, days and the file."""

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from artists.access import Role
from artists.catalog.deliveries import actions as deliveries
from artists.catalog.models import Asset
from artists.journal import outbox
from consent.choices.actions import choose, undo
from consent.choices.answers import Answer, Limits
from consent.choices.defaults import apply_defaults, set_default
from consent.choices.pauses import pause_all
from consent.choices.state import State
from consent.uses import text_of
from tests.cast import Cast, acting, join, song_of, track
from tests.portal.site.history.reading import ASK, OFF, ON, download, page, press, read, undo_button


def test_a_press_is_one_line_with_who_what_and_the_change(cast: Cast, own: Asset, shared: Asset) -> None:
    press([own, shared], "cover", ON, cast.marco, cast.artist)
    html = page(cast.ayla, cast.artist)
    assert "<b>Marco Reyes</b> answered <b>AI covers of the song</b> for 2 songs" in html
    assert html.count('class="act"') == 1
    assert "What changed, line by line" in html
    assert "under version 1 of the text" in html


def test_a_track_and_its_song_pressed_together_go_by_the_tracks_name(cast: Cast, own: Asset) -> None:
    press([own], "remix", ON, cast.ayla, cast.artist)
    assert "<b>Fan remixes and mash-ups</b> for Saltglass" in page(cast.ayla, cast.artist)


def test_limits_are_said(cast: Cast, own: Asset) -> None:
    limits = Limits((cast.partner.pk,), ("BR", "DE"), timezone.now() + timedelta(days=9))
    press([own], "remix", State(Answer.ON, limits), cast.ayla, cast.artist)
    html = page(cast.ayla, cast.artist)
    assert "only for Halcyon Audio" in html
    assert "only in BR, DE" in html


def test_an_undone_press_is_struck_and_says_by_whom(cast: Cast, own: Asset) -> None:
    batch = press([own], "remix", ON, cast.marco, cast.artist)
    undo(batch, actor=acting(cast.ayla, cast.artist))
    html = page(cast.ayla, cast.artist)
    assert "act-undone" in html
    assert "<b>Undone</b> by Ayla Marsh" in html
    assert "<b>Ayla Marsh</b> took back" in html
    assert undo_button(batch, cast.artist) not in html


def test_undo_is_offered_only_where_it_can_work(cast: Cast, own: Asset) -> None:
    first = press([own], "cover", ON, cast.ayla, cast.artist)
    second = press([own], "cover", ASK, cast.ayla, cast.artist)
    set_default("cover", ON, actor=acting(cast.ayla, cast.artist), consent=read("cover"))
    html = page(cast.ayla, cast.artist)
    assert undo_button(second, cast.artist) in html
    assert undo_button(first, cast.artist) not in html
    assert "Changed again since, so it cannot be undone." in html
    assert html.count("data-undo") == 1
    with travel(timezone.now() + timedelta(hours=25)):
        assert "data-undo" not in page(cast.ayla, cast.artist)


def test_the_undo_button_works(cast: Cast, own: Asset) -> None:
    batch = press([own], "cover", ON, cast.ayla, cast.artist)
    client = Client()
    client.force_login(cast.ayla)
    response = client.post(
        reverse("site:undo_batch", args=[cast.artist.slug, batch]), {"next": "/t/ayla-marsh/history/"}
    )
    assert response.status_code == 302
    assert "took back" in page(cast.ayla, cast.artist)


def test_a_viewer_sees_no_undo_but_why(cast: Cast, own: Asset) -> None:
    join(cast.fay, cast.artist, Role.VIEWER)
    press([own], "cover", ON, cast.ayla, cast.artist)
    html = page(cast.fay, cast.artist)
    assert "data-undo" not in html
    assert "takes the role owner, manager or editor" in html


def test_a_manager_is_not_offered_to_open_a_voice_again(cast: Cast) -> None:
    ayla = acting(cast.ayla, cast.artist)
    choose(cast.voice.pk, "speak", ON, actor=ayla, consent=read("speak"))
    shut = choose(cast.voice.pk, "speak", OFF, actor=acting(cast.marco, cast.artist), consent=read("speak"))
    assert shut.batch is not None
    assert undo_button(shut.batch, cast.artist) not in page(cast.marco, cast.artist)
    assert undo_button(shut.batch, cast.artist) in page(cast.ayla, cast.artist)


def test_the_filters_narrow_and_combine(cast: Cast, own: Asset, shared: Asset) -> None:
    press([own], "remix", ON, cast.ayla, cast.artist)
    press([own], "cover", ON, cast.marco, cast.artist)
    press([shared], "discover", ON, cast.dana, cast.label)
    pause_all(actor=acting(cast.ayla, cast.artist))
    today = timezone.localdate()

    def count(**filters: str) -> int:
        return page(cast.ayla, cast.artist, **filters).count('class="act"')

    assert count() == 4
    assert count(who=f"person-{cast.marco.pk}") == 1
    assert count(who="others") == 1
    assert count(type="team.paused") == 1
    assert count(area="team") == 0
    assert count(area="choices") == 4
    assert count(use="cover") == 1
    assert count(track="salt") == 2
    assert count(track="Ferry") == 1
    assert count(since=today.isoformat(), until=today.isoformat()) == 4
    assert count(until=(today - timedelta(days=1)).isoformat()) == 0
    assert count(undoable="on") == 2
    assert count(track="salt", use="remix", who=f"person-{cast.ayla.pk}") == 1


def test_what_there_is_to_filter_by_is_what_the_team_does(cast: Cast) -> None:
    artists, partners = page(cast.ayla, cast.artist), page(cast.rin, cast.partner)
    assert "Paused everything" in artists
    assert "API client" not in artists
    assert "Made an API client" in partners
    assert "Paused everything" not in partners


def test_a_filter_that_makes_no_sense_is_said_and_filters_nothing(cast: Cast, own: Asset) -> None:
    press([own], "remix", ON, cast.ayla, cast.artist)
    html = page(cast.ayla, cast.artist, since="2026-13-45", who="person-1000000", before="nonsense")
    assert html.count('class="act"') == 1
    assert "Enter a valid date" in html
    assert "This is before the first day" in page(cast.ayla, cast.artist, since="2026-02-02", until="2026-02-01")


def test_an_empty_history_and_one_where_nothing_matches_say_so(cast: Cast, own: Asset) -> None:
    assert "Your history starts here" in page(cast.ayla, cast.artist)
    press([own], "remix", ON, cast.ayla, cast.artist)
    assert "Nothing matches" in page(cast.ayla, cast.artist, use="train")


def test_the_days_are_the_readers_own(cast: Cast, own: Asset) -> None:
    cast.ayla.time_zone = "Pacific/Auckland"
    cast.ayla.save()
    with travel("2026-11-22T15:30:00Z", tick=False):
        press([own], "remix", ON, cast.ayla, cast.artist)
        html = page(cast.ayla, cast.artist)
    assert "Today, Monday 23 November" in html
    assert "04:30" in html
    with travel("2026-11-22T15:31:00Z", tick=False):
        [row, *_] = download(cast.ayla, cast.artist)
    assert row["time_utc"] == "2026-11-22T15:30:00Z"
    assert row["time_local"] == "2026-11-23T04:30:00+13:00"
    assert row["time_zone"] == "Pacific/Auckland"


def test_older_presses_are_on_the_next_page_each_once(cast: Cast, own: Asset) -> None:
    batches = [press([own], "cover", (ON, ASK)[n % 2], cast.ayla, cast.artist) for n in range(35)]
    client = Client()
    client.force_login(cast.ayla)
    first = client.get(reverse("site:history", args=[cast.artist.slug]))
    second = client.get(reverse("site:history", args=[cast.artist.slug]), {"before": str(first.context["older"])})
    seen = [item.batch for response in (first, second) for day in response.context["days"] for item in day.acts]
    assert seen == batches[::-1]
    assert second.context["older"] is None


def test_a_press_of_many_lines_shows_some_and_links_to_all(cast: Cast) -> None:
    many = [track(f"Song {n}", cast.ayla_marsh, performer=cast.artist) for n in range(15)]
    batch = press(many, "discover", ON, cast.ayla, cast.artist)
    html = page(cast.ayla, cast.artist)
    assert "for 15 tracks" in html
    assert "3 more" in html
    client = Client()
    client.force_login(cast.ayla)
    whole = client.get(reverse("site:history_press", args=[cast.artist.slug, batch])).content.decode()
    assert all(f"Song {n} " in whole for n in range(15))


def test_the_page_asks_the_database_the_same_number_of_times_for_one_press_and_for_ten(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.ayla)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("site:history", args=[cast.artist.slug])).status_code == 200
        return len(captured)

    def one(name: str) -> None:
        made = track(name, cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist, cast.publisher))
        batch = press([made], "remix", ON, cast.ayla, cast.artist)
        undo(batch, actor=acting(cast.marco, cast.artist))
        choose(song_of(made).pk, "remix", ON, actor=acting(cast.theo, cast.publisher), consent=read("remix"))

    one("First")
    queries()
    before = queries()
    for n in range(9):
        one(f"Track {n}")
    assert queries() == before


def test_the_file_has_every_line_with_its_states_and_its_notice(cast: Cast, own: Asset) -> None:
    press([own], "remix", ON, cast.ayla, cast.artist)
    press([own], "remix", State(Answer.ASK, Limits((cast.partner.pk,), ("DE",))), cast.ayla, cast.artist)
    rows = download(cast.ayla, cast.artist)
    assert len(rows) == 4
    newest = next(row for row in rows if row["asset_kind"] == "track")
    assert (newest["asset"], newest["use"], newest["before"], newest["after"]) == ("Saltglass", "remix", "on", "ask")
    assert newest["after_limits"] == "partners=Halcyon Audio; territories=DE"
    assert newest["notice_version"] == "1"
    assert newest["notice_sha256"] == text_of("remix").sha256
    assert newest["who"] == "Ayla Marsh"
    assert rows[-1]["before"] == "not answered"
    assert len(download(cast.ayla, cast.artist, use="train")) == 0


def test_nothing_in_the_file_can_be_a_formula(cast: Cast) -> None:
    evil = track('=HYPERLINK("http://x.test")', cast.ayla_marsh, performer=cast.artist)
    cast.ayla.name = "+cmd|' /C calc'!A0"
    cast.ayla.save()
    press([evil], "discover", ON, cast.ayla, cast.artist)
    [row] = download(cast.ayla, cast.artist)
    assert row["asset"].startswith("'=HYPERLINK")
    assert row["who"].startswith("'+cmd")


def test_the_strip_counts_presses_by_day_and_says_it_in_words(cast: Cast, own: Asset) -> None:
    now = timezone.now()
    with travel(now - timedelta(days=3)):
        press([own], "remix", ON, cast.ayla, cast.artist)
    press([own], "cover", ON, cast.ayla, cast.artist)
    press([own], "cover", OFF, cast.ayla, cast.artist)
    html = page(cast.ayla, cast.artist)
    assert "Something was done 3 times in the last 90 days" in html
    assert html.count('width="7.5"') == 90
    assert html.count('class="none"') == 88


def test_defaults_are_carried_out_by_the_portal_for_all_who_hold_what_is_new(cast: Cast) -> None:
    for use, user, team in (
        ("discover", cast.ayla, cast.artist), ("remix", cast.ayla, cast.artist), ("remix", cast.dana, cast.label),
    ):  # fmt: skip
        set_default(use, ON, actor=acting(user, team), consent=read(use))
    new = track("Low Tide", cast.ayla_marsh, performer=cast.artist, master=cast.label)
    apply_defaults([new.pk])
    html = page(cast.ayla, cast.artist, type="choice.defaulted")
    assert "<b>Soundcheck</b> carried out the defaults of Ayla Marsh and Northlight Records for Low Tide" in html
    assert "default of Northlight Records" in html
    assert "data-undo" not in html
    rows = download(cast.ayla, cast.artist, type="choice.defaulted")
    assert sorted((row["who"], row["for_team"], row["use"]) for row in rows) == [
        ("Soundcheck", "Ayla Marsh", "discover"),
        ("Soundcheck", "Ayla Marsh", "remix"),
        ("Soundcheck", "Northlight Records", "remix"),
    ]


def test_a_delivery_is_one_line_for_who_brought_it_in_and_for_the_artist(cast: Cast) -> None:
    rows = b"isrc,title,artist\nNOX4A2600118,Saltglass,Ayla Marsh\nNOX4A2600119,Ferry Song,Ayla Marsh\n"
    dana = acting(cast.dana, cast.label)
    delivery = deliveries.receive("spring.csv", rows, actor=dana)
    outbox.drain()
    deliveries.confirm(delivery.pk, actor=dana)
    outbox.drain()
    labels, artists = page(cast.dana, cast.label, area="catalogue"), page(cast.ayla, cast.artist, area="catalogue")
    assert "<b>Dana Okoye</b> brought in “spring.csv”" in labels
    assert "added 2 tracks" in labels
    assert "<b>Northlight Records</b> added 2 tracks" in artists
    assert "spring.csv" not in artists
    assert "Saltglass <small>track</small> <small>Added a track</small>" in artists
    assert {row["asset"] for row in download(cast.ayla, cast.artist, type="track.added")} == {"Saltglass", "Ferry Song"}
