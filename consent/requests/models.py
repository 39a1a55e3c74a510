"""Requests, who must answer them, votes, what was said about them, and rules that answer by themselves."""

from datetime import datetime
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from artists.catalog.models import Asset
from artists.teams.models import Team
from consent.licences.models import Licence, Version
from consent.requests.querysets import AttachmentQuerySet, PostQuerySet, RequestQuerySet, RuleQuerySet
from consent.requests.states import State


def _state_choices() -> list[tuple[str, str]]:
    return [(state.value, state.value) for state in State]


class Request(models.Model):
    """Somebody asks for a yes. Its number is its id: R-2148. Each round is a version of its licence.

    `kind` use: a use of named assets, which becomes a licence for exactly that; experience: the same for what its
    terms offer fans, and nothing else; licence: a deal in advance. `purpose` is what the partner wants to do, in
    its words. `again_at` is when the partner may ask again after a no; a holder can make it sooner (`invited_at`).
    `deal_sha256` is that of the round on the table: equal for the same deal.
    """

    class Kind(models.TextChoices):
        """What is asked for."""

        USE = "use", "A use"
        LICENCE = "licence", "A licence"
        EXPERIENCE = "experience", "An experience"

    kind = models.TextField(choices=Kind.choices)
    partner = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="requests_sent")
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="requests")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    purpose = models.CharField(max_length=2000)
    state = models.TextField(choices=_state_choices, default=State.OPEN.value)
    deal_sha256 = models.CharField(max_length=64)
    uses = ArrayField(models.TextField(), default=list)
    opened_for = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    deadline_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    again_at = models.DateTimeField(null=True)
    invited_at = models.DateTimeField(null=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    assets: "models.ManyToManyField[Asset, RequestedAsset]" = models.ManyToManyField(
        Asset, through="RequestedAsset", related_name="requests"
    )

    objects = RequestQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in State]), name="request_state_is_known"
            ),
            models.UniqueConstraint(
                fields=["licence"], condition=models.Q(state="open"), name="one_open_request_for_a_licence"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", closed_at__isnull=True)
                | (~models.Q(state="open") & models.Q(closed_at__isnull=False)),
                name="a_request_is_open_or_closed",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["deadline_at"], name="request_open", condition=models.Q(state="open")),
            models.Index(fields=["partner", "-opened_at"], name="request_partner"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def reference(self) -> str:
        """How people and letters call it."""
        return f"R-{self.pk:04d}"

    @property
    def of_assets(self) -> bool:
        """Whether it is asked of named assets, and so of everybody who holds them: a use, or an experience."""
        return self.kind != self.Kind.LICENCE

    def is_open(self, *, now: datetime) -> bool:
        """Whether a vote counts now: a deadline that has passed is a no, whether or not anybody noted it."""
        return self.state == State.OPEN and self.deadline_at > now


class RequestedAsset(models.Model):
    """One of the assets a use is asked of."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="requested", db_index=False)
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["request", "asset"], name="an_asset_is_asked_for_once"),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} in {self.request_id}"


class Voter(models.Model):
    """A team whose yes is needed, and how it handles the request: who looks after it, until when it is put aside."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="voters", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    assigned_at = models.DateTimeField(null=True)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    wakes_at = models.DateTimeField(null=True)
    snoozed_at = models.DateTimeField(null=True)
    snoozed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["request", "team"], name="a_team_votes_in_a_request_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["team", "request"], name="voter_team_request")]

    def __str__(self) -> str:
        return f"{self.team_id} in {self.request_id}"


class Vote(models.Model):
    """A team's answer to one round, sealed. A newer round starts without votes.

    `needs_second` until a second member has confirmed a yes: it does not count before. `sha256` is the text the yes is
    for. `shown_at` is when the team opened its own vote to the other holders. `note` is for the team itself.
    """

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="votes")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    yes = models.BooleanField()
    sha256 = models.CharField(max_length=64)
    rule = models.ForeignKey("Rule", null=True, on_delete=models.SET_NULL, related_name="votes")
    mandate_id = models.BigIntegerField(null=True)
    needs_second = models.BooleanField(default=False)
    cast_at = models.DateTimeField()
    cast_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    shown_at = models.DateTimeField(null=True)
    shown_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "team"], name="a_team_votes_once_a_round"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"a vote in {self.request_id}"


class Post(models.Model):
    """Something said about a request: to everyone in it, among the holders, or within one's own team."""

    class Audience(models.TextChoices):
        """Who reads it."""

        EVERYONE = "everyone", "Everyone in this request"
        HOLDERS = "holders", "The holders"
        TEAM = "team", "Our team only"

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="posts")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    audience = models.TextField(choices=Audience.choices)
    body = models.CharField(max_length=4000)
    posted_at = models.DateTimeField()
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["posted_at", "id"]

    def __str__(self) -> str:
        return f"post {self.pk} in {self.request_id}"


class Attachment(models.Model):
    """A file somebody added to the thread, or a clip that lets the holders hear what the partner would make."""

    class Kind(models.TextChoices):
        """What it is."""

        FILE = "file", "File"
        CLIP = "clip", "Clip to listen to"

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="attachments")
    post = models.ForeignKey(Post, null=True, on_delete=models.CASCADE, related_name="attachments")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField(choices=Kind.choices)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["uploaded_at", "id"]

    def __str__(self) -> str:
        return self.name


class Rule(models.Model):
    """A team's standing answer to requests of a kind. Read from the top; the first that fits answers.

    It fits where the partner, every use, the territories, the length and the price are within what it names; what it
    does not name narrows nothing. It says yes never for a voice, a likeness or training, and for a year at most.
    """

    class Answer(models.TextChoices):
        """What it does with a request that fits."""

        YES = "yes", "Always yes"
        ASK = "ask", "Always ask us"
        NO = "no", "Never"

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="rules")
    position = models.PositiveSmallIntegerField()
    answer = models.TextField(choices=Answer.choices)
    partner = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    uses = ArrayField(models.TextField(), default=list)
    territories = ArrayField(models.CharField(max_length=2), default=list)
    worldwide_only = models.BooleanField(default=False)
    most_days = models.PositiveIntegerField(null=True)
    longest = models.PositiveIntegerField(null=True)
    basis = models.TextField(blank=True, default="")
    least = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    below = models.BooleanField(default=False)
    most_a_month = models.PositiveIntegerField(null=True)
    until = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    paused_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = RuleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(answer="yes")
                | (
                    models.Q(until__isnull=False)
                    & ~models.Q(uses__overlap=["train", "sing", "speak", "translate", "portray"])
                ),
                name="a_yes_by_rule_ends_and_is_never_for_a_voice_or_training",
            ),
        ]

    def __str__(self) -> str:
        return f"rule {self.position} of {self.team}"
