"""Who gets which part of the money of an asset: agreed by everyone it concerns, in versions, and disputed in parts."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models

from artists.catalog.models import Asset
from artists.journal.guards import never_emptied
from artists.teams.models import Team
from consent.splits.querysets import DisputeQuerySet, SplitQuerySet
from consent.splits.states import Outcome, Side, State


def _choices(some: type[Side] | type[State] | type[Outcome]) -> list[tuple[str, str]]:
    return [(one.value, one.value) for one in some]


class Split(models.Model):
    """How money under licences for one side of an asset divides. Never changed but for its state: see `number`.

    It counts for uses made from `effective_on` (a day, UTC) until the day another agreed one begins. One for a day that
    has passed corrects what was divided otherwise since. `division` is its shares as one text, by which proposals of
    the same division are found together: see `consent.splits.division`.
    """

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="splits", db_index=False)
    side = models.TextField(choices=_choices(Side))
    number = models.PositiveIntegerField()
    effective_on = models.DateField()
    state = models.TextField(choices=_choices(State), default=State.PROPOSED.value)
    reason = models.CharField(max_length=500, blank=True, default="")
    division = models.TextField(blank=True, default="")
    proposed_for = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = SplitQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["asset_id", "side", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["asset", "side", "number"], name="splits_of_a_side_are_numbered"),
            models.UniqueConstraint(
                fields=["asset", "side"], condition=models.Q(state="proposed"), name="a_side_has_one_split_on_the_table"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[one.value for one in State]), name="split_state_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(side__in=[one.value for one in Side]), name="split_side_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="proposed", decided_at__isnull=True)
                | (~models.Q(state="proposed") & models.Q(decided_at__isnull=False)),
                name="a_decided_split_says_when",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["asset", "side", "-effective_on", "-number"], name="split_agreed",
                condition=models.Q(state="agreed"),
            ),
        ]  # fmt: skip
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="never_changed",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "asset", "side", "number", "effective_on", "reason", "division", "proposed_for", "proposed_at"
                ),
            ),
            pgtrigger.Protect(
                name="decided_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "(OLD.state <> 'proposed'"
                    " AND (OLD.state, OLD.decided_at) IS DISTINCT FROM (NEW.state, NEW.decided_at))"
                ),
            ),
            never_emptied("Every split"),
        ]

    def __str__(self) -> str:
        return f"split {self.number} of {self.asset_id}"


class Share(models.Model):
    """A team's part of a split: from `before` up to `before + basis_points` of 10,000. See `consent.earnings.money`.

    The parts of a split are written in one statement, and the database refuses any that do not come to 10,000.
    """

    split = models.ForeignKey(Split, on_delete=models.PROTECT, related_name="shares", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="shares")
    before = models.PositiveIntegerField()
    basis_points = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["before"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["split", "team"], name="a_team_has_one_part_of_a_split"),
            models.CheckConstraint(condition=models.Q(basis_points__gte=1), name="a_part_is_something"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("Every share"),
            pgtrigger.Trigger(
                name="comes_to_all",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(new="added"),  # type: ignore[no-untyped-call]  # pgtrigger has no types here
                func="""
                IF EXISTS (
                    SELECT FROM splits_share s WHERE s.split_id IN (SELECT split_id FROM added)
                     GROUP BY s.split_id HAVING sum(s.basis_points) <> 10000
                    UNION ALL
                    SELECT FROM (SELECT before, split_id, basis_points, coalesce(sum(basis_points) OVER (
                                        PARTITION BY split_id ORDER BY before
                                        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS sum FROM splits_share
                                  WHERE split_id IN (SELECT split_id FROM added)) p
                     WHERE p.before <> p.sum
                ) THEN RAISE EXCEPTION 'The parts of a split come to 10,000 basis points, one after the other.';
                END IF;
                RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.basis_points} for {self.team_id}"


class Answer(models.Model):
    """A team whose yes a proposed split needs, and what it says. The proposer's own yes is written with the proposal.

    `agrees` is none until the team has answered; after that nothing changes any more.
    """

    split = models.ForeignKey(Split, on_delete=models.PROTECT, related_name="answers", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    agrees = models.BooleanField(null=True)
    reason = models.CharField(max_length=500, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["split", "team"], name="a_team_answers_a_split_once"),
            models.CheckConstraint(
                condition=models.Q(agrees__isnull=True, answered_at__isnull=True)
                | models.Q(agrees__isnull=False, answered_at__isnull=False),
                name="an_answer_says_when",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["team", "-split"], name="answer_team")]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="never_changed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.split_id, OLD.team_id) IS DISTINCT FROM (NEW.split_id, NEW.team_id)"
                    " OR OLD.agrees IS NOT NULL AND (OLD.agrees, OLD.reason, OLD.answered_at)"
                    " IS DISTINCT FROM (NEW.agrees, NEW.reason, NEW.answered_at))"
                ),
            ),
            never_emptied("Every answer to a split"),
        ]

    def __str__(self) -> str:
        return f"{self.team_id}: {self.agrees}"


class Dispute(models.Model):
    """A team says that part of what `against` gets is not its own: so many basis points of the whole wait.

    While it is open they are held when a month closes; the rest is paid. It always ends with their release to
    `against`; where somebody else is right, a new split that counts from the past takes them back again. `sentence` is
    what the operator says to an end that it decided.
    """

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="disputes", db_index=False)
    side = models.TextField(choices=_choices(Side))
    against = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="disputes_against")
    basis_points = models.PositiveIntegerField()
    reason = models.CharField(max_length=500)
    raised_for = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="disputes_raised")
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    until = models.DateField()
    outcome = models.TextField(choices=_choices(Outcome), blank=True, default="")
    sentence = models.CharField(max_length=500, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = DisputeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["asset", "side", "against", "raised_for"], condition=models.Q(ended_at__isnull=True),
                name="a_team_disputes_a_part_once",
            ),
            models.CheckConstraint(
                condition=models.Q(basis_points__gte=1, basis_points__lte=10_000), name="a_dispute_is_about_something"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="", ended_at__isnull=True)
                | (~models.Q(outcome="") & models.Q(ended_at__isnull=False)),
                name="an_ended_dispute_says_how",
            ),
            models.CheckConstraint(
                condition=~models.Q(raised_for=models.F("against")), name="nobody_disputes_its_own_part"
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["asset", "side"], name="dispute_open", condition=models.Q(ended_at__isnull=True)),
            models.Index(fields=["asset", "side", "-raised_at"], name="dispute_of"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="never_changed",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "asset", "side", "against", "basis_points", "reason", "raised_for", "raised_at", "until"
                ),
            ),
            pgtrigger.Protect(
                name="ended_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "(OLD.ended_at IS NOT NULL AND (OLD.outcome, OLD.sentence, OLD.ended_at)"
                    " IS DISTINCT FROM (NEW.outcome, NEW.sentence, NEW.ended_at))"
                ),
            ),
            never_emptied("Every dispute"),
        ]

    def __str__(self) -> str:
        return f"{self.basis_points} of {self.asset_id}"
