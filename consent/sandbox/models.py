"""What a partner does in its sandbox."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from artists.teams.models import Team
from consent.choices.answers import Answer
from consent.sandbox.assets import ARTISTS
from consent.sandbox.querysets import SandboxChoiceQuerySet


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
