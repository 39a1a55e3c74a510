"""The roster: what stands for each use over each artist's tracks, whose yes is missing, and nobody's voice."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from artists.access import Role, TeamKind
from artists.accounts.models import User
from artists.catalog.models import Artist, Asset
from artists.teams.models import Team
from consent.choices import tallies
from consent.choices.actions import Consent, choose, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.models import Choice
from consent.choices.pauses import pause_all
from consent.choices.state import State
from consent.uses import text_of
from portal.site.roster.rows import Roster, roster
from tests.cast import Cast, acting, join, song_of, team, track

ON, ASK, OFF = State(Answer.ON), State(Answer.ASK), State(Answer.OFF)


def read(use: str) -> Consent:
    return Consent(text_of(use).sha256, None, reviewed=True)


def answer(tracks: list[Asset], use: str, state: State, user: User, for_team: Team) -> None:
    choose_for_tracks([t.pk for t in tracks], use, state, actor=acting(user, for_team), consent=read(use))


def page(user: User, for_team: Team, **asked: str) -> str:
    client = Client()
    client.force_login(user)
    response = client.get(reverse("site:roster", args=[for_team.slug]), asked)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def of_label(cast: Cast, use: str = "") -> Roster:
    return roster(acting(cast.dana, cast.label), use=use)


@pytest.fixture
def shared(cast: Cast) -> list[Asset]:
    return [
        track(name, cast.ayla_marsh, performer=cast.artist, master=cast.label, publishing=(cast.artist, cast.publisher))
        for name in ("Ferry Song", "Winter Bus")
    ]


@pytest.fixture
def other(cast: Cast) -> Asset:
    sol = Artist.objects.create(
        name="Sol Strange", slug="sol-strange", team=cast.other_artist, created_at=timezone.now()
    )
    return track("Noon", sol, performer=cast.other_artist, master=cast.label)


def test_a_row_counts_the_artists_tracks_for_each_use(cast: Cast, shared: list[Asset], other: Asset) -> None:
    answer(shared, "discover", ON, cast.ayla, cast.artist)
    answer(shared[:1], "discover", ON, cast.dana, cast.label)
    answer(shared[1:], "discover", ASK, cast.dana, cast.label)
    rows = {row.artist.slug: row for row in of_label(cast).rows}
    assert set(rows) == {"ayla-marsh", "sol-strange"}
    ayla = rows["ayla-marsh"]
    assert ayla.tracks == 2
    assert [(cell.use.code, cell.on, cell.ask) for cell in ayla.cells][:2] == [("discover", 1, 1), ("analyse", 0, 0)]
    assert "Discover: on for 1, ask for 1, off for 0" in page(cast.dana, cast.label)


def test_our_yes_is_missing_where_we_never_answered_and_an_off_is_an_answer(cast: Cast, shared: list[Asset]) -> None:
    assert of_label(cast, "remix").missing == 2
    answer(shared[:1], "remix", OFF, cast.dana, cast.label)
    assert of_label(cast, "remix").missing == 1
    assert of_label(cast).missing == 2
    # A cover needs the song alone, which the label does not hold.
    assert of_label(cast, "cover").missing == 0


def test_anothers_yes_is_missing_where_ours_comes_to_nothing_and_is_named_on_demand(
    cast: Cast, shared: list[Asset]
) -> None:
    answer(shared, "remix", ON, cast.dana, cast.label)
    assert of_label(cast, "remix").waiting == 2
    assert "Harbour Songs" not in page(cast.dana, cast.label)
    assert "Whose?" in page(cast.dana, cast.label)
    html = page(cast.dana, cast.label, named="ayla-marsh")
    assert "<li>Ayla Marsh <b>2</b></li><li>Harbour Songs <b>2</b></li>" in html
    answer(shared, "remix", ON, cast.ayla, cast.artist)
    assert "<li>Harbour Songs <b>2</b></li>" in page(cast.dana, cast.label, named="ayla-marsh")
    for one in shared:
        choose(song_of(one).pk, "remix", ON, actor=acting(cast.theo, cast.publisher), consent=read("remix"))
    assert of_label(cast, "remix").waiting == 0


def test_a_publishers_roster_is_of_the_songs_it_holds(cast: Cast, shared: list[Asset], other: Asset) -> None:
    html = page(cast.theo, cast.publisher)
    assert "1 artist, 2 tracks." in html
    assert "Sol Strange" not in html
    assert roster(acting(cast.theo, cast.publisher), use="discover").missing == 0
    assert roster(acting(cast.theo, cast.publisher), use="cover").missing == 2


def test_a_voice_is_not_in_the_roster(cast: Cast, shared: list[Asset]) -> None:
    before = page(cast.dana, cast.label)
    choose(cast.voice.pk, "speak", ON, actor=acting(cast.ayla, cast.artist), consent=read("speak"))
    assert [row.cells for row in of_label(cast).rows] == [row.cells for row in of_label(cast).rows]
    assert page(cast.dana, cast.label).count("Speak") == before.count("Speak") == 0


def test_search_filter_and_order_are_in_the_address(cast: Cast, shared: list[Asset], other: Asset) -> None:
    answer(shared, "discover", ON, cast.dana, cast.label)
    every = of_label(cast)

    def order(**asked: str) -> list[str]:
        return [row.artist.slug for row in every.narrowed(**{"q": "", "show": "", "sort": "", **asked})]

    assert order() == ["ayla-marsh", "sol-strange"]
    assert order(sort="tracks") == ["ayla-marsh", "sol-strange"]
    assert order(q="SOL") == ["sol-strange"]
    assert order(show="waiting") == ["ayla-marsh"]
    assert sorted(order(sort="changed")) == ["ayla-marsh", "sol-strange"]
    html = page(cast.dana, cast.label, q="sol", sort="missing")
    assert 'id="artist-sol-strange"' in html
    assert 'id="artist-ayla-marsh"' not in html
    assert "No artist matches" in page(cast.dana, cast.label, q="nobody", use="nonsense", page="99")


def test_an_empty_roster_says_what_to_do(cast: Cast) -> None:
    assert "No artists yet" in page(cast.dana, cast.label)


def test_an_artist_who_paused_is_marked(cast: Cast, shared: list[Asset]) -> None:
    pause_all(actor=acting(cast.ayla, cast.artist))
    assert "Paused by the artist" in page(cast.dana, cast.label)


def test_only_those_with_a_roster_have_one_and_strangers_do_not_see_it(cast: Cast) -> None:
    for user, slug in (
        (cast.ayla, cast.artist.slug), (cast.rin, cast.partner.slug), (cast.olu, cast.operator.slug),
        (cast.stranger, cast.label.slug),
    ):  # fmt: skip
        client = Client()
        client.force_login(user)
        assert client.get(reverse("site:roster", args=[slug])).status_code == 404


def test_one_artist_and_eleven_take_the_same_number_of_queries(cast: Cast, shared: list[Asset]) -> None:
    client = Client()
    client.force_login(cast.dana)
    answer(shared, "remix", ON, cast.dana, cast.label)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            url = reverse("site:roster", args=[cast.label.slug])
            assert client.get(url, {"named": "ayla-marsh"}).status_code == 200
        return len(captured)

    queries()
    before = queries()
    for n in range(10):
        own = team(TeamKind.ARTIST, f"Act {n}", f"act-{n}", cast.fay)
        artist = Artist.objects.create(name=f"Act {n}", slug=f"act-{n}", team=own, created_at=timezone.now())
        track(f"Track {n}", artist, performer=own, master=cast.label)
    assert queries() == before


def test_only_ours_is_missing_where_everybody_else_said_yes(cast: Cast, shared: list[Asset], other: Asset) -> None:
    one, two = shared
    answer([one, two], "remix", ON, cast.dana, cast.label)
    assert tallies.only_ours_missing(cast.artist.pk, limit=5) == ([], 0)
    for song in (song_of(one), song_of(two)):
        choose(song.pk, "remix", ASK, actor=acting(cast.theo, cast.publisher), consent=read("remix"))
    answer([two], "remix", OFF, cast.ayla, cast.artist)
    answer([one], "discover", ON, cast.dana, cast.label)
    found, total = tallies.only_ours_missing(cast.artist.pk, limit=5)
    assert (found, total) == ([(one.pk, ["discover", "remix"])], 1)


def test_one_answer_for_several_artists_is_previewed_then_given_and_undone_as_one(
    cast: Cast, shared: list[Asset], other: Asset
) -> None:
    own = Artist.objects.create(name="Third", slug="third", team=cast.other_artist, created_at=timezone.now())
    third = track("Dusk", own, performer=cast.other_artist, master=cast.label)
    client = Client()
    client.force_login(cast.dana)
    url = reverse("site:roster_answer", args=[cast.label.slug])
    ticked = {"artist": ["ayla-marsh", "sol-strange"], "use": "remix", "answer": "on"}
    preview = client.get(url, ticked, follow=True)
    assert preview.status_code == 200
    html = " ".join(preview.content.decode().split())
    assert "For <b>3 tracks</b>" in html
    assert "wait for <b>Ayla Marsh</b>" in html
    fields = dict(preview.context["hidden"])
    done = client.post(reverse("site:answer_many", args=[cast.label.slug]), fields)
    assert done.status_code == 302
    answered = set(Choice.objects.filter(team=cast.label, use="remix", answer=2).values_list("asset_id", flat=True))
    assert answered == {shared[0].pk, shared[1].pk, other.pk}
    assert third.pk not in answered


def test_an_answer_for_artists_who_are_not_ours_reaches_nothing(cast: Cast, shared: list[Asset], other: Asset) -> None:
    client = Client()
    client.force_login(cast.dana)
    url = reverse("site:roster_answer", args=[cast.label.slug])
    stranger = client.get(url, {"artist": "nobody", "use": "remix", "answer": "on"}, follow=True)
    assert stranger.status_code == 422
    assert client.get(url, {"use": "remix", "answer": "on"}).status_code == 422
    assert client.get(url, {"artist": "a b", "use": "remix", "answer": "on"}).status_code == 422


def test_the_way_to_an_artists_tracks_leads_to_those_alone(cast: Cast, shared: list[Asset], other: Asset) -> None:
    for user, for_team, there, gone in (
        (cast.dana, cast.label, "Noon", "Ferry Song"), (cast.theo, cast.publisher, "Ferry Song", "Noon"),
    ):  # fmt: skip
        client = Client()
        client.force_login(user)
        slug = "sol-strange" if for_team is cast.label else "ayla-marsh"
        html = client.get(reverse("site:participation", args=[for_team.slug]), {"artist": slug}).content.decode()
        assert there in html
        assert gone not in html


def test_a_viewer_ticks_nothing(cast: Cast, shared: list[Asset]) -> None:
    join(cast.fay, cast.label, Role.VIEWER)
    assert "data-bulk" not in page(cast.fay, cast.label)
    assert "data-bulk" in page(cast.dana, cast.label)
