"""Which team is which artist: asked by the team, checked by an operator, undone where wrong; silence throughout."""

from collections.abc import Iterable

import pytest
from django.utils import timezone

from artists.access import Conflict, Denied, Invalid, Refusal, Role
from artists.catalog.deliveries.actions import confirm, receive
from artists.catalog.identity.asking import identify, withdraw
from artists.catalog.identity.checking import link, refuse, take_artist, undo, withdraw_holding
from artists.catalog.models import Artist, Asset, AssetKind, Credit, Embodiment, Holding, Identification, Right
from artists.journal import outbox
from artists.journal.models import Entry, Message
from consent.choices.actions import Consent, choose, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.defaults import set_default
from consent.choices.models import Choice, Standing
from consent.choices.state import State
from consent.uses import text_of
from tests.cast import Cast, acting, hold, join, release, track

ON = State(Answer.ON)
PROOF = "Our site names this release, and our distributor knows us."


def read(use: str) -> Consent:
    return Consent(text_of(use).sha256, reviewed=True)


def delivered(cast: Cast, name: str = "Marsh, A.", *titles: str, isni: str = "") -> Artist:
    """An artist without a team, whose tracks the label brought in and opened."""
    artist = Artist.objects.create(name=name, slug=name.lower(), isni=isni, created_at=timezone.now())
    for title in titles or ("Wick", "Lantern"):
        recording = Asset.objects.create(
            kind="recording", title=title, artist=artist, isrc=f"NOX4A26{len(title):05d}", created_at=timezone.now()
        )
        Credit.objects.create(recording=recording, artist=artist, role="main")
        hold(recording, cast.label, "master")
    mine = [asset.pk for asset in artist.assets.all()]
    choose_for_tracks(mine, "discover", ON, actor=acting(cast.dana, cast.label), consent=read("discover"))
    return artist


def work_off() -> None:
    while outbox.drain():
        pass
    assert not Message.objects.exclude(last_error="").exists()


def ask(cast: Cast, artist: Artist, *, same_as: Artist | None = None) -> Identification:
    return identify(artist, actor=acting(cast.ayla, cast.artist), evidence=PROOF, same_as=same_as)


def linked(cast: Cast, artist: Artist, *, same_as: Artist | None = None) -> Identification:
    said = link(ask(cast, artist, same_as=same_as).pk, actor=acting(cast.olu, cast.operator))
    work_off()
    return said


def undone(cast: Cast, said: Identification) -> None:
    undo(said.pk, "It was another artist.", actor=acting(cast.olu, cast.operator))
    work_off()


def open_cells(assets: Iterable[Asset]) -> set[tuple[str, str]]:
    rows = Standing.objects.filter(asset__in=list(assets), answer__gt=0).select_related("asset")
    return {(row.asset.title, row.use) for row in rows}


def test_a_link_gives_the_team_the_artists_tracks_voice_and_likeness_all_silent(cast: Cast) -> None:
    artist = delivered(cast)
    said = linked(cast, artist)
    artist.refresh_from_db()
    assert artist.team == cast.artist
    assert artist.checked_at is not None
    assert said.state == "linked"
    held = Holding.objects.filter(identification=said).values_list("asset__kind", "right")
    assert {kind for kind, right in held if right == "performer"} == {"recording"}
    assert set(Holding.objects.filter(team=cast.artist, asset__artist=artist).values_list("asset__kind", "right")) == {
        ("recording", "performer"), ("voice", "self"), ("likeness", "self"),
    }  # fmt: skip
    assert open_cells(artist.assets.all()) == set()
    assert not Choice.objects.filter(team=cast.artist).exists()


def test_both_sides_read_in_history_what_the_operator_did(cast: Cast) -> None:
    said = linked(cast, delivered(cast))
    entry = Entry.objects.get(type="identity.linked")
    assert {cast.artist.pk, cast.label.pk, cast.operator.pk} <= set(entry.concerns)
    undone(cast, said)
    entry = Entry.objects.get(type="identity.undone")
    assert {cast.artist.pk, cast.label.pk, cast.operator.pk} <= set(entry.concerns)
    taken = Entry.objects.filter(type="holding.withdrawn", data__right="performer")
    assert taken.count() == 2
    assert all({cast.artist.pk, cast.label.pk} <= set(one.concerns) for one in taken)


