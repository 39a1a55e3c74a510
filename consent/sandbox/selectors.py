"""What the pages of the sandbox and of conformance read. The number of queries does not grow with the rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from artists.access import Actor, Conflict
from artists.teams.models import ApiClient
from artists.webhooks.models import Endpoint
from consent.choices.answers import Answer
from consent.decisions.checks import Question, Verdict
from consent.sandbox import answers, drills
from consent.sandbox.assets import ARTISTS, ASSETS, PLAYABLE, SandboxArtist, SandboxAsset
from consent.sandbox.examples import ASKED_OF
from consent.sandbox.models import Badge, Run, RunStep
from consent.sandbox.steps import ABOUT, About, Step, StepState
from consent.uses import USES, Need, Use
from consent.withdrawals.models import Demand
from consent.withdrawals.states import State

EARLIER = 10
_KINDS = {Need.RECORDING: "track", Need.COMPOSITION: "song", Need.VOICE: "voice", Need.LIKENESS: "likeness"}


@dataclass(frozen=True)
class Listed:
    """A test asset, and what a check of this use is answered now."""

    asset: SandboxAsset
    use: Use
    verdict: Verdict

    @property
    def kind(self) -> str:
        """What people call it: a track, a song."""
        return _KINDS[self.asset.kind]

    @property
    def identifier(self) -> str:
        """What a check names it by, as a person would copy it."""
        return self.asset.isrc or self.asset.iswc or str(self.asset.id)


@dataclass(frozen=True)
class Player:
    """A test artist: what she was made to say, if anything, and all that is hers."""

    artist: SandboxArtist
    said: Answer | None
    assets: Sequence[Listed]

    @property
    def can_take_back(self) -> bool:
        """Whether a withdrawal of this artist's can be played at all."""
        return self.artist.key in drills.TAKEN_BACK

    @property
    def allows(self) -> bool:
        """Whether there is a yes now that could be taken back."""
        return self.can_take_back and self.said in (None, Answer.ON)


@dataclass(frozen=True)
class StepShown:
    """A step of a run, with what it is. Of one not come to, no moment is known."""

    number: int
    about: About
    state: StepState
    due_at: datetime | None
    ended_at: datetime | None
    says: str
    took: timedelta | None


@dataclass(frozen=True)
class RunShown:
    """A run with its steps in order. `passed` counts those that have."""

    run: Run
    steps: Sequence[StepShown]

    @property
    def passed(self) -> int:
        """How many steps have passed."""
        return sum(step.state is StepState.PASSED for step in self.steps)


def players(actor: Actor, *, territory: str = "FR") -> list[Player]:
    """The test artists with what they answer this partner's test clients now. One query."""
    said = answers.said_by_artists(actor.team_id)
    assets = list(ASSETS.values())
    questions = [Question(_use_of(one).code, one.id, territory=territory) for one in assets]
    verdicts = answers.judged(questions, said, timezone.now())
    listed = [Listed(one, _use_of(one), verdict) for one, verdict in zip(assets, verdicts, strict=True)]
    return [Player(ARTISTS[key], said.get(key), [one for one in listed if one.asset.artist == key]) for key in PLAYABLE]


def run_shown(actor: Actor, run_id: UUID | None = None) -> RunShown | None:
    """The run, or the partner's latest; None where there is none, or none of its. Two queries."""
    found = Run.objects.visible_to(actor).select_related("badge", "started_by").order_by("-pk")
    run = (found.filter(pk=run_id) if run_id else found).first()
    if run is None:
        return None
    rows = {row.step: row for row in run.steps.all()}
    return RunShown(run, [_step(number, step, rows.get(step)) for number, step in enumerate(Step, start=1)])


def steps_ahead() -> list[StepShown]:
    """What a run will ask for, for who has not started one."""
    return [_step(number, step, None) for number, step in enumerate(Step, start=1)]


def earlier_runs(actor: Actor) -> list[Run]:
    """The last runs, newest first. One query."""
    return list(Run.objects.visible_to(actor).select_related("started_by").order_by("-pk")[:EARLIER])


def badge_of(team_id: int) -> Badge | None:
    """The badge that the partner's card shows now. One query."""
    return Badge.objects.valid(now=timezone.now()).filter(team_id=team_id).order_by("-given_at").first()


LATE = "Acknowledge what is overdue in public first: a badge says that you obey."


def late_in_public(team_id: int) -> bool:
    """Whether the partner is overdue with a real withdrawal, for everybody to read."""
    return Demand.objects.filter(
        concern__partner_id=team_id, concern__withdrawal__test=False, state=State.PUBLIC
    ).exists()


def missing(actor: Actor) -> list[Conflict]:
    """What stands in the way of a run: no test client, no webhook that hears of withdrawals, and being late in public,
    for which a badge is taken away. Three queries."""
    found = []
    if late_in_public(actor.team_id):
        found.append(Conflict("overdue", LATE))
    if not ApiClient.objects.live().filter(team_id=actor.team_id, mode="test").exists():
        found.append(Conflict("no_test_client", "Make a test client first: the run watches what it does."))
    hooks = Endpoint.objects.filter(team_id=actor.team_id, disabled_at__isnull=True, paused_at__isnull=True)
    if not hooks.filter(types__contains=[drills.EVENT]).exists():
        found.append(Conflict("no_webhook", f"Set up a webhook that is told of {drills.EVENT} first."))
    return found


def _use_of(asset: SandboxAsset) -> Use:
    return USES["translate" if asset.key == "no-voice" else ASKED_OF[asset.kind]]


def _step(number: int, step: Step, row: RunStep | None) -> StepShown:
    if row is None:
        return StepShown(number, ABOUT[step], StepState.AHEAD, None, None, "", None)
    took = row.ended_at - row.opened_at if row.ended_at and row.opened_at else None
    return StepShown(number, ABOUT[step], StepState(row.state), row.due_at, row.ended_at, row.says, took)
