"""A yes taken back: what it was about, which partners it concerns, and what each was asked and has acknowledged."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from uuid_utils.compat import uuid7

from artists.journal.guards import never_emptied
from artists.teams.models import Team
from consent.licences.models import Licence
from consent.uses import USES
from consent.withdrawals import states
from consent.withdrawals.querysets import ConcernQuerySet, WithdrawalQuerySet


def _use_choices() -> list[tuple[str, str]]:
    return [(use.code, use.label) for use in USES.values()]


def _what_choices() -> list[tuple[str, str]]:
    return [(what.value, deadline.label) for what, deadline in states.DEADLINES.items()]


def _state_choices() -> list[tuple[str, str]]:
    return [(state.value, state.value) for state in states.State]


def _standing_choices() -> list[tuple[str, str]]:
    return [(standing.value, standing.value) for standing in states.Standing]


class Withdrawal(models.Model):
    """One press that took a yes back, however many tracks it was on. `key` makes filing it twice impossible.

    `team` pressed; nobody's where a licence ran out, and in a drill. `kept_in` are territories (ISO 3166-1) where the
    yes goes on, where it was only narrowed. `resumes`: it may come back by itself, as a pause ends.
    """

    class Origin(models.TextChoices):
        """What took the yes back."""

        CHOICE = "choice", "An answer"
        PAUSE = "pause", "A pause"
        LICENCE = "licence", "A licence"
        RIGHT = "right", "A false right"
        DRILL = "drill", "A drill"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.TextField(unique=True)
    origin = models.TextField(choices=Origin.choices)
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="withdrawals", db_index=False)
    licence = models.ForeignKey(Licence, null=True, on_delete=models.PROTECT, related_name="withdrawals")
    batch = models.UUIDField(null=True)
    at = models.DateTimeField()
    uses = ArrayField(models.TextField(), default=list)
    kept_in = ArrayField(models.CharField(max_length=2), default=list)
    resumes = models.BooleanField(default=False)
    test = models.BooleanField(default=False)

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(origin="drill", test=True, team__isnull=True)
                | (~models.Q(origin="drill") & models.Q(test=False)),
                name="a_drill_is_nobodys_and_a_test",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["team", "-id"], name="withdrawal_of_team"),
            models.Index(fields=["batch"], name="withdrawal_of_press"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update),
            never_emptied("Every withdrawal"),
        ]

    def __str__(self) -> str:
        return f"withdrawal {self.id}"


class Concern(models.Model):
    """A withdrawal as one partner meets it: this row's id is what it is called outside.

    `position` orders the partner's feed: it grows whenever the row changes, in the order of the commits. `told_at` is
    when we first know that the partner knows: its server took our call, it read the feed, or somebody opened the page
    (`told_by`).
    """

    class ToldBy(models.TextChoices):
        """How the partner came to know."""

        WEBHOOK = "webhook", "Its server took our call"
        FEED = "feed", "It read the feed"
        PAGE = "page", "Somebody opened the page"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    withdrawal = models.ForeignKey(Withdrawal, on_delete=models.PROTECT, related_name="concerns", db_index=False)
    partner = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    position = models.BigIntegerField(default=0)
    uses = ArrayField(models.TextField(), default=list)
    assets = models.PositiveIntegerField()
    standing = models.TextField(choices=_standing_choices, default=states.Standing.WAITING.value)
    filed_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    told_by = models.TextField(choices=ToldBy.choices, blank=True, default="")
    lifted_at = models.DateTimeField(null=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["withdrawal", "partner"], name="a_partner_hears_of_a_withdrawal_once"),
            models.CheckConstraint(
                condition=models.Q(standing="lifted", lifted_at__isnull=False)
                | (~models.Q(standing="lifted") & models.Q(lifted_at__isnull=True)),
                name="a_lifted_withdrawal_says_when",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["partner", "position"], name="concern_feed"),
        ]

    def __str__(self) -> str:
        return f"withdrawal {self.id} to {self.partner_id}"


class Item(models.Model):
    """One asset and use that a partner may use no more.

    `asset_id` is no foreign key: a drill is about an asset of the sandbox. `lost` lists the questions whose answer was
    yes before and is not any more: [territory, model], the territory empty for everywhere and `*` for any not named.
    Empty where the partner has only outputs of it. `lifted_at`: every one of them is answered yes again.
    """

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="items", db_index=False)
    asset_id = models.UUIDField()
    use = models.TextField(choices=_use_choices)
    lost: "models.JSONField[list[list[str]], list[list[str]]]" = models.JSONField(default=list)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["concern", "asset_id", "use"], name="an_item_is_named_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["asset_id", "use"], name="item_open", condition=models.Q(lifted_at__isnull=True)),
            models.Index(fields=["asset_id"], name="item_asset"),
        ]

    def __str__(self) -> str:
        return f"{self.use} of {self.asset_id}"


class Demand(models.Model):
    """One thing asked of one partner, by when, and its acknowledgement.

    `asked_for` is the team that asked for more than what every withdrawal asks. `until` is the date of a sunset.
    `warned` counts the warnings given: at half time, and a day before.
    """

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="demands", db_index=False)
    what = models.TextField(choices=_what_choices)
    state = models.TextField(choices=_state_choices, default=states.State.ASKED.value)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_for = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    warned = models.PositiveSmallIntegerField(default=0)
    published_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    acknowledged_client = models.TextField(blank=True, default="")
    note = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["concern", "what"], name="a_thing_is_asked_once"),
            models.CheckConstraint(condition=models.Q(due_at__gt=models.F("asked_at")), name="a_deadline_is_to_come"),
            models.CheckConstraint(
                condition=models.Q(state__in=["done", "late"], acknowledged_at__isnull=False)
                | (~models.Q(state__in=["done", "late"]) & models.Q(acknowledged_at__isnull=True)),
                name="an_acknowledgement_says_when",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["due_at"], name="demand_waiting", condition=models.Q(state__in=["asked", "overdue", "public"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} by {self.due_at}"

    @property
    def is_late(self) -> bool:
        """Whether its deadline passed before it was acknowledged."""
        return states.State(self.state) in (*states.MISSED, states.State.LATE)


class Feed(models.Model):
    """The last position given in a partner's feed. Its row is locked until the commit, so positions have no gaps."""

    partner = models.OneToOneField(Team, primary_key=True, on_delete=models.PROTECT, related_name="+")
    last = models.BigIntegerField()

    def __str__(self) -> str:
        return f"feed of {self.partner_id} at {self.last}"
