"""Answering: who may, what changes, and what the next check says."""

from datetime import timedelta

import pytest
from django.utils import timezone

from artists.access import Conflict, Denied, Invalid
from artists.catalog.models import Asset, Right
from artists.catalog.rights import give_up
from artists.journal.models import Entry
from consent.choices.actions import Consent, choose, choose_for_tracks, undo
from consent.choices.answers import Answer, Limits
from consent.choices.models import Choice
from consent.choices.pauses import pause_all, resume_all
from consent.choices.state import State
from consent.decisions.checks import Question, check
from consent.uses import text_of
from tests.cast import Cast, acting, hold, song_of, track
from tests.support.licences import MODEL, in_force, terms

ON, ASK, OFF = State(Answer.ON), State(Answer.ASK), State(Answer.OFF)


def read(use: str, *, seen: int | None = None, reviewed: bool = False) -> Consent:
    return Consent(text_of(use).sha256, seen, reviewed)


def answer(asset: Asset, use: str, cast: Cast, territory: str | None = None) -> tuple[str, list[str]]:
    question = Question(use, asset=asset.pk, territory=territory, model=MODEL.label)
    [verdict] = check([question], partner_team_id=cast.partner.pk)
    return verdict.answer, [reason.code for reason in verdict.reasons]


@pytest.fixture
def own(cast: Cast) -> Asset:
    return track("Saltglass", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,))


@pytest.fixture
def shared(cast: Cast) -> Asset:
    return track(
        "Ferry Song",
        cast.ayla_marsh,
        performer=cast.artist,
        master=cast.label,
        publishing=(cast.artist, cast.publisher),
    )


def test_silence_is_no(cast: Cast, own: Asset) -> None:
    assert answer(own, "remix", cast) == ("deny", ["not_answered"])


def test_a_yes_for_a_track_answers_for_its_song_too_and_the_next_check_allows(cast: Cast, own: Asset) -> None:
    choose_for_tracks([own.pk], "remix", ON, actor=acting(cast.ayla, cast.artist), consent=read("remix"))
    assert answer(own, "remix", cast) == ("allow", ["licensed"])
    assert answer(own, "train", cast)[0] == "deny"
    assert Choice.objects.get(asset=song_of(own), use="remix").given is Answer.ON


def test_the_next_check_denies_after_a_withdrawal(cast: Cast, own: Asset) -> None:
    actor = acting(cast.ayla, cast.artist)
    choose_for_tracks([own.pk], "cover", ON, actor=actor, consent=read("cover"))
    choose_for_tracks([own.pk], "cover", OFF, actor=actor, consent=read("cover"))
    assert answer(own, "cover", cast) == ("deny", ["choice_off"])


def test_every_holder_must_say_yes(cast: Cast, shared: Asset) -> None:
    ayla, dana, theo = acting(cast.ayla, cast.artist), acting(cast.dana, cast.label), acting(cast.theo, cast.publisher)
    choose_for_tracks([shared.pk], "remix", ON, actor=ayla, consent=read("remix"))
    choose_for_tracks([shared.pk], "remix", ON, actor=dana, consent=read("remix"))
    assert answer(shared, "remix", cast) == ("deny", ["not_answered"])
    choose(song_of(shared).pk, "remix", ASK, actor=theo, consent=read("remix"))
    assert answer(shared, "remix", cast) == ("ask", ["choice_ask"])
    choose(song_of(shared).pk, "remix", ON, actor=theo, consent=read("remix"))
    assert answer(shared, "remix", cast) == ("allow", ["licensed"])


def test_closing_one_version_of_a_song_leaves_the_other_open(cast: Cast, own: Asset) -> None:
    live = track("Saltglass (live)", cast.ayla_marsh, performer=cast.artist)
    live.compositions.set([song_of(own)])
    ayla = acting(cast.ayla, cast.artist)
    choose_for_tracks([own.pk, live.pk], "remix", ON, actor=ayla, consent=read("remix"))
    choose_for_tracks([live.pk], "remix", OFF, actor=ayla, consent=read("remix"))
    assert answer(own, "remix", cast)[0] == "allow"
    assert answer(live, "remix", cast)[0] == "deny"
    choose_for_tracks([own.pk], "remix", OFF, actor=ayla, consent=read("remix"))
    assert Choice.objects.get(asset=song_of(own), use="remix").given is Answer.OFF


def test_a_new_holder_closes_what_was_open_until_it_answers(cast: Cast, own: Asset) -> None:
    choose_for_tracks([own.pk], "discover", ON, actor=acting(cast.ayla, cast.artist), consent=read("discover"))
    hold(own, cast.label, "master")
    assert answer(own, "discover", cast) == ("deny", ["not_answered"])


