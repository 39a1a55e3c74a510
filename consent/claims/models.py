"""Claims about what was made."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Func, Value
from uuid_utils.compat import uuid7

from artists.teams.models import Team
from consent.claims.querysets import ClaimQuerySet
from consent.claims.states import Kind, State
from consent.reports.models import Output


class Claim(models.Model):
    """Somebody says what is wrong with something made. The answer is one sentence; `email` is where it goes, if given.

    While it is open, a claim of rights or of harm keeps the sound from playing if it `hides`. `visitor` and `address`
    are keyed hashes of a browser session without an account, and of the address it came from: they are there so that
    nobody silences by the dozen, and are forgotten with `email` and `person` (`forgetting`). `team` made the claim for
    itself, as a holder. What an answer mended is in `contains_ai` and `credit`: empty where it stays as it was.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.PositiveBigIntegerField(
        unique=True, db_default=Func(Value("claims_claim_numbers"), function="nextval")
    )
    output = models.ForeignKey(Output, on_delete=models.PROTECT, related_name="claims")
    kind = models.TextField(choices=[(one.value, one.label) for one in Kind])
    state = models.TextField(choices=[(one.value, one.label) for one in State], default=State.OPEN.value)
    words = models.CharField(max_length=2000, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="claims")
    visitor = models.CharField(max_length=64, blank=True, default="")
    address = models.CharField(max_length=64, blank=True, default="")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="claims")
    hides = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    answer_due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sentence = models.CharField(max_length=600, blank=True, default="")
    contains_ai = models.TextField(choices=Output.ContainsAI.choices, blank=True, default="")
    credit = models.CharField(max_length=400, blank=True, default="")
    forgotten_at = models.DateTimeField(null=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["made_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state="open", answered_at__isnull=True)
                | (~models.Q(state="open") & models.Q(answered_at__isnull=False)),
                name="a_claim_that_is_answered_says_when",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[one.value for one in State])
                & models.Q(kind__in=[one.value for one in Kind]),
                name="claim_state_and_kind_are_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(hides=True) | ~models.Q(kind="label"), name="a_wrong_label_silences_nothing"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["answer_due_at"], name="claim_open", condition=models.Q(state="open")),
            models.Index(fields=["address", "-made_at"], name="claim_address", condition=~models.Q(address="")),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How people and letters call it."""
        return f"SC-R-{self.number}"

    @property
    def what(self) -> Kind:
        """Its kind, as a value."""
        return Kind(self.kind)

    @property
    def stands(self) -> State:
        """Its state, as a value."""
        return State(self.state)
