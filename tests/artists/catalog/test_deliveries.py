"""From an uploaded file to the catalogue."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from artists.access import Conflict, Denied, Invalid, Role, TeamKind
from artists.catalog.deliveries import actions
from artists.catalog.models import Artist, Asset, Credit, Delivery, Holding, Release, ReleaseTrack
from artists.journal import outbox
from artists.journal.models import Entry
from consent.choices.models import Standing
from tests.cast import Cast, acting, join, person, song_of, team, track

EXAMPLES = Path(settings.BASE_DIR) / "docs/examples/deliveries"
pytestmark = pytest.mark.django_db


def drain() -> None:
    while outbox.drain():
        pass


def planned(content: bytes | str, actor, name: str = "catalogue.csv") -> Delivery:
    delivery = actions.receive(name, content.encode() if isinstance(content, str) else content, actor=actor)
    drain()
    delivery.refresh_from_db()
    return delivery


def brought_in(content: bytes | str, actor) -> Delivery:
    delivery = planned(content, actor)
    assert delivery.state == "planned", delivery.problem
    actions.confirm(delivery.pk, actor=actor)
    drain()
    delivery.refresh_from_db()
    assert delivery.state == "done", delivery.problem
    return delivery


def counts(delivery: Delivery) -> dict[str, int]:
    return {key: n for key, n in delivery.plan["counts"].items() if n}


ROWS = """isrc,title,artist,featured_artists,duration,iswc,release_title,upc,release_kind
NOX4A2600118,Saltglass,Ayla Marsh,Low Orbit,3:27,T-034.524.680-1,Saltglass,036000291452,album
NOX4A2600119,Ferry Song,Ayla Marsh,,4:01,,Saltglass,036000291452,album
"""


def test_a_labels_file_makes_tracks_whose_artist_must_say_yes_too(cast: Cast) -> None:
    delivery = brought_in(ROWS, acting(cast.dana, cast.label))

    saltglass = Asset.objects.get(isrc="NOX4A2600118")
    assert str(saltglass.duration) == "0:03:27"
    assert {(h.team, h.right) for h in saltglass.holdings.all()} == {
        (cast.label, "master"),
        (cast.artist, "performer"),
    }
    assert [(c.artist.name, c.role) for c in saltglass.credits.all()] == [
        ("Ayla Marsh", "main"),
        ("Low Orbit", "featured"),
    ]
    assert [t.recording.title for t in Release.objects.get().tracks.all()] == ["Saltglass", "Ferry Song"]
    assert song_of(saltglass).iswc == "T0345246801"
    assert delivery.plan["result"]["counts"]["new"] == 2
    assert delivery.content in (b"", memoryview(b""))


def test_nothing_is_on_after_a_delivery(cast: Cast) -> None:
    brought_in(ROWS, acting(cast.dana, cast.label))
    standings = Standing.objects.filter(asset__kind="recording")
    assert standings.count() == 14
    assert {standing.answer for standing in standings} == {0}


def test_the_same_file_again_changes_nothing(cast: Cast) -> None:
    dana = acting(cast.dana, cast.label)
    brought_in(ROWS, dana)
    before = Entry.objects.exclude(subject_kind="delivery").count()
    again = planned(ROWS, dana)
    assert counts(again) == {"same": 2}
    brought_in(ROWS, dana)
    assert Entry.objects.exclude(subject_kind="delivery").count() == before
    assert Holding.objects.filter(asset__kind="recording").count() == 4


@pytest.mark.parametrize(
    "name", ["northlight-saltglass-ern43.xml", "northlight-half-a-lighthouse-ern38.xml", "northlight.csv"]
)
def test_the_examples_come_in_whole_and_once(cast: Cast, name: str) -> None:
    dana, content = acting(cast.dana, cast.label), (EXAMPLES / name).read_bytes()
    first = brought_in(content, dana)
    assert first.plan["counts"]["new"] == first.total > 0
    assert first.plan["items"].get("refused", []) == []
    assert counts(planned(content, dana)) == {"same": first.total}


def test_a_change_is_shown_field_by_field(cast: Cast) -> None:
    dana = acting(cast.dana, cast.label)
    brought_in(ROWS, dana)
    delivery = planned(ROWS.replace("3:27", "3:30").replace("Ferry Song,", "Ferry Song!,"), dana)
    assert counts(delivery) == {"changed": 2}
    assert [item["fields"] for item in delivery.plan["items"]["changed"]] == [
        [["Length", "3:27", "3:30"]],
        [["Title", "Ferry Song", "Ferry Song!"]],
    ]


def test_an_empty_cell_leaves_what_is_there(cast: Cast) -> None:
    dana = acting(cast.dana, cast.label)
    brought_in(ROWS, dana)
    assert counts(planned("isrc,title,artist,duration\nNOX4A2600118,Saltglass,Ayla Marsh,\n", dana)) == {"same": 1}


def test_tracks_move_on_their_release(cast: Cast) -> None:
    dana = acting(cast.dana, cast.label)
    head, first, second = ROWS.splitlines()
    brought_in(ROWS, dana)
    swapped = "\n".join([head, second, first])
    assert counts(planned(swapped, dana)) == {"changed": 2}
    brought_in(swapped, dana)
    assert [t.recording.title for t in Release.objects.get().tracks.all()] == ["Ferry Song", "Saltglass"]
    assert counts(planned(swapped, dana)) == {"same": 2}


def test_a_file_takes_no_credit_no_song_and_no_holder_away(cast: Cast) -> None:
    dana = acting(cast.dana, cast.label)
    brought_in(ROWS, dana)
    before = set(Holding.objects.values_list("asset", "team", "right")), Credit.objects.count()
    brought_in("isrc,title,artist,iswc\nNOX4A2600118,Saltglass,Somebody Else,T-000.000.001-0\n", dana)
    saltglass = Asset.objects.get(isrc="NOX4A2600118")
    assert saltglass.artist == cast.ayla_marsh
    assert saltglass.compositions.count() == 2
    assert before[0] <= set(Holding.objects.values_list("asset", "team", "right"))
    assert Credit.objects.count() == before[1] + 1


def test_a_stranger_label_only_adds_its_claim_and_the_holders_see_it(cast: Cast) -> None:
    brought_in(ROWS, acting(cast.dana, cast.label))
    other = person("max@demo.test", "Max")
    label = team(TeamKind.LABEL, "Tin Roof", "tin-roof", other)
    brought_in("isrc,title,artist,featured_artists,iswc\nNOX4A2600118,Mine Now,Tin Band,Tin Two,T-000.000.001-0\n",
               acting(other, label))  # fmt: skip
    saltglass = Asset.objects.get(isrc="NOX4A2600118")
    assert saltglass.title == "Saltglass"
    assert saltglass.compositions.count() == 1
    assert saltglass.credits.count() == 2
    assert set(saltglass.holdings.values_list("team__name", "right")) == {
        ("Northlight Records", "master"),
        ("Ayla Marsh", "performer"),
        ("Tin Roof", "master"),
    }
    entry = Entry.objects.get(type="holding.added")
    assert set(entry.concerns) == {cast.label.pk, cast.artist.pk, label.pk}


def test_a_label_may_not_record_publishing(cast: Cast) -> None:
    row = "isrc,title,artist,publishing_share\nNOX4A2600118,Saltglass,Ayla Marsh,50\n"
    delivery = planned(row, acting(cast.dana, cast.label))
    assert counts(delivery) == {"refused": 1}
    assert "publisher or the artist" in delivery.plan["items"]["refused"][0]["problem"]


def test_an_artist_team_brings_in_its_own_tracks_with_their_rights(cast: Cast) -> None:
    row = "isrc,title,artist,master_share,publishing_share\nNOX4A2600118,Saltglass,Ayla Marsh,100,50\n"
    brought_in(row, acting(cast.marco, cast.artist))
    saltglass = Asset.objects.get(isrc="NOX4A2600118")
    assert set(saltglass.holdings.values_list("team__name", "right", "share_bp")) == {
        ("Ayla Marsh", "performer", None),
        ("Ayla Marsh", "master", 10_000),
    }
    assert list(song_of(saltglass).holdings.values_list("team__name", "right", "share_bp")) == [
        ("Ayla Marsh", "publishing", 5_000)
    ]


def test_an_artist_team_cannot_bring_in_somebody_elses_track(cast: Cast) -> None:
    sol = acting(cast.stranger, cast.other_artist)
    brought_in(ROWS, acting(cast.dana, cast.label))
    delivery = planned(ROWS.replace("Ayla Marsh", "Sol Strange"), sol)
    assert counts(delivery) == {"refused": 2}
    actions.confirm(delivery.pk, actor=sol)
    drain()
    assert not Holding.objects.filter(team=cast.other_artist, asset__kind="recording").exists()


def test_an_artist_teams_first_delivery_makes_its_artist_with_voice_and_likeness(cast: Cast) -> None:
    row = "isrc,title,artist\nNOX4A2600777,Odd Weather,Sol Strange\n"
    brought_in(row, acting(cast.stranger, cast.other_artist))
    assert set(Holding.objects.filter(team=cast.other_artist).values_list("asset__kind", "right")) == {
        ("recording", "performer"),
        ("voice", "self"),
        ("likeness", "self"),
    }


def test_a_publisher_joins_a_song_and_shares_stay_below_the_whole(cast: Cast) -> None:
    recording = track("Saltglass", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,))
    song = song_of(recording)
    Asset.objects.filter(pk=song.pk).update(iswc="T0345246801")
    theo = acting(cast.theo, cast.publisher)
    row = "title,artist,iswc,publishing_share\nSaltglass,Ayla Marsh,T0345246801,{}\n"
    refused = planned(row.format(50), theo)
    assert "over 100 %" in refused.plan["items"]["refused"][0]["problem"]
    song.holdings.update(share_bp=5000)
    brought_in(row.format(50), theo)
    assert set(song.holdings.values_list("team__name", "share_bp")) == {("Ayla Marsh", 5000), ("Harbour Songs", 5000)}
    assert counts(planned(row.format(50), theo)) == {"same": 1}


def test_a_stale_plan_does_no_harm(cast: Cast) -> None:
    dana = acting(cast.dana, cast.label)
    first, second = planned(ROWS, dana), planned(ROWS, dana)
    for delivery in (first, second):
        actions.confirm(delivery.pk, actor=dana)
    drain()
    second.refresh_from_db()
    assert second.plan["counts"]["new"] == 2
    assert second.plan["result"]["counts"] == {"same": 2} | {
        key: 0 for key in second.plan["result"]["counts"] if key != "same"
    }
    assert Asset.objects.filter(kind="recording").count() == 2


def test_a_long_file_is_done_in_parts_and_a_part_only_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "CHUNK", 3)
    rows = "".join(
        f"NOX4A26{n:05},Track {n},Ayla Marsh,Long One,{'' if n % 2 else 'T-034.524.680-1'}\n" for n in range(10)
    )
    dana = acting(cast.dana, cast.label)
    delivery = planned("isrc,title,artist,release_title,iswc\n" + rows, dana)
    assert counts(delivery) == {"new": 10, "releases": 1, "songs": 1}
    actions.confirm(delivery.pk, actor=dana)
    steps = []
    while outbox.drain(limit=1):
        delivery.refresh_from_db()
        steps.append(delivery.done)
        actions.run(delivery.pk, 0)
    assert sorted(set(steps)) == [3, 6, 9, 10]
    assert delivery.state == "done"
    assert [t.position for t in ReleaseTrack.objects.order_by("position")] == list(range(1, 11))
    assert delivery.plan["result"]["counts"]["new"] == 10


def test_it_stops_when_whoever_confirmed_it_has_left(cast: Cast) -> None:
    helper = person("kim@demo.test", "Kim")
    membership = join(helper, cast.label, Role.EDITOR)
    kim = acting(helper, cast.label)
    delivery = planned(ROWS, kim)
    actions.confirm(delivery.pk, actor=kim)
    membership.delete()
    drain()
    delivery.refresh_from_db()
    assert delivery.state == "failed"
    assert not Asset.objects.filter(kind="recording").exists()


def test_only_those_who_keep_the_catalogue_may_upload_confirm_and_discard(cast: Cast) -> None:
    viewer = person("vi@demo.test", "Vi")
    join(viewer, cast.label, Role.VIEWER)
    delivery = planned(ROWS, acting(cast.dana, cast.label))
    for act in (
        lambda: actions.receive("a.csv", b"x", actor=acting(viewer, cast.label)),
        lambda: actions.confirm(delivery.pk, actor=acting(viewer, cast.label)),
        lambda: actions.discard(delivery.pk, actor=acting(cast.marco, cast.artist)),
        lambda: actions.receive("a.csv", b"x", actor=acting(cast.rin, cast.partner)),
    ):
        with pytest.raises(Denied):
            act()


def test_a_discarded_delivery_cannot_be_confirmed(cast: Cast) -> None:
    dana = acting(cast.dana, cast.label)
    delivery = planned(ROWS, dana)
    actions.discard(delivery.pk, actor=dana)
    with pytest.raises(Conflict):
        actions.confirm(delivery.pk, actor=dana)


def test_a_file_that_cannot_be_read_says_why(cast: Cast) -> None:
    dana = acting(cast.dana, cast.label)
    assert "not well-formed" in planned("<a><b></a>", dana).problem
    assert "no column of ours" in planned("isrc,titel,artist\n", dana).problem
    with pytest.raises(Invalid, match="20 MB"):
        actions.receive("a.csv", b"x" * (20 * 1024 * 1024 + 1), actor=dana)
    with pytest.raises(Invalid, match="packed"):
        actions.receive("a.zip", b"PK\x03\x04....", actor=dana)


def test_two_artists_of_one_name_need_an_isni(cast: Cast) -> None:
    for slug in ("twin-a", "twin-b"):
        Artist.objects.create(name="Twin", slug=slug, created_at="2026-01-01T00:00Z")
    delivery = planned("isrc,title,artist\nNOX4A2600118,Saltglass,Twin\n", acting(cast.dana, cast.label))
    assert "Add the ISNI" in delivery.plan["items"]["refused"][0]["problem"]


def test_planning_asks_the_database_as_often_for_ten_rows_as_for_one(cast: Cast) -> None:
    def queries(n: int, start: int) -> int:
        rows = "".join(
            f"NOX4A26{start + i:05},T{start + i},Ayla Marsh,Low Orbit,Song {start + i},Rel {start}\n" for i in range(n)
        )
        content = "isrc,title,artist,featured_artists,song_title,release_title\n" + rows
        dana = acting(cast.dana, cast.label)
        with CaptureQueriesContext(connection) as captured:
            brought_in(content, dana)
            planned(content, dana)
        return len(captured)

    queries(1, 0)
    assert queries(1, 100) == queries(10, 200)
