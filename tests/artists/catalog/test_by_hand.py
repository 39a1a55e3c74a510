"""Adding by hand: what comes in starts closed, and nobody records a right that is not theirs."""

import pytest

from artists.access import Conflict, Denied, Invalid
from artists.catalog import actions, rights
from artists.catalog.actions import NewTrack
from artists.catalog.models import Artist, Asset, AssetKind, Credit, Holding, Right
from artists.journal import outbox
from artists.journal.models import Entry
from consent.choices.actions import Consent
from consent.choices.answers import Answer
from consent.choices.defaults import set_default
from consent.choices.models import Choice, Standing
from consent.choices.state import State
from consent.uses import text_of
from tests.cast import Cast, acting, track


def test_a_track_comes_with_its_song_its_credits_and_the_teams_rights(cast: Cast) -> None:
    new = NewTrack(
        "Saltglass", cast.ayla_marsh.pk, isrc="no-x4a-26-00118", song_title="Saltglass", iswc="T-034.524.680-1",
        featured=["Inês Caldeira", " "], master_bp=10_000, publishing_bp=5_000,
    )  # fmt: skip
    made = actions.add_track(new, actor=acting(cast.ayla, cast.artist))
    assert made.isrc == "NOX4A2600118"
    assert made.compositions.get().iswc == "T0345246801"
    assert list(made.credits.values_list("artist__name", "role")) == [
        ("Ayla Marsh", Credit.Role.MAIN), ("Inês Caldeira", Credit.Role.FEATURED),
    ]  # fmt: skip
    assert set(Holding.objects.filter(team=cast.artist).exclude(right="self").values_list("right", "share_bp")) == {
        ("performer", None), ("master", 10_000), ("publishing", 5_000),
    }  # fmt: skip
    outbox.drain()
    assert set(Standing.objects.filter(asset=made).values_list("answer", flat=True)) == {Answer.OFF}


def test_what_comes_in_gets_the_teams_default_and_no_other(cast: Cast) -> None:
    set_default(
        "discover", State(Answer.ON), actor=acting(cast.ayla, cast.artist), consent=Consent(text_of("discover").sha256)
    )
    made = actions.add_track(NewTrack("New", cast.ayla_marsh.pk), actor=acting(cast.marco, cast.artist))
    outbox.drain()
    assert [(c.use, c.given) for c in Choice.objects.filter(asset=made)] == [("discover", Answer.ON)]


def test_a_label_that_adds_a_track_makes_the_artists_yes_needed(cast: Cast) -> None:
    track("Known", cast.ayla_marsh, performer=cast.artist, master=cast.label)
    made = actions.add_track(NewTrack("New", cast.ayla_marsh.pk, master_bp=10_000), actor=acting(cast.dana, cast.label))
    assert set(made.holdings.values_list("team__slug", "right")) == {
        ("ayla-marsh", "performer"), ("northlight-records", "master"),
    }  # fmt: skip


def test_another_teams_artist_an_isrc_that_is_taken_and_no_right_at_all_are_refused(cast: Cast) -> None:
    actor = acting(cast.ayla, cast.artist)
    actions.add_track(NewTrack("One", cast.ayla_marsh.pk, isrc="NOX4A2600118"), actor=actor)
    for new, who, team, field in (
        (NewTrack("Two", cast.ayla_marsh.pk, isrc="NOX4A2600118"), cast.ayla, cast.artist, "isrc"),
        (NewTrack("Two", cast.ayla_marsh.pk), cast.stranger, cast.other_artist, "artist"),
        (NewTrack("Two", cast.ayla_marsh.pk, isrc="nonsense"), cast.ayla, cast.artist, "isrc"),
        (NewTrack(" ", cast.ayla_marsh.pk), cast.ayla, cast.artist, "title"),
    ):
        with pytest.raises(Invalid) as refusal:
            actions.add_track(new, actor=acting(who, team))
        assert refusal.value.field == field
    assert Asset.objects.filter(kind=AssetKind.RECORDING).count() == 1
    with pytest.raises(Denied):
        actions.add_artist("Anybody", actor=acting(cast.rin, cast.partner))