def test_a_stranger_and_a_viewer_cannot_answer(cast: Cast, own: Asset) -> None:
    with pytest.raises(Denied) as refusal:
        choose_for_tracks([own.pk], "remix", ON, actor=acting(cast.stranger, cast.other_artist), consent=read("remix"))
    assert refusal.value.code == "not_a_holder"


def test_pressing_twice_writes_once(cast: Cast, own: Asset) -> None:
    actor = acting(cast.ayla, cast.artist)
    choose_for_tracks([own.pk], "cover", ON, actor=actor, consent=read("cover", seen=0))
    again = choose_for_tracks([own.pk], "cover", ON, actor=actor, consent=read("cover", seen=0))
    assert again.batch is None
    assert Entry.objects.filter(type="choice.set").count() == 1


def test_an_old_page_is_refused(cast: Cast, own: Asset) -> None:
    actor = acting(cast.ayla, cast.artist)
    choose_for_tracks([own.pk], "cover", ON, actor=actor, consent=read("cover", seen=0))
    with pytest.raises(Conflict, match="Somebody changed this"):
        choose_for_tracks([own.pk], "cover", ASK, actor=acting(cast.marco, cast.artist), consent=read("cover", seen=0))


def test_undo_brings_back_what_was_and_the_check_with_it(cast: Cast, own: Asset) -> None:
    actor = acting(cast.ayla, cast.artist)
    outcome = choose_for_tracks([own.pk], "remix", ON, actor=actor, consent=read("remix"))
    assert outcome.batch is not None
    undo(outcome.batch, actor=actor)
    assert answer(own, "remix", cast) == ("deny", ["not_answered"])
    with pytest.raises(Conflict):
        undo(outcome.batch, actor=actor)


def test_undo_stops_where_somebody_changed_it_since_and_after_a_day(cast: Cast, own: Asset) -> None:
    actor = acting(cast.ayla, cast.artist)
    first = choose_for_tracks([own.pk], "cover", ON, actor=actor, consent=read("cover"))
    second = choose_for_tracks([own.pk], "cover", ASK, actor=actor, consent=read("cover"))
    assert first.batch is not None
    assert second.batch is not None
    with pytest.raises(Conflict, match="changed again"):
        undo(first.batch, actor=actor)
    with pytest.raises(Conflict, match="24 hours"):
        undo(second.batch, actor=actor, now=timezone.now() + timedelta(hours=25))


def test_training_takes_a_review(cast: Cast, own: Asset) -> None:
    actor = acting(cast.ayla, cast.artist)
    with pytest.raises(Conflict, match="review"):
        choose_for_tracks([own.pk], "train", ON, actor=actor, consent=read("train"))
    choose_for_tracks([own.pk], "train", ON, actor=actor, consent=read("train", reviewed=True))
    assert answer(own, "train", cast)[0] == "allow"


def test_a_yes_under_other_words_is_refused(cast: Cast, own: Asset) -> None:
    with pytest.raises(Conflict, match="words beside"):
        choose_for_tracks([own.pk], "cover", ON, actor=acting(cast.ayla, cast.artist), consent=Consent("0" * 64))


def test_a_voice_opens_only_for_its_owner_freshly_signed_in(cast: Cast) -> None:
    consent = read("speak", reviewed=True)
    with pytest.raises(Denied, match="role owner"):
        choose(cast.voice.pk, "speak", ON, actor=acting(cast.marco, cast.artist), consent=consent)
    with pytest.raises(Denied) as refusal:
        choose(cast.voice.pk, "speak", ON, actor=acting(cast.ayla, cast.artist, fresh=False), consent=consent)
    assert refusal.value.code == "fresh_sign_in"
    choose(cast.voice.pk, "speak", ON, actor=acting(cast.ayla, cast.artist), consent=consent)
    assert answer(cast.voice, "speak", cast)[0] == "allow"
    # A no is never held up.
    choose(cast.voice.pk, "speak", OFF, actor=acting(cast.marco, cast.artist, fresh=False), consent=consent)
    assert answer(cast.voice, "speak", cast) == ("deny", ["choice_off"])


def test_translating_takes_the_voice_and_the_recording(cast: Cast, own: Asset) -> None:
    ayla, consent = acting(cast.ayla, cast.artist), read("translate", reviewed=True)
    in_force(cast.partner, [cast.artist], terms(["translate"], assets=[own]))
    choose(own.pk, "translate", ON, actor=ayla, consent=consent)
    assert answer(own, "translate", cast) == ("deny", ["not_answered"])
    choose(cast.voice.pk, "translate", ON, actor=ayla, consent=consent)
    assert answer(own, "translate", cast) == ("allow", ["licensed"])
    assert answer(cast.voice, "translate", cast) == ("deny", ["recording_needed"])


