"""One truth: what was committed is in the next check, with every reason and nobody's name."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DataError
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from artists.catalog.models import Artist, Asset
from consent.choices.answers import Answer, Limits
from consent.choices.models import Standing
from consent.decisions.checks import KEPT_FOR, Question, Verdict, check
from consent.decisions.reasons import every_reason
from consent.licences.models import Cover
from tests.cast import Cast, song_of
from tests.consent.decisions.scenes import SCENES, answer, own_track


def ask(
    cast: Cast, asset: UUID, use: str, territory: str | None = None, later: timedelta = timedelta(), **more: Any
) -> Verdict:
    question = Question(use, asset=asset, territory=territory, **more)
    [verdict] = check([question], partner_team_id=cast.partner.pk, at=timezone.now() + later)
    return verdict


def test_each_reason_has_a_scene() -> None:
    assert set(SCENES) == {reason.code for reason in every_reason()}


@pytest.mark.parametrize("code", SCENES)
def test_each_reason_is_given_when_it_holds(cast: Cast, code: str) -> None:
    scene = SCENES[code](cast)
    verdict = ask(cast, scene.asset, scene.use, scene.territory, scene.later, experience=scene.experience)
    assert (verdict.answer, tuple(reason.code for reason in verdict.reasons)) == (scene.answer, scene.reasons)


def test_several_reasons_are_all_given(cast: Cast) -> None:
    asset = own_track(cast)
    answer(cast, asset, "cover", Answer.ASK, Limits(territories=("DE",), until=timezone.now() + timedelta(days=1)))
    verdict = ask(cast, asset.pk, "cover", "BR", timedelta(days=2))
    assert verdict.answer == "deny"
    assert [reason.code for reason in verdict.reasons] == ["choice_ask", "territory_not_named", "yes_ended"]


def test_a_yes_for_a_territory_is_no_yes_for_everywhere(cast: Cast) -> None:
    asset = own_track(cast)
    answer(cast, asset, "cover", Answer.ON, Limits(territories=("DE",)))
    assert ask(cast, asset.pk, "cover", "DE").answer == "allow"
    assert ask(cast, asset.pk, "cover").answer == "deny"


def test_an_asset_nobody_worked_out_is_closed(cast: Cast) -> None:
    asset = own_track(cast)
    answer(cast, asset, "remix", Answer.ON)
    Standing.objects.filter(asset=asset).delete()
    assert [reason.code for reason in ask(cast, asset.pk, "remix").reasons] == ["not_answered"]


def test_a_standing_that_is_off_is_never_anything_but_a_deny(cast: Cast) -> None:
    asset = own_track(cast)
    for codes in ([], ["choice_ask"], ["choice_off"]):
        Standing.objects.filter(asset=asset, use="remix").update(answer=Answer.OFF, reasons=codes)
        assert ask(cast, asset.pk, "remix").answer == "deny"


def test_a_batch_answers_in_order_in_one_query(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    asset = own_track(cast)
    asset.isrc = "QZS7T2500012"
    asset.save()
    answer(cast, asset, "remix", Answer.ON)
    some = [Question("remix", asset=asset.pk), Question("remix", asset=uuid4()), Question("train", isrc=asset.isrc)]
    with django_assert_num_queries(1):
        verdicts = check(some * 300, partner_team_id=cast.partner.pk)
    assert [verdict.answer for verdict in verdicts] == ["allow", "deny", "deny"] * 300
    assert [verdict.asset for verdict in verdicts[:3]] == [asset.pk, None, asset.pk]
    assert len({verdict.at for verdict in verdicts}) == 1


def test_an_empty_isrc_names_nothing(cast: Cast) -> None:
    own_track(cast)
    [verdict] = check([Question("remix", isrc="")], partner_team_id=None)
    assert [reason.code for reason in verdict.reasons] == ["unknown_asset"]


def test_no_questions_have_no_answers(cast: Cast) -> None:
    assert check([], partner_team_id=None) == []


def test_errors_of_the_prepared_cursor_are_djangos(cast: Cast) -> None:
    with pytest.raises((DataError, ValueError)):
        check([Question("re\x00mix", asset=uuid4())], partner_team_id=None)


def test_a_song_is_found_by_its_iswc_and_a_voice_by_its_artist(cast: Cast) -> None:
    track = own_track(cast)
    song = song_of(track)
    song.iswc = "T0345246801"
    song.save()
    voice = Asset.objects.get(artist=cast.ayla_marsh, kind="voice")
    answer(cast, voice, "sing", Answer.ON)
    found = check(
        [
            Question("cover", iswc="T0345246801"),
            Question("sing", artist=cast.ayla_marsh.pk),
            Question("portray", artist=cast.ayla_marsh.pk),
            Question("remix", artist=cast.ayla_marsh.pk),
            Question("sing", artist=uuid4()),
        ],
        partner_team_id=cast.partner.pk,
    )
    likeness = Asset.objects.get(artist=cast.ayla_marsh, kind="likeness")
    assert [one.asset for one in found] == [song.pk, voice.pk, likeness.pk, voice.pk, None]
    assert [one.reasons[0].code for one in found][3:] == ["use_not_for_asset", "unknown_asset"]


def test_a_voice_is_found_by_another_name_of_its_artist(cast: Cast) -> None:
    other = Artist.objects.create(
        name="A. Marsh", slug="a-marsh", created_at=timezone.now(), merged_into=cast.ayla_marsh
    )
    [verdict] = check([Question("sing", artist=other.pk)], partner_team_id=cast.partner.pk)
    assert verdict.asset == Asset.objects.get(artist=cast.ayla_marsh, kind="voice").pk


def test_licences_and_dates_are_judged_for_when_the_use_would_happen(cast: Cast) -> None:
    asset = own_track(cast)
    answer(cast, asset, "remix", Answer.ON)
    now = timezone.now()
    [soon, after] = check(
        [Question("remix", asset=asset.pk, at=now + timedelta(days=days)) for days in (300, 400)],
        partner_team_id=cast.partner.pk,
    )
    assert (soon.answer, after.answer) == ("allow", "ask")


def test_an_answer_may_be_kept_for_a_minute_and_never_past_what_it_rests_on(cast: Cast) -> None:
    asset = own_track(cast)
    now = timezone.now()
    answer(cast, asset, "remix", Answer.ON, Limits(until=now + timedelta(days=1)))
    [verdict] = check([Question("remix", asset=asset.pk)], partner_team_id=cast.partner.pk, at=now)
    assert verdict.keep_until == now + KEPT_FOR
    late = now + timedelta(days=1, seconds=-5)
    [verdict] = check([Question("remix", asset=asset.pk)], partner_team_id=cast.partner.pk, at=late)
    assert verdict.answer == "allow"
    assert verdict.keep_until == now + timedelta(days=1)
    Cover.objects.filter(partner=cast.partner).update(ends_at=late + timedelta(seconds=3))
    [verdict] = check([Question("remix", asset=asset.pk)], partner_team_id=cast.partner.pk, at=late)
    assert verdict.keep_until == late + timedelta(seconds=3)
