"""Requests and licences under two hands at once, on real transactions: one end, one licence, no yes to unread terms."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from artists.access import Actor, Conflict, TeamKind
from artists.catalog.models import Asset
from artists.journal.models import Entry
from artists.teams.models import Team
from consent.choices.actions import Consent, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.state import State
from consent.decisions.checks import Question, check
from consent.licences import actions as licences
from consent.licences.models import Licence, Signature
from consent.licences.terms import Basis, Rate
from consent.requests import resolve
from consent.requests.actions import Ask, ask_for_use, counter, withdraw
from consent.requests.models import Request, Rule, Vote
from consent.requests.votes import vote
from consent.uses import text_of
from tests import cast as cast_module
from tests.cast import Cast, acting, hold, person, song_of, team, track
from tests.concurrency.test_choices import at_once
from tests.support.licences import terms

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people() -> Cast:
    return cast_module.cast()


@pytest.fixture
def versao() -> Team:
    return team(TeamKind.PARTNER, "Versão Labs", "versao-labs", person("iri@demo.test", "Iri Prado"))


@pytest.fixture
def recording(people: Cast) -> Asset:
    made = track("Saltglass", people.ayla_marsh, performer=people.artist, master=people.label)
    hold(song_of(made), people.publisher, "publishing")
    for actor in everybody(people):
        consent = Consent(text_of("remix").sha256)
        choose_for_tracks([made.pk], "remix", State(Answer.ASK), actor=actor, consent=consent)
    return made


@pytest.fixture
def request_(people: Cast, versao: Team, recording: Asset) -> Request:
    ask = Ask("A remix", "For our app.", terms(assets=[recording]))
    return ask_for_use(ask, actor=acting(versao.memberships.get().person, versao))


def everybody(people: Cast) -> list[Actor]:
    return [
        acting(people.ayla, people.artist),
        acting(people.dana, people.label),
        acting(people.theo, people.publisher),
    ]


def voting(request: Request, actor: Actor, *, yes: bool = True) -> Callable[[], Any]:
    return lambda: vote(request, yes=yes, seen_sha256=request.version.sha256, actor=actor)


def answer(partner: Team, asset: Asset) -> str:
    [verdict] = check([Question("remix", asset.pk)], partner_team_id=partner.pk)
    return verdict.answer


def test_three_last_votes_at_once_make_one_licence(people: Cast, versao: Team, request_: Request) -> None:
    results = at_once(*(voting(request_, actor) for actor in everybody(people)))
    assert not [result for result in results if isinstance(result, Conflict)]
    request_.refresh_from_db()
    assert request_.state == "approved"
    assert Signature.objects.filter(version=request_.version).count() == 4
    assert Entry.objects.filter(type="request.approved").count() == 1
    assert answer(versao, request_.requested.get().asset) == "allow"


def test_a_colleague_presses_no_while_one_presses_yes(people: Cast, request_: Request) -> None:
    ayla, marco = acting(people.ayla, people.artist), acting(people.marco, people.artist)
    at_once(voting(request_, ayla), voting(request_, marco, yes=False), voting(request_, ayla))
    assert Vote.objects.filter(request=request_, team=people.artist).count() == 1


def test_a_withdrawal_and_the_last_yes_end_it_in_one_way(people: Cast, versao: Team, request_: Request) -> None:
    artist, label, publisher = everybody(people)
    voting(request_, artist)()
    voting(request_, label)()
    owner = acting(versao.memberships.get().person, versao)
    at_once(voting(request_, publisher), lambda: withdraw(request_, actor=owner))
    request_.refresh_from_db()
    signed = Signature.objects.filter(version=request_.version).exists()
    assert (request_.state, signed) in {("approved", True), ("withdrawn", False)}
    assert (answer(versao, request_.requested.get().asset) == "allow") is signed


def test_nobody_says_yes_to_a_counter_they_have_not_read(people: Cast, versao: Team, request_: Request) -> None:
    artist, label, publisher = everybody(people)
    voting(request_, artist)()
    voting(request_, label)()
    seen = request_.version.sha256
    dearer = replace(request_.version.agreed, rates=(Rate(Basis.PER_OUTPUT, Decimal("0.5")),))
    at_once(
        voting(request_, publisher),
        lambda: counter(request_, dearer, seen_sha256=seen, actor=acting(people.marco, people.artist)),
    )
    request_.refresh_from_db()
    assert set(Vote.objects.values_list("sha256", flat=True)) == {seen}
    if request_.state == "approved":
        assert request_.version.sha256 == seen
    else:
        assert (request_.state, request_.version.number) == ("open", 2)
        assert answer(versao, request_.requested.get().asset) == "ask"


def test_two_sweeps_note_one_end(people: Cast, request_: Request) -> None:
    past = timezone.now() - timedelta(seconds=1)
    Request.objects.filter(pk=request_.pk).update(deadline_at=past)
    assert sorted(at_once(resolve.close_overdue, resolve.close_overdue)) == [0, 1]
    assert Entry.objects.filter(type="request.lapsed").count() == 1


def test_a_holder_who_comes_during_the_last_vote_is_asked_or_shuts_it(
    people: Cast, versao: Team, request_: Request
) -> None:
    artist, label, publisher = everybody(people)
    voting(request_, artist)()
    voting(request_, label)()
    asset = request_.requested.get().asset
    at_once(voting(request_, publisher), lambda: hold(song_of(asset), people.other_artist, "publishing", 0))
    assert answer(versao, asset) == "deny"  # the new holder has said nothing, and silence is no


def test_two_sides_suspend_at_once_and_one_resuming_is_not_enough(
    people: Cast, versao: Team, request_: Request
) -> None:
    for actor in everybody(people):
        voting(request_, actor)()
    licence = Licence.objects.get(pk=request_.licence_id)
    label = acting(people.dana, people.label)
    owner = acting(versao.memberships.get().person, versao)
    at_once(lambda: licences.suspend(licence, actor=label), lambda: licences.suspend(licence, actor=owner))
    licences.resume(licence, actor=label)
    asset = request_.requested.get().asset
    assert answer(versao, asset) == "ask"
    licences.resume(licence, actor=owner)
    assert answer(versao, asset) == "allow"


def test_the_same_question_pressed_twice_at_once_is_asked_once(people: Cast, versao: Team, recording: Asset) -> None:
    actor = acting(versao.memberships.get().person, versao)
    ask = Ask("A remix", "For our app.", terms(assets=[recording]))
    results = at_once(*[lambda: ask_for_use(ask, actor=actor)] * 3)
    assert Request.objects.filter(partner=versao).count() == 1
    assert sum(isinstance(one, Conflict) for one in results) == 2


def test_a_rule_answers_no_more_often_than_it_may_when_many_ask_at_once(
    people: Cast, versao: Team, recording: Asset
) -> None:
    other = team(TeamKind.PARTNER, "Loom Works", "loom-works", person("lo@demo.test", "Lo Wim"))
    rule = Rule.objects.create(
        team=people.label, position=1, answer="no", uses=["remix"], most_a_month=1, made_at=timezone.now()
    )
    ask = Ask("A remix", "For our app.", terms(assets=[recording]))
    actors = [acting(one.memberships.get().person, one) for one in (versao, other, people.partner)]
    at_once(*[partial(ask_for_use, ask, actor=actor) for actor in actors])
    assert Vote.objects.filter(rule=rule).count() == 1
