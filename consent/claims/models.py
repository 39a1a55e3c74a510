"""Claims about what was made."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from uuid_utils.compat import uuid7

from artists.teams.models import Team
from consent.reports.models import Output


class Claim(models.Model):
    """Somebody says what is wrong with something made, for a reason. `email` is where the answer goes, if given.

    While it is `open`, a claim of rights or of harm keeps the sound from playing (`hides`). The answer is one sentence.
    """

    class Kind(models.TextChoices):
        """What is wrong."""

        RIGHTS = "rights", "I hold rights and did not agree"
        HARM = "harm", "It is harmful or hateful"
        LABEL = "label", "The label or credit is wrong"

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", "Being looked at"
        UPHELD = "upheld", "Taken down"
        MENDED = "mended", "Mended"
        DISMISSED = "dismissed", "Stays as it is"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.PositiveBigIntegerField(unique=True)
    output = models.ForeignKey(Output, on_delete=models.PROTECT, related_name="claims")
    kind = models.TextField(choices=Kind.choices)
    state = models.TextField(choices=State.choices, default=State.OPEN)
    words = models.CharField(max_length=2000)
    email = models.EmailField(blank=True, default="")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="claims")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="claims")
    hides = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    answer_due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sentence = models.CharField(max_length=600, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["made_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state="open", answered_at__isnull=True)
                | (~models.Q(state="open") & models.Q(answered_at__isnull=False)),
                name="a_claim_that_is_answered_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"claim {self.number}"
