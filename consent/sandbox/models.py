"""What a partner does in its sandbox: what test artists say to it, its conformance runs, and the badge they give."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from uuid_utils.compat import uuid7

from artists.teams.models import Team
from consent.choices.answers import Answer
from consent.sandbox.assets import ARTISTS
from consent.sandbox.judging import Kind
from consent.sandbox.querysets import BadgeQuerySet, RunQuerySet, SandboxChoiceQuerySet
from consent.sandbox.states import State
from consent.sandbox.steps import Step, StepState


class SandboxChoice(models.Model):
    """What a partner had a test artist say, about all that is theirs, until it is reset. No row: as written down.

    It stands for this partner's test clients alone.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    artist = models.TextField()
    answer = models.PositiveSmallIntegerField(choices=[(one.value, one.word) for one in Answer])
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = SandboxChoiceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["team", "artist"], name="a_test_artist_says_one_thing_to_a_partner"),
            models.CheckConstraint(condition=models.Q(artist__in=sorted(ARTISTS)), name="the_test_artist_is_known"),
            models.CheckConstraint(
                condition=models.Q(answer__in=[one.value for one in Answer]), name="a_test_artists_answer_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.artist} says {Answer(self.answer).word} to {self.team}"


class Run(models.Model):
    """A conformance run: what a partner's test clients do, step by step, and how it ended.

    One of a partner is open at a time. `drill_id` is the withdrawal played, as the partner's feed calls it. `says` is
    why the run failed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="conformance_runs")
    state = models.TextField(choices=[(one.value, one.value) for one in State], default=State.OPEN)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    drill_id = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    says = models.TextField(blank=True, default="")

    objects = RunQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["team"], condition=models.Q(state="open"), name="a_partner_has_one_open_conformance_run"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[one.value for one in State]), name="run_state_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", ended_at__isnull=True)
                | (~models.Q(state="open") & models.Q(ended_at__isnull=False)),
                name="a_run_that_is_over_says_when",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["team", "-id"], name="run_of_team")]

    def __str__(self) -> str:
        return f"run {self.id}"


class RunStep(models.Model):
    """One step of a run, as it stood when last looked at. `says` is why it failed, or what it waits for."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="steps", db_index=False)
    step = models.TextField(choices=[(one.value, one.value) for one in Step])
    state = models.TextField(choices=[(one.value, one.value) for one in StepState])
    opened_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    says = models.TextField(blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "step"], name="a_run_has_a_step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.step}: {self.state}"


class RunCall(models.Model):
    """One call of a test client that a run saw: what it was about the drill's track, and how it was answered."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="calls")
    at = models.DateTimeField()
    client = models.CharField(max_length=100)
    kind = models.TextField(choices=[(one.value, one.value) for one in Kind])
    answer = models.TextField(blank=True, default="")
    permit = models.TextField(blank=True, default="")
    key = models.CharField(max_length=255, blank=True, default="")
    counted = models.BooleanField(default=False)
    again = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.kind} at {self.at}"


class Badge(models.Model):
    """A partner passed a conformance run: what its card shows, until it lapses or is taken away (`because`)."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="badges")
    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="badge")
    given_at = models.DateTimeField()
    until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    because = models.TextField(blank=True, default="")

    objects = BadgeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(until__gt=models.F("given_at")), name="a_badge_lasts"),
        ]

    def __str__(self) -> str:
        return f"badge of {self.team} until {self.until}"
