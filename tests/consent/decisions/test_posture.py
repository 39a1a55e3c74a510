"""What a stranger is told: each way to narrow a yes, and the cost of asking for a whole catalogue."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from artists.catalog.models import Artist, Asset, Credit
from consent.choices.answers import Answer, Limits
from consent.choices.models import Standing
from consent.choices.pauses import pause_all, resume_all
from consent.decisions import posture
from consent.decisions.checks import Question, check
from consent.uses import USES
from consent.uses.outward import ASK, DENY
from tests.cast import Cast, acting, personal, track
from tests.consent.decisions.scenes import answer, own_track

NARROWED: dict[str, tuple[Callable[[Cast], Limits], str]] = {
    "nothing": (lambda cast: Limits(), ASK),
    "a partner": (lambda cast: Limits(partners=(cast.partner.pk,)), DENY),
    "a country": (lambda cast: Limits(territories=("DE",)), DENY),
    "a day to come": (lambda cast: Limits(until=timezone.now() + timedelta(days=1)), ASK),
}


@pytest.mark.parametrize("narrowed", NARROWED)
@pytest.mark.parametrize("given", [Answer.ON, Answer.ASK], ids=lambda one: one.word)
def test_a_yes_that_is_not_for_everybody_is_a_no_to_strangers(cast: Cast, given: Answer, narrowed: str) -> None:
    limits, expected = NARROWED[narrowed]
    asset = own_track(cast)
    answer(cast, asset, "discover", given, limits(cast))
    assert posture.answers_for_track(asset)["discover"] == expected
    assert posture.answers_for_artist(cast.ayla_marsh)["discover"] == expected
    assert check([Question("discover", asset.pk)], partner_team_id=None)[0].answer == expected


def test_a_yes_that_has_ended_is_a_no(cast: Cast) -> None:
    asset = own_track(cast)
    answer(cast, asset, "discover", Answer.ON, Limits(until=timezone.now() + timedelta(days=1)))
    later = timezone.now() + timedelta(days=2)
    assert posture.answers_for_track(asset, at=later)["discover"] == DENY
    assert posture.answers_for_artist(cast.ayla_marsh, at=later)["discover"] == DENY
    assert posture.open_tracks(cast.ayla_marsh, at=later) == []


def test_a_pause_closes_and_its_end_opens_again(cast: Cast) -> None:
    asset = own_track(cast)
    answer(cast, asset, "discover", Answer.ON)
    ayla = acting(cast.ayla, cast.artist)
    pause_all(actor=ayla)
    assert posture.answers_for_track(asset)["discover"] == DENY
    assert not posture.offers_mining(cast.ayla_marsh)
    resume_all(actor=ayla)
    assert posture.answers_for_track(asset)["discover"] == ASK
    assert posture.offers_mining(cast.ayla_marsh)


def test_one_shut_track_shuts_the_artist_and_the_list_names_the_others(cast: Cast) -> None:
    first, second = own_track(cast), own_track(cast)
    answer(cast, first, "remix", Answer.ON)
    assert posture.answers_for_artist(cast.ayla_marsh)["remix"] == DENY
    assert [one.key for one in posture.open_tracks(cast.ayla_marsh)] == [str(first.pk)]
    answer(cast, second, "remix", Answer.ASK)
    assert posture.answers_for_artist(cast.ayla_marsh)["remix"] == ASK


def test_silence_and_an_artist_without_tracks_or_voice_are_no(cast: Cast) -> None:
    asset = own_track(cast)
    assert set(posture.answers_for_track(asset).values()) == {DENY}
    bare = Artist.objects.create(name="Bare", slug="bare", created_at=timezone.now())
    assert set(posture.answers_for_artist(bare).values()) == {DENY}


def test_a_standing_that_was_not_worked_out_is_no(cast: Cast) -> None:
    asset = own_track(cast)
    answer(cast, asset, "discover", Answer.ON)
    Standing.objects.all().delete()
    assert set(posture.answers_for_track(asset).values()) == {DENY}


def test_a_voice_on_a_track_is_that_of_everybody_credited(cast: Cast) -> None:
    asset = own_track(cast)
    answer(cast, cast.voice, "sing", Answer.ON)
    assert posture.answers_for_track(asset)["sing"] == ASK
    guest = Artist.objects.create(name="Guest", slug="guest", team=cast.other_artist, created_at=timezone.now())
    Credit.objects.create(recording=asset, artist=guest, role="featured", position=2)
    assert posture.answers_for_track(asset)["sing"] == DENY
    personal("voice", guest)
    assert posture.answers_for_track(asset)["sing"] == DENY


def test_a_licensed_partner_changes_nothing_for_strangers(cast: Cast) -> None:
    asset = own_track(cast)
    answer(cast, asset, "discover", Answer.ON)
    assert check([Question("discover", asset.pk)], partner_team_id=cast.partner.pk)[0].answer == "allow"
    assert posture.answers_for_track(asset)["discover"] == ASK


def test_asking_costs_the_same_for_one_track_and_for_ten(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 9):
        for place in range(count):
            made = track(f"{count}-{place}", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,))
            answer(cast, made, "discover", Answer.ON)
        with django_assert_num_queries(3):
            posture.answers_for_artist(cast.ayla_marsh)
        with django_assert_num_queries(2):
            listed = posture.open_tracks(cast.ayla_marsh)
        assert len(listed) == Asset.objects.filter(kind="recording").count()
        with django_assert_num_queries(2):
            posture.offers_mining(cast.ayla_marsh)
        with django_assert_num_queries(4):
            assert set(posture.answers_for_track(made)) == set(USES)
