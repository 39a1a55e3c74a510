"""What fans may do with music and voices: who offers it, under which licence, and whether it goes on."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from uuid_utils.compat import uuid7

from artists.catalog.models import Artist, Asset
from artists.teams.models import Team
from consent.experiences.querysets import ExperienceQuerySet, FollowQuerySet, WordQuerySet
from consent.experiences.states import State
from consent.licences.models import Licence, Version
from consent.licences.offer import Tool
from consent.requests.models import Request


class Experience(models.Model):
    """Something fans can do, offered by one partner on named assets, as its licence's offer says.

    `draft` are the terms (with their offer) before and while they are asked for. What counts afterwards is the
    version of `licence` in force: `title`, `tool`, `uses`, the limits and the dates here are taken from it whenever
    one comes into force, so that checks and pages read them without opening it; `version` is the one they were
    taken from. `approved_at` is when everybody had said yes.

    It is offered only while it is live and everything under it holds: `consent.experiences.holding` asks that anew.
    `paused_because` is a code of `states.Because`; `paused_for` the team that paused it, if one did.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    partner = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="experiences")
    title = models.CharField(max_length=80)
    tool = models.TextField(choices=[(one.value, one.label) for one in Tool])
    state = models.TextField(choices=[(one.value, one.value) for one in State], default=State.DRAFT.value)
    draft: "models.JSONField[dict[str, Any] | None, dict[str, Any] | None]" = models.JSONField(null=True)
    licence = models.OneToOneField(Licence, null=True, on_delete=models.PROTECT, related_name="experience")
    version = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(Request, null=True, on_delete=models.PROTECT, related_name="experiences")
    assets: "models.ManyToManyField[Asset, Ingredient]" = models.ManyToManyField(
        Asset, through="Ingredient", related_name="experiences"
    )
    uses = ArrayField(models.TextField(), default=list)
    territories = ArrayField(models.CharField(max_length=2), default=list)
    outputs_a_day = models.PositiveIntegerField(null=True)
    outputs_in_all = models.PositiveIntegerField(null=True)
    outputs_a_fan = models.PositiveIntegerField(null=True)
    fans = models.PositiveIntegerField(null=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    preview = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    paused_because = models.TextField(blank=True, default="")
    paused_for = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    paused_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_for = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ExperienceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=[one.value for one in State]), name="experience_state_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "in_review"]) | models.Q(licence__isnull=False)
                | models.Q(state="ended"),
                name="what_goes_live_has_a_licence",
            ),
            models.CheckConstraint(
                condition=models.Q(state="paused", paused_at__isnull=False)
                | (~models.Q(state="paused") & models.Q(paused_at__isnull=True)),
                name="what_is_paused_says_since_when",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class Ingredient(models.Model):
    """An asset an experience is made of."""

    experience = models.ForeignKey(Experience, on_delete=models.CASCADE, related_name="ingredients", db_index=False)
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["experience", "asset"], name="an_experience_names_an_asset_once"),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} in {self.experience_id}"


class Word(models.Model):
    """A word that an artist's team does not want said or written in any experience of its artists."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="unwanted_words", db_index=False)
    word = models.CharField(max_length=60)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = WordQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["word"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["team", "word"], name="a_word_is_listed_once"),
        ]

    def __str__(self) -> str:
        return self.word


class Follow(models.Model):
    """A person follows an artist or an experience, and is told of what is new."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    artist = models.ForeignKey(Artist, null=True, on_delete=models.CASCADE, related_name="followers")
    experience = models.ForeignKey(Experience, null=True, on_delete=models.CASCADE, related_name="followers")
    followed_at = models.DateTimeField()

    objects = FollowQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "artist"], name="an_artist_is_followed_once"),
            models.UniqueConstraint(fields=["person", "experience"], name="an_experience_is_followed_once"),
            models.CheckConstraint(
                condition=models.Q(artist__isnull=True) ^ models.Q(experience__isnull=True),
                name="one_follows_an_artist_or_an_experience",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} follows {self.artist_id or self.experience_id}"