def test_a_narrowed_yes_covers_only_what_it_names(cast: Cast, own: Asset) -> None:
    limits = Limits((cast.partner.pk,), ("DE",), timezone.now() + timedelta(days=1))
    choose_for_tracks(
        [own.pk], "remix", State(Answer.ON, limits), actor=acting(cast.ayla, cast.artist), consent=read("remix")
    )
    assert answer(own, "remix", cast, "DE") == ("allow", ["licensed"])
    assert answer(own, "remix", cast, "FR") == ("deny", ["territory_not_named"])
    [late] = check(
        [Question("remix", asset=own.pk, territory="DE")],
        partner_team_id=cast.partner.pk,
        at=timezone.now() + timedelta(days=2),
    )
    assert [reason.code for reason in late.reasons] == ["yes_ended"]
    [other] = check([Question("remix", asset=own.pk, territory="DE")], partner_team_id=cast.label.pk)
    assert [reason.code for reason in other.reasons] == ["partner_not_named"]


def test_limits_that_mean_nothing_are_refused_with_their_field(cast: Cast, own: Asset) -> None:
    actor = acting(cast.ayla, cast.artist)
    for limits, field in (
        (Limits(territories=("XX",)), "territories"),
        (Limits(partners=(cast.label.pk,)), "partners"),
        (Limits(until=timezone.now() - timedelta(days=1)), "until"),
    ):
        with pytest.raises(Invalid) as refusal:
            choose_for_tracks([own.pk], "remix", State(Answer.ON, limits), actor=actor, consent=read("remix"))
        assert refusal.value.field == field


def test_a_pause_stops_everything_and_resuming_brings_it_back(cast: Cast, own: Asset) -> None:
    actor = acting(cast.ayla, cast.artist)
    choose_for_tracks([own.pk], "cover", ON, actor=actor, consent=read("cover"))
    assert pause_all(actor=actor)
    assert not pause_all(actor=actor)
    assert answer(own, "cover", cast) == ("deny", ["paused"])
    assert resume_all(actor=actor)
    assert answer(own, "cover", cast)[0] == "allow"


def test_an_undo_restores_the_words_a_yes_was_given_under(cast: Cast, own: Asset) -> None:
    actor = acting(cast.ayla, cast.artist)
    choose_for_tracks([own.pk], "cover", ON, actor=actor, consent=read("cover"))
    Choice.objects.filter(asset=song_of(own)).update(notice_version=7, notice_sha256="7" * 64)
    closed = choose_for_tracks([own.pk], "cover", OFF, actor=actor, consent=read("cover"))
    assert closed.batch is not None
    undo(closed.batch, actor=actor)
    assert Choice.objects.get(asset=song_of(own), use="cover").notice_version == 7
    assert answer(own, "cover", cast)[0] == "allow"


def test_a_cover_may_be_asked_of_the_song_itself(cast: Cast, own: Asset) -> None:
    choose(song_of(own).pk, "cover", ON, actor=acting(cast.ayla, cast.artist), consent=read("cover"))
    assert answer(song_of(own), "cover", cast)[0] == "allow"
    assert answer(song_of(own), "train", cast) == ("deny", ["recording_needed"])
    assert answer(own, "sing", cast) == ("deny", ["use_not_for_asset"])


def test_an_artist_nobody_speaks_for_is_silent_and_a_labels_yes_alone_opens_nothing(cast: Cast) -> None:
    unclaimed = track("From the vaults", cast.ayla_marsh, performer=cast.artist, master=cast.label)
    unclaimed.holdings.filter(team=cast.artist).delete()
    choose_for_tracks([unclaimed.pk], "discover", ON, actor=acting(cast.dana, cast.label), consent=read("discover"))
    assert answer(unclaimed, "discover", cast) == ("deny", ["performer_unknown"])
    hold(unclaimed, cast.artist, "performer", None)
    assert answer(unclaimed, "discover", cast) == ("deny", ["not_answered"])
    choose_for_tracks([unclaimed.pk], "discover", ON, actor=acting(cast.ayla, cast.artist), consent=read("discover"))
    assert answer(unclaimed, "discover", cast) == ("allow", ["licensed"])


def test_whoever_gave_the_right_up_undoes_nothing_any_more(cast: Cast, own: Asset) -> None:
    pressed = choose_for_tracks(
        [own.pk], "discover", ON, actor=acting(cast.ayla, cast.artist), consent=read("discover")
    )
    give_up(own, Right.PERFORMER, actor=acting(cast.ayla, cast.artist))
    assert pressed.batch is not None
    with pytest.raises(Denied, match="holds no right"):
        undo(pressed.batch, actor=acting(cast.ayla, cast.artist))
    # The answer ended with the right: were the right to come back, it would not.
    assert Choice.objects.get().given is None
