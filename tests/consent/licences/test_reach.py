"""What a licence opens, counted: the same as a check says, track by track."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from artists.access import TeamKind
from artists.catalog.models import Asset
from artists.teams.models import Team
from consent.choices import pauses
from consent.choices.actions import Consent, choose_for_tracks
from consent.choices.answers import Answer, Limits
from consent.choices.state import State
from consent.decisions.checks import Question, check
from consent.licences.selectors_reach import Deal, Tally, reach, tracks
from consent.licences.terms import Catalogue, Scope, Terms
from consent.uses import text_of
from tests.cast import Cast, acting, person, team, track
from tests.support.licences import in_force, terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def versao(cast: Cast) -> Team:
    """A partner without any licence."""
    return team(TeamKind.PARTNER, "Versão Labs", "versao-labs", person("iri@demo.test", "Iri Prado"))


@pytest.fixture
def songs(cast: Cast) -> list[Asset]:
    """Four tracks of the artist on the label, published by Harbour."""
    titles = ("Night Ferry", "Saltglass", "Low Bridge", "Quiet Engine")
    holders: dict[str, Any] = {"performer": cast.artist, "master": cast.label, "publishing": (cast.publisher,)}
    return [track(title, cast.ayla_marsh, **holders) for title in titles]


def says(cast: Cast, asset: Asset, given: Answer, *, by: str = "", use: str = "remix", **limits: Any) -> None:
    people = {"artist": cast.ayla, "label": cast.dana, "publisher": cast.theo}
    for name in [by] if by else people:
        actor, consent = acting(people[name], getattr(cast, name)), Consent(text_of(use).sha256, reviewed=True)
        choose_for_tracks([asset.pk], use, State(given, Limits(**limits)), actor=actor, consent=consent)


def deal(partner: Team, licensors: list[Team], agreed: Terms) -> Deal:
    return Deal(partner.pk, tuple(one.pk for one in licensors), agreed)


def counted(partner: Team, licensors: list[Team], agreed: Terms) -> Tally:
    return reach(deal(partner, licensors, agreed), at=timezone.now()).tracks


def test_each_track_is_counted_as_a_check_will_answer(cast: Cast, versao: Team, songs: list[Asset]) -> None:
    for asset, given in zip(songs, (Answer.ON, Answer.ON, Answer.ASK, Answer.OFF), strict=True):
        says(cast, asset, given)
    says(cast, songs[1], Answer.OFF, by="artist")
    sides = [cast.label, cast.publisher]
    before = counted(versao, sides, terms())
    assert (before.covered, before.open, before.ask, before.shut) == (4, 1, 1, 2)
    in_force(versao, sides, terms())
    answers = check([Question("remix", asset.pk) for asset in songs], partner_team_id=versao.pk)
    assert [one.answer for one in answers] == ["allow", "deny", "ask", "deny"]


def test_a_licensor_who_is_no_side_keeps_it_from_opening(cast: Cast, versao: Team, songs: list[Asset]) -> None:
    for asset in songs:
        says(cast, asset, Answer.ON)
    assert counted(versao, [cast.label], terms()) == Tally(4, 0, 0, 4)
    in_force(versao, [cast.publisher], terms())
    assert counted(versao, [cast.label], terms()) == Tally(4, 4, 0, 0)


def test_another_licence_counts_only_for_what_it_covers(cast: Cast, versao: Team, songs: list[Asset]) -> None:
    for asset in songs:
        says(cast, asset, Answer.ON)
    without = Catalogue(Scope.ALL, without_assets=(songs[0].pk,))
    in_force(versao, [cast.publisher], terms(catalogue=without))
    assert counted(versao, [cast.label], terms()) == Tally(4, 3, 0, 1)
    in_force(versao, [cast.publisher], terms(assets=[songs[0]]))
    assert counted(versao, [cast.label], terms()) == Tally(4, 4, 0, 0)


def test_limits_and_pauses_shut_as_in_a_check(cast: Cast, versao: Team, songs: list[Asset]) -> None:
    says(cast, songs[0], Answer.ON)
    says(cast, songs[0], Answer.ON, by="label", partners=(cast.partner.pk,))
    says(cast, songs[1], Answer.ON)
    says(cast, songs[1], Answer.ON, by="label", territories=("DE",))
    says(cast, songs[2], Answer.ON)
    sides = [cast.label, cast.publisher]
    assert counted(versao, sides, terms()).open == 2
    assert counted(versao, sides, terms(territories=("BR",))).open == 1
    pauses.pause_all(actor=acting(cast.ayla, cast.artist))
    assert counted(versao, sides, terms()) == Tally(4, 0, 0, 0)


def test_what_is_left_out_is_not_counted(cast: Cast, versao: Team, songs: list[Asset]) -> None:
    left_out = Catalogue(Scope.ALL, without_assets=(songs[0].pk, songs[1].pk))
    assert counted(versao, [cast.label], terms(catalogue=left_out)).covered == 2
    nobody = Catalogue(Scope.ALL, without_artists=(cast.ayla_marsh.pk,))
    assert counted(versao, [cast.label], terms(catalogue=nobody)).covered == 0
    assert counted(versao, [cast.other_artist], terms()).covered == 0
    named = terms(catalogue=Catalogue(Scope.ARTISTS, artists=(cast.ayla_marsh.pk,)))
    assert counted(versao, [cast.label], named).covered == 4


def test_a_voice_is_in_a_licence_by_name_alone(cast: Cast, versao: Team) -> None:
    everything = reach(deal(versao, [cast.artist], terms(["speak"])), at=timezone.now())
    assert (everything.tracks.covered, everything.uses) == (0, ())
    assert counted(versao, [cast.artist], terms(["speak"], assets=[cast.voice])).covered == 1


def test_a_reader_is_told_whose_yes_is_missing_on_what_it_holds(cast: Cast, versao: Team, songs: list[Asset]) -> None:
    says(cast, songs[0], Answer.ON)
    says(cast, songs[1], Answer.ON)
    says(cast, songs[1], Answer.OFF, by="artist")
    agreed = deal(versao, [cast.label, cast.publisher], terms())
    page = tracks(agreed, at=timezone.now(), only=cast.publisher.pk)
    found = {row.title: row.cells[0] for row in page.rows}
    assert page.total == 4
    assert found["Night Ferry"][1:] == ("open", ())
    assert found["Saltglass"][1:] == ("shut", ("Ayla Marsh",))
    assert found["Low Bridge"][1:] == ("shut", ("Ayla Marsh", "Harbour Songs", "Northlight Records"))
    for_partner = tracks(agreed, at=timezone.now(), only=None)
    assert [row.cells[0][2] for row in for_partner.rows] == [()] * 4
    assert tracks(agreed, at=timezone.now(), only=cast.other_artist.pk).total == 0
    assert tracks(agreed, at=timezone.now(), only=cast.label.pk, limit=1, offset=1).rows[0].title == "Night Ferry"


def test_the_number_of_queries_does_not_grow(cast: Cast, versao: Team, songs: list[Asset]) -> None:
    agreed = deal(versao, [cast.label], terms())

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            reach(agreed, at=timezone.now())
            tracks(agreed, at=timezone.now(), only=cast.label.pk)
        return len(caught)

    before = queries()
    for number in range(10):
        track(f"More {number}", cast.ayla_marsh, performer=cast.artist, master=cast.label)
    assert queries() == before == 4