def test_a_default_for_new_releases_answers_for_nothing_that_a_link_brings(cast: Cast) -> None:
    set_default("discover", ON, actor=acting(cast.ayla, cast.artist), consent=read("discover"))
    artist = delivered(cast)
    linked(cast, artist)
    assert open_cells(artist.assets.all()) == set()
    # Nor later, when the label's next file touches the same track.
    content = b"isrc,title,artist,song_title\nNOX4A2600004,Wick,Marsh A.,Wick\n".replace(b"Marsh A.", b'"Marsh, A."')
    delivery = receive("again.csv", content, actor=acting(cast.dana, cast.label))
    work_off()
    confirm(delivery.pk, actor=acting(cast.dana, cast.label))
    work_off()
    assert Embodiment.objects.filter(recording__title="Wick").exists()
    assert open_cells(artist.assets.all()) == set()


def test_the_artists_yes_opens_after_a_link_and_is_gone_after_undoing_it_even_if_linked_again(cast: Cast) -> None:
    artist = delivered(cast, "Marsh, A.", "Wick")
    said = linked(cast, artist)
    mine = [asset.pk for asset in artist.assets.filter(kind="recording")]
    choose_for_tracks(mine, "discover", ON, actor=acting(cast.ayla, cast.artist), consent=read("discover"))
    voice = artist.assets.get(kind="voice")
    choose(voice.pk, "speak", ON, actor=acting(cast.ayla, cast.artist), consent=read("speak"))
    assert open_cells(artist.assets.all()) == {("Wick", "discover"), ("Marsh, A.: voice", "speak")}
    undone(cast, said)
    artist.refresh_from_db()
    assert artist.team is None
    assert artist.checked_at is None
    assert open_cells(artist.assets.all()) == set()
    assert not Holding.objects.filter(team=cast.artist, asset__artist=artist).exists()
    linked(cast, artist)
    assert open_cells(artist.assets.all()) == set()
    assert not Choice.objects.filter(team=cast.artist, asset__artist=artist, answer__gt=0).exists()


def test_another_entry_of_the_teams_own_artist_becomes_one_with_it(cast: Cast) -> None:
    artist = delivered(cast, isni="0000000121032683")
    album = release("Lanterns", artist, list(artist.assets.all()))
    said = linked(cast, artist, same_as=cast.ayla_marsh)
    artist.refresh_from_db()
    cast.ayla_marsh.refresh_from_db()
    album.refresh_from_db()
    assert artist.merged_into == cast.ayla_marsh
    assert cast.ayla_marsh.isni == "0000000121032683"
    assert cast.ayla_marsh.checked_at is not None
    assert album.artist == cast.ayla_marsh
    assert cast.ayla_marsh.assets.filter(kind=AssetKind.RECORDING).count() == 2
    assert cast.ayla_marsh.assets.filter(kind=AssetKind.VOICE).count() == 1
    assert not Credit.objects.filter(artist=artist).exists()
    undone(cast, said)
    artist.refresh_from_db()
    cast.ayla_marsh.refresh_from_db()
    album.refresh_from_db()
    assert (artist.merged_into, artist.team, artist.isni) == (None, None, "0000000121032683")
    assert (cast.ayla_marsh.isni, cast.ayla_marsh.checked_at) == ("", None)
    assert album.artist == artist
    assert cast.ayla_marsh.team == cast.artist
    assert artist.assets.count() == Credit.objects.filter(artist=artist).count() == 2
    assert not Holding.objects.filter(team=cast.artist, asset__artist=artist).exists()
    assert Holding.objects.filter(team=cast.artist, asset=cast.voice).exists()


def test_a_file_that_says_the_other_name_finds_the_one_artist_and_undoing_takes_those_tracks_along(cast: Cast) -> None:
    artist = delivered(cast, "Marsh, A.", "Wick")
    said = linked(cast, artist, same_as=cast.ayla_marsh)
    content = b'isrc,title,artist\nNOX4A2600777,Breakwater,"Marsh, A."\n'
    delivery = receive("more.csv", content, actor=acting(cast.dana, cast.label))
    work_off()
    confirm(delivery.pk, actor=acting(cast.dana, cast.label))
    work_off()
    new = Asset.objects.get(title="Breakwater")
    assert new.artist == cast.ayla_marsh
    assert Holding.objects.filter(asset=new, team=cast.artist, right="performer").exists()
    undone(cast, said)
    new.refresh_from_db()
    assert new.artist == artist
    assert not Holding.objects.filter(asset=new, team=cast.artist).exists()


def test_a_track_that_credits_both_entries_has_one_credit_and_gets_both_back(cast: Cast) -> None:
    artist = delivered(cast, "Marsh, A.", "Wick")
    wick = artist.assets.get()
    Credit.objects.create(recording=wick, artist=cast.ayla_marsh, role="featured", position=2)
    said = linked(cast, artist, same_as=cast.ayla_marsh)
    assert [(c.artist_id, c.role) for c in Credit.objects.filter(recording=wick)] == [(cast.ayla_marsh.pk, "main")]
    undone(cast, said)
    both = Credit.objects.filter(recording=wick).values_list("artist__name", "role")
    assert set(both) == {("Marsh, A.", "main"), ("Ayla Marsh", "featured")}
    assert wick.pk in Holding.objects.filter(team=cast.artist, right="performer").values_list("asset_id", flat=True)


