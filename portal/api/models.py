"""What the API keeps for itself: answers that may be asked for again, and assertions that may not be used again."""

from typing import ClassVar

from django.db import models

from artists.teams.models import ApiClient


class Answered(models.Model):
    """The answer to a POST that carried an `Idempotency-Key`, kept so that the same POST is not carried out twice.

    `fingerprint` is the hash of method, address and body. Written in the transaction of the act itself, so that it is
    there if and only if the act was done.
    """

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="answered", db_index=False)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.BinaryField(default=bytes)
    answered_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["client", "key"], name="a_client_uses_a_key_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["client", "answered_at"], name="answered_when")]

    def __str__(self) -> str:
        return f"answer to {self.client}"


class UsedAssertion(models.Model):
    """An assertion that a client has authenticated with, by the hash of its `jti`, until it would have run out."""

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="+", db_index=False)
    jti_sha256 = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["client", "jti_sha256"], name="an_assertion_is_used_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["client", "expires_at"], name="assertions_by_age")
        ]

    def __str__(self) -> str:
        return f"assertion of {self.client}"
