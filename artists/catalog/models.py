"""What exists: artists, releases, assets, and who holds a right in what."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from uuid_utils.compat import uuid7

from artists.catalog.querysets import (
    ArtistQuerySet,
    AssetQuerySet,
    DeliveryQuerySet,
    IdentificationQuerySet,
    ReleaseQuerySet,
)
from artists.teams.models import Team


class Artist(models.Model):
    """An artist's identity. `team` is the artist team that speaks for the artist; none until somebody claims it.

    `delivered_by` is the team that brought the artist in. `merged_into` is the artist whom this entry turned out to be:
    it stays as a name and an address that lead there. `checked_at` is when an operator found that the team is the
    artist; `parted_at` when one found that a team was not: until another is linked, all the artist is on stays shut.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    isni = models.CharField(max_length=16, blank=True, default="", db_index=True)
    ipi = models.CharField(max_length=11, blank=True, default="")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="artists")
    delivered_by = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="artists_delivered")
    merged_into: "models.ForeignKey[Artist | None, Artist | None]" = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="other_names"
    )
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    parted_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    objects = ArtistQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["isni"], condition=~models.Q(isni=""), name="an_isni_names_one_artist"),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | models.Q(team=None, checked_at=None),
                name="nobody_speaks_for_another_name_of_an_artist",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Release(models.Model):
    """A single, an EP or an album. `delivered_by` is the team whose catalogue brought it in."""

    class Kind(models.TextChoices):
        """What the trade calls it."""

        SINGLE = "single", "Single"
        EP = "ep", "EP"
        ALBUM = "album", "Album"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.TextField(choices=Kind.choices)
    title = models.CharField(max_length=300)
    artist = models.ForeignKey(Artist, on_delete=models.PROTECT, related_name="releases")
    upc = models.CharField(max_length=14, blank=True, default="")
    label_name = models.CharField(max_length=200, blank=True, default="")
    p_line = models.CharField(max_length=300, blank=True, default="")
    c_line = models.CharField(max_length=300, blank=True, default="")
    released_on = models.DateField(null=True)
    delivered_by = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="releases_delivered")
    created_at = models.DateTimeField()

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["upc"], condition=~models.Q(upc=""), name="a_upc_names_one_release"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["single", "ep", "album"]), name="release_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AssetKind(models.TextChoices):
    """What can be consented to."""

    RECORDING = "recording", "Track"
    COMPOSITION = "composition", "Song"
    VOICE = "voice", "Voice"
    LIKENESS = "likeness", "Likeness"


class Asset(models.Model):
    """Something that can be consented to: a recording, a composition, an artist's voice or likeness.

    `artist` is the main artist of a recording and the person behind a voice or a likeness; a composition has none.
    `title_language` is the language and script of the title (BCP 47), such as `ja-Jpan`.
    `plays` only gives the consent map its heights.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.TextField(choices=AssetKind.choices)
    title = models.CharField(max_length=300)
    version_title = models.CharField(max_length=200, blank=True, default="")
    title_language = models.CharField(max_length=35, blank=True, default="")
    artist = models.ForeignKey(Artist, null=True, on_delete=models.PROTECT, related_name="assets")
    isrc = models.CharField(max_length=12, blank=True, default="")
    iswc = models.CharField(max_length=11, blank=True, default="")
    duration = models.DurationField(null=True)
    p_line = models.CharField(max_length=300, blank=True, default="")
    plays = models.PositiveBigIntegerField(default=0)
    compositions: "models.ManyToManyField[Asset, Embodiment]" = models.ManyToManyField(
        "self", through="Embodiment", symmetrical=False, related_name="recordings"
    )
    releases: "models.ManyToManyField[Release, ReleaseTrack]" = models.ManyToManyField(
        Release, through="ReleaseTrack", related_name="recordings"
    )
    created_at = models.DateTimeField()

    objects = AssetQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["artist", "kind"], name="asset_artist_kind")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["isrc"], condition=~models.Q(isrc=""), name="an_isrc_names_one_recording"),
            models.UniqueConstraint(
                fields=["iswc"], condition=~models.Q(iswc=""), name="an_iswc_names_one_composition"
            ),
            models.UniqueConstraint(
                fields=["artist", "kind"],
                condition=models.Q(kind__in=["voice", "likeness"]),
                name="an_artist_has_one_voice_and_one_likeness",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=AssetKind.values), name="asset_kind_is_known"),
            models.CheckConstraint(
                condition=models.Q(kind="composition", artist__isnull=True)
                | (~models.Q(kind="composition") & models.Q(artist__isnull=False)),
                name="all_but_a_composition_have_an_artist",
            ),
            models.CheckConstraint(
                condition=models.Q(isrc="") | models.Q(kind="recording"), name="only_a_recording_has_an_isrc"
            ),
            models.CheckConstraint(
                condition=models.Q(iswc="") | models.Q(kind="composition"), name="only_a_composition_has_an_iswc"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version_title})" if self.version_title else self.title


class Embodiment(models.Model):
    """A recording embodies a composition; a medley embodies several."""

    recording = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="embodied", db_index=False)
    composition = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="embodied_by")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["recording", "composition"], name="a_recording_embodies_a_song_once"),
        ]

    def __str__(self) -> str:
        return f"{self.recording} embodies {self.composition}"


class Credit(models.Model):
    """An artist on a recording, as main or featured artist. The voices of a recording are those of its credits."""

    class Role(models.TextChoices):
        """How the artist appears."""

        MAIN = "main", "Main artist"
        FEATURED = "featured", "Featured artist"

    recording = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="credits", db_index=False)
    artist = models.ForeignKey(Artist, on_delete=models.PROTECT, related_name="credits")
    role = models.TextField(choices=Role.choices)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["recording", "artist"], name="an_artist_is_credited_once"),
            models.CheckConstraint(condition=models.Q(role__in=["main", "featured"]), name="credit_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.artist} on {self.recording}"


class ReleaseTrack(models.Model):
    """A recording's place on a release."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="tracks", db_index=False)
    recording = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="places")
    disc = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["disc", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["release", "disc", "position"], name="a_place_on_a_release_is_taken_once"),
        ]

    def __str__(self) -> str:
        return f"{self.recording} on {self.release}"