def test_undoing_the_link_of_a_featured_artist_does_not_outvote_who_that_really_is(cast: Cast) -> None:
    duet = track("Duet", cast.ayla_marsh, performer=cast.artist, master=cast.label)
    fen = Artist.objects.create(name="Fen", slug="fen", created_at=timezone.now())
    Credit.objects.create(recording=duet, artist=fen, role="featured", position=2)
    his = identify(fen, actor=acting(cast.stranger, cast.other_artist), evidence="That is me.")
    link(his.pk, actor=acting(cast.olu, cast.operator))
    work_off()
    for user, team in ((cast.ayla, cast.artist), (cast.dana, cast.label)):
        choose_for_tracks([duet.pk], "discover", ON, actor=acting(user, team), consent=read("discover"))
    assert open_cells([duet]) == set()
    undone(cast, his)
    assert open_cells([duet]) == set()
    take_artist(cast.ayla_marsh, "Somebody else.", actor=acting(cast.olu, cast.operator))
    work_off()
    assert open_cells([duet]) == set()


def test_two_isnis_are_two_artists(cast: Cast) -> None:
    Artist.objects.filter(pk=cast.ayla_marsh.pk).update(isni="0000000122816316")
    artist = delivered(cast, isni="0000000121032683")
    said = ask(cast, artist, same_as=cast.ayla_marsh)
    with pytest.raises(Conflict, match="different ISNIs"):
        link(said.pk, actor=acting(cast.olu, cast.operator))
    artist.refresh_from_db()
    assert artist.team is None


def test_of_two_teams_that_ask_for_an_artist_one_is_linked_and_the_other_is_told(cast: Cast) -> None:
    artist = delivered(cast)
    hers = ask(cast, artist)
    his = identify(artist, actor=acting(cast.stranger, cast.other_artist), evidence="That is me.")
    link(hers.pk, actor=acting(cast.olu, cast.operator))
    his.refresh_from_db()
    assert his.state == "refused"
    assert "another team" in his.sentence
    assert cast.other_artist.pk in Entry.objects.get(type="identity.refused").concerns
    with pytest.raises(Conflict):
        link(his.pk, actor=acting(cast.olu, cast.operator))


def test_a_team_of_the_artists_name_that_is_not_the_artist_loses_everything_it_spoke_for(cast: Cast) -> None:
    own = track("Saltglass", cast.ayla_marsh, performer=cast.artist, publishing=(cast.publisher,))
    choose(cast.voice.pk, "speak", ON, actor=acting(cast.ayla, cast.artist), consent=read("speak"))
    choose_for_tracks([own.pk], "discover", ON, actor=acting(cast.ayla, cast.artist), consent=read("discover"))
    assert open_cells([own, cast.voice]) == {("Saltglass", "discover"), ("Ayla Marsh's voice", "speak")}
    take_artist(cast.ayla_marsh, "The artist told us herself.", actor=acting(cast.olu, cast.operator))
    assert open_cells([own, cast.voice]) == set()
    work_off()
    assert open_cells([own, cast.voice]) == set()
    assert not Holding.objects.filter(team=cast.artist).exists()
    assert Holding.objects.filter(asset__title="Saltglass", team=cast.publisher).exists()
    with pytest.raises(Conflict, match="No team speaks"):
        take_artist(cast.ayla_marsh, "Again.", actor=acting(cast.olu, cast.operator))


def test_the_mark_of_a_check_comes_and_goes_with_the_operators_act_alone(cast: Cast) -> None:
    said = linked(cast, cast.ayla_marsh)
    cast.ayla_marsh.refresh_from_db()
    assert cast.ayla_marsh.checked_at is not None
    with pytest.raises(Conflict, match="checked"):
        ask(cast, cast.ayla_marsh)
    undone(cast, said)
    cast.ayla_marsh.refresh_from_db()
    assert cast.ayla_marsh.checked_at is None
    assert cast.ayla_marsh.team == cast.artist
    assert Holding.objects.filter(asset=cast.voice, team=cast.artist).exists()


