"""Defaults for new releases: they answer for what is new, and only for that."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from artists.access import Denied, Invalid
from artists.journal.models import Entry
from artists.teams.mandates import give_mandate, give_mandate_back, revoke_mandate
from artists.teams.models import Mandate
from consent.choices.actions import Consent
from consent.choices.answers import Answer
from consent.choices.defaults import apply_defaults, set_default
from consent.choices.models import Choice, Default
from consent.choices.selectors import defaults_of
from consent.choices.state import State
from consent.decisions.checks import Question, check
from consent.uses import text_of
from tests.cast import Cast, acting, song_of, track

ON = State(Answer.ON)


def test_a_default_answers_for_a_new_track_and_its_song(cast: Cast) -> None:
    set_default("remix", ON, actor=acting(cast.marco, cast.artist), consent=Consent(text_of("remix").sha256))
    new = track("Harbour Lights", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,))
    assert apply_defaults([new.pk, song_of(new).pk]) == 2
    assert apply_defaults([new.pk, song_of(new).pk]) == 0
    [verdict] = check([Question("remix", asset=new.pk)], partner_team_id=cast.partner.pk)
    assert verdict.answer == "allow"
    entry = Entry.objects.filter(type="choice.defaulted").latest("id")
    assert (entry.team_id, entry.person_id) == (cast.artist.pk, None)


def test_a_default_leaves_what_was_there_alone(cast: Cast) -> None:
    old = track("Old Song", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,))
    set_default("discover", ON, actor=acting(cast.ayla, cast.artist), consent=Consent(text_of("discover").sha256))
    assert apply_defaults([old.pk]) == 0
    assert not Choice.objects.filter(asset=old).exists()


def test_a_default_of_one_holder_never_answers_for_another(cast: Cast) -> None:
    set_default("discover", ON, actor=acting(cast.dana, cast.label), consent=Consent(text_of("discover").sha256))
    new = track("Two Owners", cast.ayla_marsh, performer=cast.artist, master=cast.label)
    apply_defaults([new.pk])
    assert list(Choice.objects.values_list("team_id", flat=True)) == [cast.label.pk]
    [verdict] = check([Question("discover", asset=new.pk)], partner_team_id=cast.partner.pk)
    assert verdict.answer == "deny"


def test_there_is_no_default_for_a_voice_and_none_by_a_partner(cast: Cast) -> None:
    with pytest.raises(Invalid, match="no default for a voice"):
        set_default("sing", ON, actor=acting(cast.ayla, cast.artist), consent=Consent(text_of("sing").sha256))
    with pytest.raises(Denied):
        set_default("remix", ON, actor=acting(cast.rin, cast.partner), consent=Consent(text_of("remix").sha256))


def _run_out(mandate: Mandate, cast: Cast) -> None:
    Mandate.objects.filter(pk=mandate.pk).update(until=timezone.now())


@pytest.mark.parametrize(
    "end",
    [
        lambda mandate, cast: revoke_mandate(mandate.pk, actor=acting(cast.ayla, cast.artist)),
        lambda mandate, cast: give_mandate_back(mandate.pk, actor=acting(cast.dana, cast.label)),
        _run_out,
    ],
    ids=["taken back", "given back", "run out"],
)
def test_a_default_set_under_a_mandate_ends_with_it(cast: Cast, end: Callable[[Mandate, Cast], object]) -> None:
    ayla = acting(cast.ayla, cast.artist)
    until = timezone.now() + timedelta(days=30)
    mandate = give_mandate(cast.label, ["discover"], until=until, covers_voice=False, actor=ayla)
    read = Consent(text_of("discover").sha256)
    set_default("discover", ON, actor=acting(cast.dana, cast.artist), consent=read)
    first = track("First", cast.ayla_marsh, performer=cast.artist)
    assert apply_defaults([first.pk]) == 1
    end(mandate, cast)
    second = track("Second", cast.ayla_marsh, performer=cast.artist)
    assert apply_defaults([second.pk]) == 0
    shown = {cell.use.code: cell for cell in defaults_of(ayla)}["discover"]
    assert (shown.state, shown.version) == (State(), 1)
    # The artist's own yes to the same counts again, under the words that stand there now.
    set_default("discover", ON, actor=ayla, consent=Consent(read.notice_sha256, seen_version=1))
    assert Default.objects.get().mandate is None
    third = track("Third", cast.ayla_marsh, performer=cast.artist)
    assert apply_defaults([third.pk]) == 1
