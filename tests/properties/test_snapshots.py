"""A snapshot says what a check says: for every asset, use, territory, model and moment it is good for.

The reader is the one that docs/snapshots.md prints. Random choices, licences, exclusions, pauses and names that turn
out to be one artist's; after each change the changes lead from any older version to the newest, byte for byte.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from artists.access import TeamKind
from artists.catalog.models import Artist, Asset
from artists.teams.models import Team
from consent.choices.models import Choice, Pause
from consent.decisions.checks import Question, check
from consent.licences.models import Cover, Exclusion, Version
from consent.licences.terms import Catalogue, Model, Scope
from consent.snapshots.building import build
from consent.snapshots.lines import reference
from consent.snapshots.models import Snapshot
from consent.uses import USES
from tests.cast import Cast, cast, person, personal, song_of, team, track, work_out
from tests.support.licences import in_force, terms
from tests.support.snapshot_reader import reader, refresh, text_of

pytestmark = pytest.mark.usefixtures("snapshot_files")

MODELS = (Model("Loom", "2.1"), Model("Loom", "3"))
PLACES = (None, "DE", "FR", "JP")
MINUTES = (0, 15, 25, 45)  # after the build; deals and yeses begin and end in between
SEEDS = st.integers(0, 2**32).map(Random)
DEAL = st.fixed_dictionaries(
    {
        "partner": st.sampled_from([0, 0, 0, 1]),
        "teams": st.sets(st.integers(0, 3), min_size=2),
        "uses": st.sets(st.sampled_from(sorted(USES)), min_size=3),
        "scope": st.sampled_from(list(Scope)),
        "assets": st.sets(st.integers(0, 6), min_size=1),
        "artists": st.sets(st.integers(0, 2), min_size=1),
        "without_assets": st.sets(st.integers(0, 6), max_size=1),
        "without_artists": st.sets(st.integers(0, 2), max_size=1),
        "territories": st.sampled_from([[], [], [], ["DE"], ["DE", "FR"], ["FR"]]),
        "model": st.sampled_from(MODELS),
        "starts": st.sampled_from([-60, -60, -60, 10, 20, 60 * 24 * 2]),
        "ends": st.sampled_from([-5, 10, 20, 40, 60 * 24 * 2, 60 * 24 * 40]),
        "signed": st.sampled_from([-60, -5, -1]),
        "by_request": st.booleans(),
        "live": st.sampled_from([True, True, True, False]),
    }
)


@dataclass
class Drawn:
    """An answer: from a seed, for drawn one by one they would exhaust what Hypothesis hands out."""

    random: Random

    def choice(self) -> tuple[int, int, list[str], int | None, int | None]:
        """The answer; the one partner it is for, if any; territories; until when; when it was last a no."""
        roll = self.random
        return (
            roll.choices([2, 1, 0], [90, 6, 4])[0],
            roll.choices([0, 1, 2], [92, 5, 3])[0],
            roll.choices([[], ["DE"], ["DE", "FR"]], [85, 7, 8])[0],
            roll.choices([None, 20, 9999], [90, 6, 4])[0],
            roll.choice([None, -30, -2]),
        )


class World:
    """Two partners, four holders, seven assets of all kinds; everything else is drawn."""

    def __init__(self, people: Cast) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT now()")
            self.at: datetime = cursor.fetchone()[0]
        other = person("iri@demo.test", "Iri Prado")
        self.partners = [people.partner, team(TeamKind.PARTNER, "Versão Labs", "versao-labs", other)]
        self.teams: list[Team] = [people.artist, people.label, people.publisher, people.other_artist]
        sol = Artist.objects.create(name="Sol", slug="sol", team=people.other_artist, created_at=timezone.now())
        alias = Artist.objects.create(name="A. Marsh", slug="a-marsh", created_at=timezone.now())
        self.artists = [people.ayla_marsh, sol, alias]
        one = track(
            "One", people.ayla_marsh, performer=people.artist, master=people.label,
            publishing=(people.artist, people.publisher),
        )  # fmt: skip
        two = track("Two", people.ayla_marsh, performer=people.artist)
        two.compositions.set([song_of(one)])
        three = track("Three", sol, performer=people.other_artist, master=people.label, publishing=(people.publisher,))
        personal("voice", sol)
        self.assets: list[Asset] = [one, two, three, song_of(one), song_of(three), people.voice, people.likeness]

    def later(self, minutes: int | None) -> datetime | None:
        """So many minutes after the build; None stays None."""
        return None if minutes is None else self.at + timedelta(minutes=minutes)

    def choose(self, random: Random) -> None:
        """Every holder of everything answers anew, for every use."""
        drawn = Drawn(random)
        rows = [
            self._choice(asset, holder, use, *drawn.choice())
            for asset in Asset.objects.prefetch_related("holdings").order_by("pk")
            for holder, use in product(sorted({one.team_id for one in asset.holdings.all()}), sorted(USES))
        ]
        changing = ["answer", "partners", "territories", "until", "closed_at"]
        Choice.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["asset", "team", "use"], update_fields=changing
        )
        work_out(*Asset.objects.values_list("pk", flat=True))

    def _choice(
        self, asset: Asset, holder: int, use: str, answer: int, only: int, places: list[str], until: int | None,
        closed: int | None,
    ) -> Choice:  # fmt: skip
        narrowed = {
            "territories": places,
            "partners": [self.partners[only - 1].pk] if only else [],
            "until": self.later(until),
        }
        return Choice(
            asset=asset, team_id=holder, use=use, answer=answer, closed_at=self.later(closed), notice_version=1,
            notice_sha256="0" * 64, set_at=self.at, **(narrowed if answer else {}),
        )  # fmt: skip

    def deal(self, drawn: dict[str, Any]) -> None:
        """A licence in force, with dates moved to where it gets interesting."""
        scope = drawn["scope"]
        named = {
            "assets": tuple(self.assets[n].pk for n in drawn["assets"]) if scope is Scope.ASSETS else (),
            "artists": tuple(self.artists[n].pk for n in drawn["artists"]) if scope is Scope.ARTISTS else (),
            "without_assets": tuple(self.assets[n].pk for n in drawn["without_assets"]),
            "without_artists": tuple(self.artists[n].pk for n in drawn["without_artists"]),
        }
        uses = sorted(drawn["uses"])
        agreed = terms(
            uses, catalogue=Catalogue(scope, **named), territories=tuple(drawn["territories"]),
            model=drawn["model"] if "train" in uses else None,
        )  # fmt: skip
        licence = in_force(self.partners[drawn["partner"]], [self.teams[n] for n in sorted(drawn["teams"])], agreed)
        Cover.objects.filter(licence=licence).update(
            starts_at=self.later(drawn["starts"]), ends_at=self.later(drawn["ends"]),
            signed_at=self.later(drawn["signed"]), by_request=drawn["by_request"], live=drawn["live"],
        )  # fmt: skip

    def questions(self) -> list[Question]:
        """Everything that can be asked, of everything there is."""
        models: dict[str, list[str | None]] = {"train": [None, *(one.label for one in MODELS), "Other 1"]}
        return [
            Question(use, asset, territory=place, model=model)
            for asset in Asset.objects.values_list("pk", flat=True)
            for use, place in product(USES, PLACES)
            for model in models.get(use, [None])
        ]


def agrees(world: World, partner: Team, snapshot: Snapshot, read: Any) -> int:
    """The reader says what the check says, always; returns how often that was yes."""
    names = {pk: reference(*of) for pk, *of in Version.objects.values_list("pk", "licence_id", "number")}
    questions, yes = world.questions(), 0
    for minutes in MINUTES:
        at = snapshot.right_at + timedelta(minutes=minutes)
        verdicts = check(questions, partner_team_id=partner.pk, at=at)
        for question, verdict in zip(questions, verdicts, strict=True):
            said = read.allows(str(question.asset), question.use, at, question.territory, question.model)
            if verdict.answer == "allow":
                yes += 1
                assert said == sorted(names[one] for one in verdict.versions), (question, minutes)
            else:
                assert said is None, (question, minutes, verdict)
    return yes


@pytest.mark.django_db
def test_a_reader_of_snapshots_says_what_a_check_says() -> None:
    world = World(cast())
    found: list[int] = []

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        seed=SEEDS,
        deals=st.lists(DEAL, min_size=2, max_size=6),
        paused=st.sets(st.integers(0, 3), max_size=1),
        merged=st.booleans(),
    )
    def says_the_same(seed: Random, deals: list[dict[str, Any]], paused: set[int], merged: bool) -> None:
        with transaction.atomic():
            Pause.objects.bulk_create(Pause(team=world.teams[n], paused_at=world.at) for n in paused)
            if merged:
                Artist.objects.filter(pk=world.artists[2].pk).update(merged_into=world.artists[0])
            world.choose(seed)
            for one in deals:
                world.deal(one)
            for partner in world.partners:
                snapshot = build(partner.pk)
                assert snapshot is not None
                found.append(agrees(world, partner, snapshot, refresh(reader(partner.slug), snapshot)))
            transaction.set_rollback(True)

    says_the_same()
    assert sum(found) > 1_000, "too few yeses to mean anything"


@pytest.mark.django_db
def test_changes_lead_from_any_older_version_to_the_newest_byte_for_byte() -> None:
    world = World(cast())
    partner = world.partners[0]

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(seed=SEEDS, acts=st.lists(st.one_of(st.just("choose"), st.just("drop"), DEAL), min_size=4, max_size=6))
    def leads(seed: Random, acts: list[Any]) -> None:
        with transaction.atomic():
            readers: list[Any] = []
            world.choose(seed)
            for act in acts:
                if act == "choose":
                    world.choose(seed)
                elif act == "drop":
                    Exclusion.objects.all().delete()
                    Cover.objects.filter(partner=partner).update(live=False)
                else:
                    world.deal(act)
                snapshot = build(partner.pk)
                assert snapshot is not None
                readers.append(refresh(reader(partner.slug), snapshot))
            newest = Snapshot.objects.of(partner.pk, test=False)[0]
            for read in readers:
                refresh(read, newest)
                assert b"".join(sorted(read.lines)) == text_of(newest)
            transaction.set_rollback(True)

    leads()
