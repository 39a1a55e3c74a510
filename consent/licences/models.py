"""Licences, their versions and signatures, and what each covers for a check."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from artists.catalog.models import Artist, Asset
from artists.journal.guards import never_emptied
from artists.teams.models import Team
from consent.licences.querysets import LicenceQuerySet
from consent.licences.states import State
from consent.licences.terms import Basis, Terms
from consent.uses import USES


def _state_choices() -> list[tuple[str, str]]:
    return [(state.value, state.value) for state in State]


def _use_choices() -> list[tuple[str, str]]:
    return [(use.code, use.label) for use in USES.values()]


def _basis_choices() -> list[tuple[str, str]]:
    return [(basis.value, basis.label) for basis in Basis]


class Licence(models.Model):
    """A deal between a partner and the teams that hold a right, made before any use. Its number is its id: L-0093.

    `origin` says whether it was offered as a licence or came from a request for a use. `draft` holds terms nobody else
    has seen yet. `in_force` is the version that is signed; a newer one may be on the table meanwhile. `starts_at` and
    `ends_at` (the first moment after it) are those of that version, or what a notice made of them.
    """

    class Origin(models.TextChoices):
        """How it came about."""

        OFFER = "offer", "Offered as a licence"
        REQUEST = "request", "From a request"

    partner = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="licences_held")
    title = models.CharField(max_length=120)
    origin = models.TextField(choices=Origin.choices)
    state = models.TextField(choices=_state_choices, default=State.DRAFT.value)
    draft: "models.JSONField[dict[str, Any] | None, dict[str, Any] | None]" = models.JSONField(null=True)
    drafted_for = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="licences_drafted")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    in_force = models.ForeignKey("Version", null=True, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    notice_at = models.DateTimeField(null=True)
    notice_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    notice_from = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")

    objects = LicenceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in State]), name="licence_state_is_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["signed", "suspended"]) | models.Q(in_force__isnull=False),
                name="a_licence_in_force_has_a_signed_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def reference(self) -> str:
        """How people and letters call it."""
        return f"L-{self.pk:04d}"


class Party(models.Model):
    """A team that licenses: it must sign. The partner is the licence's own."""

    licence = models.ForeignKey(Licence, on_delete=models.CASCADE, related_name="parties", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="licences_given")

    class Meta:
        verbose_name_plural = "parties"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["licence", "team"], name="a_team_is_a_party_once"),
        ]

    def __str__(self) -> str:
        return f"{self.team} to {self.licence}"


class Version(models.Model):
    """One round of terms, as it was sent: never changed. `text` is what is signed, `sha256` its hash.

    `deal_sha256` is the hash of the terms without the catalogue: equal for the same deal.
    """

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField()
    terms: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    deal_sha256 = models.CharField(max_length=64)
    proposed_for = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["licence", "number"], name="versions_of_a_licence_are_numbered"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="never_changed",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("terms", "text", "sha256", "number", "licence", "proposed_at"),
            ),
            never_emptied("Every version of a licence"),
        ]

    def __str__(self) -> str:
        return f"{self.licence.reference} version {self.number}"

    @property
    def agreed(self) -> Terms:
        """The terms, as a value."""
        return Terms.from_data(self.terms)


class Rate(models.Model):
    """A price in a version: what earnings are worked out from. Written with the version, never changed.

    `use` empty means all uses of the licence. Amounts have six decimals, in `currency`.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="rates", db_index=False)
    use = models.TextField(blank=True, default="")
    basis = models.TextField(choices=_basis_choices)
    amount = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    basis_points = models.PositiveIntegerField(null=True)
    currency = models.CharField(max_length=3)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "use", "basis"], name="a_use_has_one_rate_of_a_kind"),
            models.CheckConstraint(
                condition=models.Q(basis="revenue_share", amount__isnull=True, basis_points__isnull=False)
                | (~models.Q(basis="revenue_share") & models.Q(amount__isnull=False, basis_points__isnull=True)),
                name="a_rate_is_an_amount_or_a_share",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("Every rate"),
        ]

    def __str__(self) -> str:
        return f"{self.use or 'all uses'} {self.basis}"


class Signature(models.Model):
    """A team's yes to one version: who signed its exact text (`sha256`), when, and how."""

    class How(models.TextChoices):
        """By which act."""

        SIGNED = "signed", "Signed after a fresh sign-in"
        VOTED = "voted", "Said yes to the request"
        RULE = "rule", "By a rule the team had set"

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="signatures", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    how = models.TextField(choices=How.choices)
    sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["signed_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "team"], name="a_team_signs_a_version_once"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="never_changed",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("version", "team", "sha256", "signed_at", "how"),
            ),
            never_emptied("Every signature"),
        ]

    def __str__(self) -> str:
        return f"{self.team} on {self.version}"


class Suspension(models.Model):
    """A party has stopped a licence for now. It opens nothing until whoever stopped it lets it go on."""

    licence = models.ForeignKey(Licence, on_delete=models.CASCADE, related_name="suspensions")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True, default="")
    suspended_at = models.DateTimeField()
    suspended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    resumed_at = models.DateTimeField(null=True)
    resumed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["licence", "team"], condition=models.Q(resumed_at__isnull=True), name="one_open_suspension_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.licence} suspended by {self.team}"


class Cover(models.Model):
    """What a signed version means for a check: this team's yes, to this partner, for this use, of what.

    Neither asset nor artist: all the team holds. `by_request` where the yes was to a request for these very assets:
    only that answers a choice that is `ask`. Written only by `consent.licences.coverage`; `live` is False while
    the licence is suspended. `model` is the one model version that `train` may make, empty for other uses.
    """

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="covers")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+", db_index=False)
    partner = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    use = models.TextField(choices=_use_choices)
    asset = models.ForeignKey(Asset, null=True, on_delete=models.PROTECT, related_name="+")
    artist = models.ForeignKey(Artist, null=True, on_delete=models.PROTECT, related_name="+")
    territories = ArrayField(models.CharField(max_length=2), default=list)
    model = models.TextField(blank=True, default="")
    # The licence is for an experience alone: it covers what is asked for within that, and nothing else.
    for_experience = models.BooleanField(default=False)
    signed_at = models.DateTimeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    by_request = models.BooleanField(default=False)
    live = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(asset__isnull=True) | models.Q(artist__isnull=True),
                name="a_cover_names_an_asset_or_an_artist_or_all",
            ),
            models.CheckConstraint(
                condition=~models.Q(use="train") | ~models.Q(model=""), name="training_is_for_one_model"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["partner", "use", "team", "asset"], name="cover_partner_use"),
            models.Index(fields=["team"], name="cover_team"),
        ]

    def __str__(self) -> str:
        return f"{self.use} for {self.partner_id} from {self.team_id}"


class Exclusion(models.Model):
    """What a licence in force leaves out."""

    licence = models.ForeignKey(Licence, on_delete=models.CASCADE, related_name="exclusions", db_index=False)
    asset = models.ForeignKey(Asset, null=True, on_delete=models.CASCADE, related_name="+")
    artist = models.ForeignKey(Artist, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["licence", "asset"], name="an_asset_is_left_out_once"),
            models.UniqueConstraint(fields=["licence", "artist"], name="an_artist_is_left_out_once"),
            models.CheckConstraint(
                condition=models.Q(asset__isnull=True) ^ models.Q(artist__isnull=True),
                name="an_exclusion_names_an_asset_or_an_artist",
            ),
        ]

    def __str__(self) -> str:
        return f"not in {self.licence_id}"
