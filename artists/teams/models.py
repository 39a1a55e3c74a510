"""Teams, their members, invitations, mandates and API clients."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from artists.access import Role, TeamKind
from artists.teams.querysets import (
    ApiClientQuerySet,
    InvitationQuerySet,
    MandateQuerySet,
    MembershipQuerySet,
    TeamQuerySet,
)


def _kind_choices() -> list[tuple[str, str]]:
    return [(kind.value, kind.label) for kind in TeamKind]


def _role_choices() -> list[tuple[str, str]]:
    return [(role.value, role.label) for role in Role]


class Team(models.Model):
    """What a person acts for. Its slug is in every address of its pages."""

    kind = models.TextField(choices=_kind_choices)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="teams_created"
    )

    objects = TeamQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in TeamKind]), name="team_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def team_kind(self) -> TeamKind:
        """The kind, as the enumeration."""
        return TeamKind(self.kind)


class Membership(models.Model):
    """A person in a team, with a role."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.TextField(choices=_role_choices)
    joined_at = models.DateTimeField()
    joined_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["team", "person"], name="a_person_is_in_a_team_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in Role]), name="membership_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.team} as {self.role}"


class Invitation(models.Model):
    """An invitation by e-mail: single-use, expiring, revocable. Only a hash of its token is kept."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.TextField(choices=_role_choices)
    token_sha256 = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                "team",
                Lower("email"),
                condition=models.Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="one_open_invitation_for_an_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.team}"


class Mandate(models.Model):
    """An artist team lets another team decide for it: named uses, until a date, taken back at once by the artist.

    It covers the voice and the likeness only where `covers_voice` says so by name. `given_back` says that its holder
    ended it, rather than the artist.
    """

    artist_team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="mandates_given")
    holder_team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="mandates_held")
    uses = ArrayField(models.TextField())
    covers_voice = models.BooleanField(default=False)
    until = models.DateTimeField()
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    given_back = models.BooleanField(default=False)

    objects = MandateQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(artist_team=models.F("holder_team")), name="a_mandate_is_for_another_team"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.artist_team} to {self.holder_team}"


class ApiClient(models.Model):
    """The OAuth 2 client of a partner team. The client itself, with its hashed secret, lives in allauth's table.

    `mode` and `authenticates` are chosen when it is made and never change. `limits` are what the operator agreed with
    the partner: kind of request to how many a minute; what is not in it has the portal's own limit.
    """

    class Mode(models.TextChoices):
        LIVE = "live", "Live"
        TEST = "test", "Test"

    class Method(models.TextChoices):
        """How the client proves itself at the token endpoint: RFC 6749 §2.3.1, RFC 7523 §2.2."""

        SECRET = "secret", "A secret"
        KEYS = "keys", "Its own keys"

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="api_clients")
    client_id = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=80)
    mode = models.TextField(choices=Mode.choices, default=Mode.LIVE)
    authenticates = models.TextField(choices=Method.choices, default=Method.SECRET)
    limits = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ApiClientQuerySet.as_manager()

    class Meta:
        verbose_name = "API client"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(mode__in=["live", "test"]), name="client_mode_is_known"),
            models.CheckConstraint(
                condition=models.Q(authenticates__in=["secret", "keys"]), name="client_method_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.team}"

    @property
    def is_test(self) -> bool:
        """Whether it plays in the sandbox and never reaches real people, licences or money."""
        return self.mode == self.Mode.TEST


class ClientKey(models.Model):
    """A public key of an API client, as a JWK (RFC 7517). We never have the private half."""

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="keys")
    kid = models.CharField(max_length=100)
    algorithm = models.TextField()
    jwk = models.JSONField()
    thumbprint = models.CharField(max_length=43)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "key of an API client"
        verbose_name_plural = "keys of API clients"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["client", "kid"], name="a_client_has_a_kid_once"),
            models.UniqueConstraint(fields=["client", "thumbprint"], name="a_client_has_a_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kid} of {self.client}"