class Right(models.TextChoices):
    """What a team holds in an asset."""

    PERFORMER = "performer", "Performer"
    MASTER = "master", "Master"
    PUBLISHING = "publishing", "Publishing"
    SELF = "self", "The artist's own"


class Holding(models.Model):
    """A team's right in an asset. The holders of an asset are the teams who must all say yes.

    `share_bp` is the share in basis points where money follows it; shares of one right on an asset never exceed 10,000.
    `identification` is the link that brought it: such a right is in music that was here already, so no default for new
    releases answers for it.
    """

    # The unique constraint and the index below serve both keys.
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="holdings", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="holdings", db_index=False)
    right = models.TextField(choices=Right.choices)
    share_bp = models.PositiveIntegerField(null=True)
    identification = models.ForeignKey("Identification", null=True, on_delete=models.PROTECT, related_name="holdings")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # The team last: PostgreSQL 18 would rather walk through all teams of an index than look up asset and right.
            models.UniqueConstraint(fields=["asset", "right", "team"], name="a_team_holds_a_right_once"),
            models.CheckConstraint(condition=models.Q(right__in=Right.values), name="holding_right_is_known"),
            models.CheckConstraint(
                condition=models.Q(share_bp__isnull=True) | models.Q(share_bp__lte=10_000),
                name="a_share_is_at_most_all",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["team", "asset"], name="holding_team_asset")]

    def __str__(self) -> str:
        return f"{self.team} holds {self.right} in {self.asset}"


class Delivery(models.Model):
    """A catalogue file somebody brought in: CSV or DDEX ERN. Read, shown as a plan, carried out once confirmed."""

    class State(models.TextChoices):
        """Where it stands. Only `planned` can be confirmed, and only once."""

        READING = "reading", "Being read"
        PLANNED = "planned", "Waiting for your yes"
        RUNNING = "running", "Being brought in"
        DONE = "done", "Brought in"
        FAILED = "failed", "Could not be read"
        DISCARDED = "discarded", "Thrown away"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="deliveries")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    format = models.TextField(blank=True, default="")
    state = models.TextField(choices=State.choices, default=State.READING)
    plan: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True, default="")
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    finished_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        ordering: ClassVar[list[str]] = ["-uploaded_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=["reading", "planned", "running", "done", "failed", "discarded"]),
                name="delivery_state_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class Identification(models.Model):
    """An artist team says which artist of the catalogue it is; an operator links the two, or refuses with a sentence.

    For the team's own artist it asks for the check alone. `same_as` is the team's artist that the other one turned out
    to be another entry of. `moved` is what the link moved, so that it can be undone.
    """

    class State(models.TextChoices):
        """Where it stands. Only `waiting` can be decided, only `linked` undone."""

        WAITING = "waiting", "Waiting for the portal"
        LINKED = "linked", "Checked by the portal"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Taken back"
        UNDONE = "undone", "Undone by the portal"

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="identifications")
    artist = models.ForeignKey(Artist, on_delete=models.PROTECT, related_name="identifications")
    same_as = models.ForeignKey(Artist, null=True, on_delete=models.PROTECT, related_name="+")
    evidence = models.TextField()
    links = ArrayField(models.URLField(max_length=300), default=list, blank=True)
    state = models.TextField(choices=State.choices, default=State.WAITING)
    sentence = models.TextField(blank=True, default="")
    moved: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = IdentificationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["asked_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["team", "artist"], condition=models.Q(state="waiting"), name="a_team_asks_once_for_an_artist"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "linked", "refused", "withdrawn", "undone"]),
                name="identification_state_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} is {self.artist}"