def test_only_the_artists_own_team_puts_a_voice_on_file_and_only_once(cast: Cast) -> None:
    new = actions.add_artist("The Lanternmen", actor=acting(cast.ayla, cast.artist))
    first = actions.add_personal(new, AssetKind.VOICE, actor=acting(cast.ayla, cast.artist))
    assert actions.add_personal(new, AssetKind.VOICE, actor=acting(cast.ayla, cast.artist)) == first
    assert list(first.holdings.values_list("team__slug", "right")) == [("ayla-marsh", "self")]
    with pytest.raises(Denied, match="artist's alone"):
        actions.add_personal(new, AssetKind.VOICE, actor=acting(cast.dana, cast.label))


def test_two_artists_of_one_name_have_two_addresses(cast: Cast) -> None:
    made = actions.add_artist("Ayla Marsh", actor=acting(cast.dana, cast.label))
    assert (made.slug, made.team) == ("ayla-marsh-2", None)
    assert Artist.objects.get(slug="ayla-marsh").team == cast.artist


def test_a_new_holder_is_needed_at_once_and_shares_never_exceed_the_whole(cast: Cast) -> None:
    mine = track("Mine", cast.ayla_marsh, performer=cast.artist, master=cast.artist)
    ayla = acting(cast.ayla, cast.artist)
    with pytest.raises(Invalid, match="at most 0 %"):
        rights.add_holder(mine, cast.label, Right.MASTER, actor=ayla, share_bp=1)
    rights.add_holder(mine, cast.other_artist, Right.PERFORMER, actor=ayla, share_bp=None)
    entry = Entry.objects.latest("id")
    assert entry.type == "holding.added"
    assert cast.other_artist.pk in entry.concerns
    with pytest.raises(Conflict):
        rights.add_holder(mine, cast.other_artist, Right.PERFORMER, actor=ayla, share_bp=None)
    with pytest.raises(Invalid, match="Only an artist's team"):
        rights.add_holder(mine, cast.label, Right.PERFORMER, actor=ayla, share_bp=None)
    with pytest.raises(Denied, match="Only those who hold"):
        rights.add_holder(mine, cast.publisher, Right.MASTER, actor=acting(cast.theo, cast.publisher), share_bp=None)


def test_nobody_gives_up_a_right_for_somebody_else_and_nobody_a_voice(cast: Cast) -> None:
    shared = track("Shared", cast.ayla_marsh, performer=cast.artist, master=cast.label)
    with pytest.raises(Denied, match="does not hold"):
        rights.give_up(shared, Right.PERFORMER, actor=acting(cast.dana, cast.label))
    rights.give_up(shared, Right.MASTER, actor=acting(cast.dana, cast.label))
    assert list(shared.holdings.values_list("team__slug", flat=True)) == ["ayla-marsh"]
    with pytest.raises(Denied):
        rights.give_up(cast.voice, Right.SELF, actor=acting(cast.ayla, cast.artist))
    with pytest.raises(Denied):
        rights.add_holder(cast.voice, cast.label, Right.SELF, actor=acting(cast.ayla, cast.artist), share_bp=None)


def test_a_label_does_not_make_itself_the_holder_of_a_song(cast: Cast) -> None:
    dana = acting(cast.dana, cast.label)
    with pytest.raises(Denied, match="publisher or the artist"):
        actions.add_song("Saltglass", actor=dana)
    track("Ferry Song", cast.ayla_marsh, performer=cast.artist, master=cast.label)
    new = NewTrack("Saltglass", cast.ayla_marsh.pk, song_title="Saltglass", publishing_bp=10_000, master_bp=10_000)
    with pytest.raises(Invalid, match="publisher or the artist"):
        actions.add_track(new, actor=dana)


def test_a_label_sees_the_artist_it_adds_and_can_add_the_first_track(cast: Cast) -> None:
    dana = acting(cast.dana, cast.label)
    new = actions.add_artist("The Quiet Ferries", actor=dana)
    assert new in Artist.objects.visible_to(dana)
    assert new not in Artist.objects.visible_to(acting(cast.ayla, cast.artist))
    assert actions.add_track(NewTrack("Slow Ferry", new.pk, master_bp=10_000), actor=dana).artist == new
