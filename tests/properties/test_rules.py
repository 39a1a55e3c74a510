"""Trying rules on the past tells the truth: it says what the rules really do. And one rule shadows another only so."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from artists.access import TeamKind
from artists.catalog.models import Asset
from artists.teams.models import Team
from consent.choices.actions import Consent, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.models import TwoPeople
from consent.choices.state import State
from consent.choices.two_people import policy_of
from consent.licences.terms import Basis, Rate
from consent.requests.actions import Ask, ask_for_use
from consent.requests.fit import Condition, Facts, Standing, covers, decide, fits
from consent.requests.models import Rule, Vote
from consent.requests.rules import standing_of
from consent.requests.simulation import past_of, try_rules
from consent.uses import text_of
from tests import cast as cast_module
from tests.cast import Cast, acting, person, team, track
from tests.support.licences import MODEL, terms

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
USES = ("discover", "remix", "train")


@pytest.fixture
def scene(db: None) -> tuple[Cast, list[Team], list[Asset]]:
    """An artist who asks to be asked, six tracks, two partners."""
    with time_machine.travel(BEGIN - timedelta(days=1), tick=False):
        cast = cast_module.cast()
        other = team(TeamKind.PARTNER, "Karaokit", "karaokit", person("kim@demo.test", "Kim"))
        tracks = [
            track(f"Song {n}", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,)) for n in range(6)
        ]
        for use in USES:
            consent = Consent(text_of(use).sha256, reviewed=True)
            pks = [one.pk for one in tracks]
            choose_for_tracks(pks, use, State(Answer.ASK), actor=acting(cast.ayla, cast.artist), consent=consent)
    return cast, [cast.partner, other], tracks


ONE_OR_TWO = [["discover"], ["remix"], ["train"], ["discover", "remix"], ["discover", "train"]]
RULES = st.fixed_dictionaries(
    {
        "answer": st.sampled_from(["yes", "yes", "no", "ask"]),
        "who": st.sampled_from([None, None, 0, 1]),
        "uses": st.sampled_from([[], *ONE_OR_TWO]),
        "territories": st.sampled_from([[], [], ["DE"], ["DE", "FR"]]),
        "worldwide_only": st.booleans(),
        "most_days": st.sampled_from([None, None, 100, 400]),
        "least": st.sampled_from([None, None, Decimal("0.03"), Decimal("0.05")]),
        "below": st.booleans(),
        "cap": st.sampled_from([None, None, 0, 1, 2]),
        "until": st.sampled_from([None, 5, 40, 300]),
        "paused": st.sampled_from([False, False, False, True]),
    }
)
ASKS = st.fixed_dictionaries(
    {
        "who": st.sampled_from([0, 1]),
        "uses": st.sampled_from(ONE_OR_TWO),
        "territories": st.sampled_from([(), ("DE",), ("DE", "FR"), ("US",)]),
        "days": st.sampled_from([60, 365]),
        "pays": st.sampled_from([Decimal("0.02"), Decimal("0.03"), Decimal("0.06")]),
        "longest": st.sampled_from([None, 60]),
        "later": st.sampled_from([0, 3, 16, 31]),
    }
)


def set_rule(cast: Cast, partners: list[Team], position: int, drawn: dict[str, Any]) -> Rule:
    """A rule as the tables take it: more than the form lets through."""
    uses = [use for use in drawn["uses"] if use != "train" or drawn["answer"] != "yes"]
    until = drawn["until"] or (300 if drawn["answer"] == "yes" else None)
    priced = drawn["least"] is not None
    return Rule.objects.create(
        team=cast.artist, position=position, answer=drawn["answer"], uses=uses,
        partner=None if drawn["who"] is None else partners[drawn["who"]],
        territories=drawn["territories"], worldwide_only=drawn["worldwide_only"] and not drawn["territories"],
        most_days=drawn["most_days"], least=drawn["least"], basis="per_output" if priced else "",
        currency="EUR" if priced else "", below=drawn["below"] and priced, most_a_month=drawn["cap"],
        until=until and BEGIN + timedelta(days=until), made_at=BEGIN, made_by=cast.ayla,
        paused_at=BEGIN if drawn["paused"] else None,
    )  # fmt: skip


def ask(partner: Team, asset: Asset, drawn: dict[str, Any]) -> None:
    today = datetime.now(UTC).date()
    asked = terms(
        drawn["uses"], assets=[asset], territories=drawn["territories"], longest=drawn["longest"],
        ends_on=today + timedelta(days=drawn["days"]), rates=(Rate(Basis.PER_OUTPUT, drawn["pays"]),),
        model=MODEL if "train" in drawn["uses"] else None,
    )  # fmt: skip
    owner = partner.memberships.get(role="owner").person
    ask_for_use(Ask("A song", "For a game.", asked), actor=acting(owner, partner))


@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rules=st.lists(RULES, max_size=4), asks=st.lists(ASKS, min_size=1, max_size=6), policy=st.booleans())
def test_a_trial_says_what_the_rules_really_did(
    scene: tuple[Cast, list[Team], list[Asset]], rules: list[Any], asks: list[Any], policy: bool
) -> None:
    cast, partners, tracks = scene
    with transaction.atomic():
        if policy:
            TwoPeople.objects.create(team=cast.artist, bulk=True, training=True, set_at=BEGIN)
        for position, drawn in enumerate(rules, start=1):
            set_rule(cast, partners, position, drawn)
        at = BEGIN
        for asset, drawn in zip(tracks, asks, strict=False):
            at += timedelta(days=drawn["later"], minutes=1)
            with time_machine.travel(at, tick=False):
                ask(partners[drawn["who"]], asset, drawn)
        did = dict(Vote.objects.filter(team=cast.artist).values_list("request_id", "yes"))
        by = dict(Vote.objects.filter(team=cast.artist).values_list("request_id", "rule_id"))
        with time_machine.travel(at, tick=False):
            past = past_of(acting(cast.ayla, cast.artist), most=60)
        running = Rule.objects.filter(team=cast.artist, paused_at__isnull=True)
        trial = try_rules([standing_of(one) for one in running], past, policy_of(cast.artist.pk))
        assert len(trial.tried) == len(asks)
        assert {one.past.number: one.yes for one in trial.answered} == did
        assert {one.past.number: one.rule for one in trial.answered} == by
        assert trial.compared("same") == len(did)
        transaction.set_rollback(True)


CONDITIONS = st.builds(
    Condition,
    partner=st.sampled_from([None, 1, 2]),
    uses=st.frozensets(st.sampled_from(USES), max_size=2),
    territories=st.frozensets(st.sampled_from(["DE", "FR", "US"]), max_size=2),
    worldwide_only=st.booleans(),
    most_days=st.sampled_from([None, 30, 60]),
    longest=st.sampled_from([None, 30, 60]),
    basis=st.sampled_from(["per_output", "revenue_share"]),
    least=st.sampled_from([None, Decimal(1), Decimal(2)]),
    currency=st.sampled_from(["EUR", "USD"]),
    below=st.booleans(),
)
FACTS = st.builds(
    Facts,
    partner=st.sampled_from([1, 2]),
    uses=st.frozensets(st.sampled_from(USES), min_size=1),
    territories=st.frozensets(st.sampled_from(["DE", "FR", "US"])),
    days=st.sampled_from([29, 30, 31, 60, 61]),
    longest=st.sampled_from([None, 30, 45, 60]),
    currency=st.sampled_from(["EUR", "USD"]),
    rates=st.dictionaries(
        st.tuples(st.sampled_from(["", *USES]), st.sampled_from(["per_output", "revenue_share"])),
        st.sampled_from([Decimal(0), Decimal(1), Decimal(3)]),
        max_size=3,
    ),
)


@settings(max_examples=1500, deadline=None)
@given(upper=CONDITIONS, lower=CONDITIONS, facts=FACTS)
def test_what_a_rule_below_fits_the_rule_that_covers_it_fits_too(
    upper: Condition, lower: Condition, facts: Facts
) -> None:
    if covers(upper, lower) and fits(lower, facts):
        assert fits(upper, facts)


@given(one=CONDITIONS)
def test_a_rule_covers_itself(one: Condition) -> None:
    assert covers(one, one)


@settings(max_examples=500, deadline=None)
@given(
    conditions=st.lists(CONDITIONS, min_size=1, max_size=4),
    answers=st.lists(st.sampled_from(["yes", "no", "ask"]), min_size=4, max_size=4),
    facts=FACTS,
    used=st.integers(min_value=0, max_value=3),
)
def test_no_rule_says_yes_to_training_or_for_two_people(
    conditions: list[Condition], answers: list[str], facts: Facts, used: int
) -> None:
    rules = [
        Standing(number, answer, one, most_a_month=2)
        for number, (one, answer) in enumerate(zip(conditions, answers, strict=False), start=1)
    ]
    for two in (True, False):
        said = decide(rules, facts, at=BEGIN, used=lambda number: used, two_people=two)
        if said.yes:
            assert not two
            assert "train" not in facts.uses
            assert used < 2
            assert said.rule is not None
            assert fits(said.rule.condition, facts)
