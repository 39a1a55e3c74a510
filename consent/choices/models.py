"""Choices, defaults, pauses, and the standing they come to."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from artists.catalog.models import Asset
from artists.journal.guards import never_emptied
from artists.teams.models import Mandate, Team
from consent.choices.answers import Answer, Limits
from consent.choices.querysets import ChoiceQuerySet, DefaultQuerySet, PendingYesQuerySet
from consent.uses import USES

ANSWERS = [(answer.value, answer.word) for answer in Answer]


def _use_choices() -> list[tuple[str, str]]:
    return [(use.code, use.label) for use in USES.values()]


class Narrowed(models.Model):
    """An answer with its limits, and the text it was given under. No answer (after an undo) is silence, and so off."""

    use = models.TextField(choices=_use_choices)
    answer = models.PositiveSmallIntegerField(choices=ANSWERS, null=True)
    partners = ArrayField(models.BigIntegerField(), default=list, blank=True)
    territories = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    until = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    notice_version = models.PositiveSmallIntegerField()
    notice_sha256 = models.CharField(max_length=64)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.use} {self.given.word if self.given is not None else 'not answered'}"

    @property
    def given(self) -> Answer | None:
        """The answer, as the enumeration; None is silence."""
        return None if self.answer is None else Answer(self.answer)

    @property
    def limits(self) -> Limits:
        """The limits, as a value."""
        return Limits(tuple(self.partners), tuple(self.territories), self.until)


class Choice(Narrowed):
    """One holder's answer for one asset and one use. Not answered is off; `version` counts the changes.

    `closed_at` is when it last became off or silent: a yes that a partner got before that counts no more.
    """

    # No index on either alone: the two below serve both, and a planner with old statistics would take the wrong one.
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="choices", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="choices", db_index=False)
    closed_at = models.DateTimeField(null=True)

    objects = ChoiceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["asset", "team", "use"], name="a_holder_answers_once"),
            models.CheckConstraint(condition=models.Q(answer__in=[0, 1, 2]), name="choice_answer_is_known"),
            models.CheckConstraint(condition=models.Q(use__in=list(USES)), name="choice_use_is_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["team", "use", "asset"], name="choice_team_use")]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            never_emptied("The choices"),
        ]


class Default(Narrowed):
    """What a team answers for each new track or song it holds. There is none for a voice or a likeness.

    One set under a `mandate` ends with it: whoever may answer no more does not go on answering for what is new.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="defaults")
    mandate = models.ForeignKey(Mandate, null=True, on_delete=models.PROTECT, related_name="defaults")
    # The second member who confirmed it, where the team wanted two: only then does it answer for what is new.
    seconded_at = models.DateTimeField(null=True)
    seconded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = DefaultQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["team", "use"], name="one_default_for_a_use"),
            models.CheckConstraint(condition=models.Q(answer__in=[0, 1, 2]), name="default_answer_is_known"),
            models.CheckConstraint(
                condition=models.Q(use__in=[use.code for use in USES.values() if use.answered_on == "track"]),
                name="no_default_for_a_voice",
            ),
        ]


class Pause(models.Model):
    """A team has paused everything: until it resumes, its every answer counts as off. At most one is open."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="pauses")
    paused_at = models.DateTimeField()
    paused_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    resumed_at = models.DateTimeField(null=True)
    resumed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["team"], condition=models.Q(resumed_at__isnull=True), name="one_open_pause_for_a_team"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} paused"


class Standing(models.Model):
    """What all choices come to for an asset and a use; written only by `consent.choices.standing`.

    `answer` leaves out limits and pauses, which depend on who asks, where and when: `limits` lists those of every
    narrowed answer, `teams` whose pause matters. No row means nobody worked it out yet, and that means off.

    `licensors` are the teams a licence must come from: who holds the master, the publishing or the voice itself, and
    the performer where nobody holds the master. `askers` want to be asked first; a yes that a partner got before
    `shut_at`, when one of them last said no, counts no more.
    """

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="standings", db_index=False)
    use = models.TextField(choices=_use_choices)
    answer = models.PositiveSmallIntegerField(choices=ANSWERS)
    reasons = ArrayField(models.TextField(), default=list)
    limits = models.JSONField(default=list)
    teams = ArrayField(models.BigIntegerField(), default=list)
    licensors = ArrayField(models.BigIntegerField(), default=list)
    askers = ArrayField(models.BigIntegerField(), default=list)
    shut_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["asset", "use"], include=["answer"], name="one_standing_for_an_asset_and_a_use"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [GinIndex(fields=["teams"], name="standing_teams")]

    def __str__(self) -> str:
        return f"{self.use} on {self.asset_id} {Answer(self.answer).word}"


class TwoPeople(models.Model):
    """For which yes a team wants a second member: a voice or likeness, training, or many assets at once."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="two_people")
    voice = models.BooleanField(default=False)
    training = models.BooleanField(default=False)
    bulk = models.BooleanField(default=False)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name_plural = "two people"

    def __str__(self) -> str:
        return f"two people for {self.team}"


class PendingYes(models.Model):
    """A yes that one member gave and that waits for a second: until then it opens nothing. A closing never waits.

    `changes` is what was pressed, exactly: the very same is carried out. `outcome` is empty while it waits; one that
    waited until `expires_at` is over, whether or not anybody noted it. `press_sha256` is equal for the same press, so
    that pressing twice waits once.
    """

    class Kind(models.TextChoices):
        """What was pressed."""

        CHOICE = "choice", "An answer"
        UNDO = "undo", "An answer taken back"
        DEFAULT = "default", "A default"
        POLICY = "policy", "Two people no longer"

    class Outcome(models.TextChoices):
        """How it ended."""

        CONFIRMED = "confirmed", "Confirmed"
        REFUSED = "refused", "Refused"
        LAPSED = "lapsed", "Ran out"

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="pending_yeses")
    kind = models.TextField(choices=Kind.choices)
    uses = ArrayField(models.TextField(), default=list)
    changes = models.JSONField()
    count = models.PositiveIntegerField()
    press_sha256 = models.CharField(max_length=64)
    notice_sha256 = models.CharField(max_length=64, blank=True)
    mandate_id = models.BigIntegerField(null=True)
    pressed_at = models.DateTimeField()
    pressed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    expires_at = models.DateTimeField()
    outcome = models.TextField(choices=Outcome.choices, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = PendingYesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "pending yeses"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["team", "press_sha256"], condition=models.Q(outcome=""), name="the_same_press_waits_once"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="", decided_at__isnull=True)
                | (~models.Q(outcome="") & models.Q(decided_at__isnull=False)),
                name="a_yes_waits_or_is_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"a yes of {self.team_id} that waits for a second person"
