"""Makings: one thing that a fan asked an experience for. And who may ask for nothing."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from uuid_utils.compat import uuid7

from artists.audio.models import Sound
from artists.catalog.models import Asset
from artists.teams.models import Team
from consent.experiences.models import Experience
from consent.making.querysets import MakingQuerySet
from consent.making.states import OPEN, State
from consent.reports.models import Output


class Making(models.Model):
    """One thing a fan asked an experience for.

    `person` is who asked, or `visitor` the keyed hash of a browser session without an account. `inputs` are what was
    chosen, as `consent.making.inputs` read it. `address` is the keyed hash of where they came from, kept for limits and
    bans and forgotten after a while. `percent` is how far it is; `sentence` what is being done, and at the end why it
    was refused or failed.

    `maker_name` is the first name that its maker wants on its public page; empty for “a fan”.

    A worker holds it until `hold_ends_at`, under `hold`, a number that only its holder knows: whoever lost the hold can
    neither finish nor fail it. `permit` holds the id of the permit for each asset (JSON), kept when it was given, so
    that a worker that died between the making and the report neither asks nor reports twice: `reference`, the making's
    id, counts once. `recipe` is the hash of all that decides what comes out: the same again need not be made again.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    experience = models.ForeignKey(Experience, on_delete=models.PROTECT, related_name="makings", db_index=False)
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="makings")
    visitor = models.CharField(max_length=64, blank=True, default="")
    address = models.CharField(max_length=64, blank=True, default="")
    territory = models.CharField(max_length=2, blank=True, default="")
    inputs: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    state = models.TextField(choices=[(one.value, one.value) for one in State], default=State.WAITING.value)
    percent = models.PositiveSmallIntegerField(default=0)
    sentence = models.TextField(blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    hold = models.UUIDField(null=True)
    hold_ends_at = models.DateTimeField(null=True)
    permit = models.TextField(blank=True, default="")
    recipe = models.CharField(max_length=64, blank=True, default="")
    output = models.OneToOneField(Output, null=True, on_delete=models.PROTECT, related_name="making")
    public = models.BooleanField(default=False)
    maker_name = models.CharField(max_length=24, blank=True, default="")
    featured_at = models.DateTimeField(null=True)
    featured_for = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    plays = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = MakingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=[one.value for one in State]), name="making_state_is_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="ready") | models.Q(output__isnull=False), name="what_is_ready_is_registered"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["experience", "-asked_at"], name="making_of_experience"),
            models.Index(fields=["person", "-asked_at"], name="making_of_person"),
            models.Index(fields=["visitor", "-asked_at"], name="making_of_visitor", condition=~models.Q(visitor="")),
            models.Index(fields=["address", "-asked_at"], name="making_of_address", condition=~models.Q(address="")),
            models.Index(fields=["recipe"], name="making_of_recipe", condition=models.Q(state="ready")),
            models.Index(
                fields=["asked_at"],
                name="making_open",
                condition=models.Q(state__in=[one.value for one in sorted(OPEN)]),
            ),
        ]

    def __str__(self) -> str:
        return f"making {self.id}"


class File(models.Model):
    """A file of something made. `role` says what for: `mix`, `vocals`, `accompaniment`, `midi`, `notes`, `playlist`.

    Sound is a `sound`; anything else lies in the storage `audio` under `name`. `facts` are what the tool says of it.
    """

    making = models.ForeignKey(Making, on_delete=models.CASCADE, related_name="files", db_index=False)
    role = models.CharField(max_length=30)
    sound = models.ForeignKey(Sound, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.TextField(blank=True, default="")
    content_type = models.CharField(max_length=100, blank=True, default="")
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    facts: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["making", "role"], name="a_making_has_one_file_of_a_role"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["name"], name="file_name", condition=~models.Q(name="")),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.making_id}"


class Ban(models.Model):
    """Somebody may make nothing for now: a person, or whoever comes from an address (its keyed hash).

    `team` is the artist team that does not want them near its music; none where the portal said so for everything.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="bans")
    visitor = models.CharField(max_length=64, blank=True, default="")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="bans")
    because = models.CharField(max_length=300)
    banned_at = models.DateTimeField()
    banned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    until = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=True) ^ models.Q(visitor=""), name="a_ban_is_of_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"a ban of {self.person_id or 'a visitor'}"


class Bench(models.Model):
    """A tool of the studio as its worker last saw it: `lacks` says what its machine is missing, empty where it runs."""

    tool = models.TextField(primary_key=True)
    lacks = models.TextField(blank=True, default="")
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.tool}: {self.lacks or 'runs'}"
