"""What Halcyon Audio's machines have asked today, its test client, and the conformance run that its software passed."""

import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from artists.catalog.models import Asset
from artists.teams.models import ApiClient
from consent.decisions.checks import Question, Verdict, check
from consent.sandbox.judging import Call, Drill, Facts, Kind, judge
from consent.sandbox.models import Badge, Run
from consent.sandbox.runs import GOOD_FOR, note_steps
from consent.sandbox.states import State
from consent.usage.notes import Note
from consent.usage.writing import write
from consent.uses import TRACK_USES
from portal.api.visits import counts_of, told
from portal.ops.seeding.world import World
from portal.site.clients import credentials

PARTNER = "Halcyon Audio"
_DICE = 2026  # the same day in every demonstration
_TERRITORIES = ("DE", "FR", "PT", "US", "BR", None)
_REQUESTS = 60
_OF_A_BATCH = 25


def sow_console(world: World) -> None:
    """Through the check itself: what the log says was really answered."""
    credentials.make("Halcyon sandbox", actor=world.acting("rin", PARTNER), mode=ApiClient.Mode.TEST)
    _sow_run(world)
    client = ApiClient.objects.filter(team=world.teams[PARTNER], mode=ApiClient.Mode.LIVE).first()
    assets = list(Asset.objects.filter(kind="recording").exclude(isrc="").order_by("isrc")[:200])
    if client is None or not assets:
        return
    dice, now = random.Random(_DICE), timezone.now()
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    notes = []
    for place in range(_REQUESTS):
        at = midnight + (now - midnight) * (place + 1) / (_REQUESTS + 1)
        size = _OF_A_BATCH if place % 3 == 0 else 1
        questions = [_question(dice.choice(assets), dice) for _ in range(size)]
        verdicts = check(questions, partner_team_id=client.team_id)
        notes.append(_note(client, at, questions, verdicts, dice.uniform(3, 14)))
    write({}, notes, (), time.time())


def _question(asset: Asset, dice: random.Random) -> Question:
    return Question(dice.choice(TRACK_USES).code, isrc=asset.isrc, territory=dice.choice(_TERRITORIES))


def _note(
    client: ApiClient, at: datetime, questions: Sequence[Question], verdicts: Sequence[Verdict], took: float
) -> Note:
    method = "GET" if len(questions) == 1 else "POST"
    return Note(
        at.timestamp(), client.team_id, client.pk, False, "checks", method, "/api/v1/checks", 200, took,
        request_id=f"demo-{int(at.timestamp())}", amount=len(questions), counts=counts_of(questions, verdicts),
        answers=told(questions, verdicts),
    )  # fmt: skip


def _sow_run(world: World) -> None:
    """Half an hour ago: asked, permitted, reported twice, told, acknowledged, asked again, kept off."""
    start = timezone.now() - timedelta(minutes=30)

    def at(seconds: int) -> datetime:
        return start + timedelta(seconds=seconds)

    calls = [
        Call(at(41), Kind.CHECK, answer="allow", permit="demo"),
        Call(at(66), Kind.REPORT, permit="demo", key="demo", counted=True),
        Call(at(71), Kind.REPORT, permit="demo", key="demo", counted=True, again=True),
        Call(at(83), Kind.CHECK, answer="deny"),
    ]
    results = judge(Facts(start, calls, Drill(at(71), told_at=at(72), acknowledged_at=at(79))), now=at(600))
    ended = results[-1].ended_at or at(143)
    run = Run.objects.create(
        team=world.teams[PARTNER], state=State.PASSED, started_at=start, started_by=world.people["rin"], ended_at=ended
    )
    note_steps(run, results)
    Badge.objects.create(team=run.team, run=run, given_at=ended, until=ended + GOOD_FOR)