def test_a_false_right_is_taken_away_with_its_answers_and_everybody_is_told(cast: Cast) -> None:
    own = track("Saltglass", cast.ayla_marsh, performer=cast.artist, master=cast.label)
    choose_for_tracks([own.pk], "discover", ON, actor=acting(cast.dana, cast.label), consent=read("discover"))
    operator = acting(cast.olu, cast.operator)
    withdraw_holding(own, cast.label, Right.MASTER, "The contract ended in 2019.", actor=operator)
    assert not Holding.objects.filter(team=cast.label).exists()
    assert not Choice.objects.filter(team=cast.label, answer__isnull=False).exists()
    entry = Entry.objects.get(type="holding.withdrawn")
    assert {cast.artist.pk, cast.label.pk} <= set(entry.concerns)
    assert entry.data["sentence"] == "The contract ended in 2019."
    with pytest.raises(Conflict, match="not hold"):
        withdraw_holding(own, cast.label, Right.MASTER, "Twice.", actor=operator)
    with pytest.raises(Denied, match="own"):
        withdraw_holding(cast.voice, cast.artist, Right.SELF, "No.", actor=operator)


def test_only_an_operator_decides_and_only_freshly_signed_in_links(cast: Cast) -> None:
    said = ask(cast, delivered(cast))
    for user, team in ((cast.ayla, cast.artist), (cast.dana, cast.label), (cast.rin, cast.partner)):
        for act in (
            lambda actor: link(said.pk, actor=actor),
            lambda actor: refuse(said.pk, "No.", actor=actor),
            lambda actor: undo(said.pk, "No.", actor=actor),
            lambda actor: take_artist(cast.ayla_marsh, "No.", actor=actor),
            lambda actor: withdraw_holding(cast.voice, cast.artist, Right.SELF, "No.", actor=actor),
        ):
            with pytest.raises(Denied):
                act(acting(user, team))
    with pytest.raises(Denied) as stale:
        link(said.pk, actor=acting(cast.olu, cast.operator, fresh=False))
    assert stale.value.code == "fresh_sign_in"
    join(cast.fay, cast.operator, Role.VIEWER)
    with pytest.raises(Denied):
        link(said.pk, actor=acting(cast.fay, cast.operator))


def test_only_an_artist_team_says_who_it_is_and_only_for_itself(cast: Cast) -> None:
    artist = delivered(cast)
    for user, team in ((cast.dana, cast.label), (cast.rin, cast.partner), (cast.olu, cast.operator)):
        with pytest.raises(Denied):
            identify(artist, actor=acting(user, team), evidence=PROOF)
    said = ask(cast, artist)
    with pytest.raises(Conflict):
        withdraw(said.pk, actor=acting(cast.stranger, cast.other_artist))
    with pytest.raises(Invalid):
        identify(
            artist, actor=acting(cast.stranger, cast.other_artist), evidence=PROOF, same_as=cast.ayla_marsh
        )  # fmt: skip
    with pytest.raises(Conflict, match="already"):
        ask(cast, artist)
    withdraw(said.pk, actor=acting(cast.ayla, cast.artist))
    with pytest.raises(Conflict):
        withdraw(said.pk, actor=acting(cast.ayla, cast.artist))
    ask(cast, artist)


@pytest.mark.parametrize(
    ("evidence", "links"),
    [
        ("", ()), ("  \n ", ()), ("x" * 2001, ()), (PROOF, ("javascript:alert(1)",)), (PROOF, ("ftp://a.example/",)),
        (PROOF, ("not a link",)), (PROOF, tuple(f"https://a.example/{n}" for n in range(6))),
        (PROOF, ("https://a.example/" + "a" * 400,)),
    ],
)  # fmt: skip
def test_rubbish_is_refused_with_a_sentence(cast: Cast, evidence: str, links: tuple[str, ...]) -> None:
    with pytest.raises(Invalid):
        identify(delivered(cast), actor=acting(cast.ayla, cast.artist), evidence=evidence, links=links)


def test_somebody_who_holds_a_right_in_their_voice_is_no_other_entry(cast: Cast) -> None:
    artist = delivered(cast)
    voice = Asset.objects.create(kind="voice", title="A voice", artist=artist, created_at=timezone.now())
    hold(voice, cast.other_artist, "self")
    said = ask(cast, artist, same_as=cast.ayla_marsh)
    with pytest.raises(Conflict, match="held already"):
        link(said.pk, actor=acting(cast.olu, cast.operator))


def test_what_is_decided_is_decided_once(cast: Cast) -> None:
    said = ask(cast, delivered(cast))
    operator = acting(cast.olu, cast.operator)
    refuse(said.pk, "Nothing here says who you are.", actor=operator)
    for act in (
        lambda: link(said.pk, actor=operator),
        lambda: refuse(said.pk, "Again.", actor=operator),
        lambda: undo(said.pk, "Again.", actor=operator),
    ):
        with pytest.raises(Refusal):
            act()
