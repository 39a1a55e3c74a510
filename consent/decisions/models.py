"""Permits, the keys they are signed with, the status lists that call them back, and who gets none."""

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, Value
from uuid_utils.compat import uuid7

from artists.journal.guards import never_emptied
from artists.teams.models import Team
from consent.decisions.querysets import PermitQuerySet, SigningKeyQuerySet


class SigningKey(models.Model):
    """An Ed25519 key that permits, status lists and snapshots are signed with.

    `kid` is the key's RFC 7638 thumbprint, `public` its JWK, `sealed` the private half, encrypted. It signs from
    `signs_at`, so that whoever keeps the public keys has seen it by then, until a newer one does; it is published
    until `retires_at`, unknown while it signs. A test key signs what test clients get.
    """

    kid = models.CharField(max_length=43, unique=True)
    public: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField()
    sealed = models.TextField()
    test = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    signs_at = models.DateTimeField()
    retires_at = models.DateTimeField(null=True)

    objects = SigningKeyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"key {self.kid}"


class Permit(models.Model):
    """A signed, short-lived `allow`: what it allowed, to whom, and whether it was called back.

    `id` is the token's `jti`; `number` its place in the status lists. `client` is the API client that got it,
    `asset_id` no foreign key, for a test permit is for an asset of the sandbox. `versions` are the signed versions of
    licences it rests on. `revoked_at` is when a withdrawal reached it: what it allowed was never taken back before.
    `redeemed_at` is when a single-use permit was used.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.BigIntegerField(unique=True, db_default=Func(Value("decisions_permit_numbers"), function="nextval"))
    partner = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="permits", db_index=False)
    client = models.CharField(max_length=100)
    asset_id = models.UUIDField()
    use = models.TextField()
    territory = models.CharField(max_length=2, blank=True, default="")
    model = models.TextField(blank=True, default="")
    experience = models.UUIDField(null=True)  # no foreign key: experiences are a room above
    versions = ArrayField(models.BigIntegerField(), default=list)
    quantity = models.PositiveIntegerField()
    single_use = models.BooleanField(default=False)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    redeemed_at = models.DateTimeField(null=True)
    test = models.BooleanField(default=False)

    objects = PermitQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(expires_at__gt=models.F("issued_at")), name="a_permit_lasts"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="a_permit_is_for_something"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["partner", "-issued_at"], name="permit_of_partner"),
            models.Index(fields=["asset_id", "use"], name="permit_of_asset"),
            models.Index(
                fields=["experience", "issued_at"],
                name="permit_experience",
                include=["quantity"],
                condition=models.Q(experience__isnull=False),
            ),
            models.Index(fields=["expires_at"], name="permit_expires", condition=models.Q(revoked_at__isnull=True)),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="never_changed",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["revoked_at", "redeemed_at"]),
            ),
            never_emptied("Every permit"),
        ]

    def __str__(self) -> str:
        return f"permit {self.id}"


class StatusList(models.Model):
    """A page of permits' statuses as it was last signed: a Token Status List. `at` is the moment it is true of."""

    page = models.BigIntegerField(primary_key=True)
    token = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"status list {self.page}"


class Stop(models.Model):
    """A partner gets no permits while one of these is open, and those it has are called back.

    `source` names what stops it, such as `withdrawal:<id>`; `because` is the sentence the partner reads.
    """

    partner = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="stops")
    source = models.TextField()
    because = models.CharField(max_length=300)
    stopped_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["partner", "source"], condition=models.Q(lifted_at__isnull=True), name="one_stop_of_a_source"
            ),
        ]

    def __str__(self) -> str:
        return f"no permits for {self.partner_id}: {self.source}"
