"""Adding to the catalogue by hand: an artist, a track with its song, a song, a voice, a likeness.

Whatever is added starts closed: nobody has answered for it yet. A team records only rights of its own here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from artists.access import Actor, Conflict, Denied, Invalid, Permission, TeamKind, one_line, require
from artists.catalog import entries, identifiers
from artists.catalog.deliveries.claims import may_claim
from artists.catalog.models import Artist, Asset, AssetKind, Credit, Embodiment, Release, ReleaseTrack, Right
from artists.catalog.rights import NewRight, give
from artists.catalog.topics import catalogue_changed
from artists.journal.record import Act, record_many

ALL = 10_000  # a whole share, in basis points


@dataclass(frozen=True)
class NewTrack:
    """A track as a person fills it in. Shares are the team's own, in basis points; None records no such right."""

    title: str
    artist_id: UUID
    isrc: str = ""
    version_title: str = ""
    duration: timedelta | None = None
    featured: Sequence[str] = ()
    song_title: str = ""
    iswc: str = ""
    master_bp: int | None = None
    publishing_bp: int | None = None
    release_id: UUID | None = None


def add_artist(name: str, *, actor: Actor, isni: str = "", ipi: str = "") -> Artist:
    """Add an artist. An artist team speaks for the artists it adds; another's are nobody's until claimed."""
    require(actor, Permission.EDIT_CATALOGUE)
    known = Artist(
        name=_named(name, "artist"),
        isni=identifiers.isni(isni),
        ipi=identifiers.ipi_name(ipi),
        team_id=actor.team_id if actor.team_kind is TeamKind.ARTIST else None,
        delivered_by_id=actor.team_id,
        created_at=timezone.now(),
    )
    with transaction.atomic():
        if known.isni and Artist.objects.filter(isni=known.isni).exists():
            raise Invalid(
                "isni_taken", "An artist with this ISNI is here already. Ask the operator to link them.", field="isni"
            )
        save_with_free_slug(known)
        _record([Act(entries.ARTIST_ADDED, "artist", str(known.pk), {"name": known.name})], [], actor)
    return known


def add_personal(artist: Artist, kind: AssetKind, *, actor: Actor) -> Asset:
    """Put an artist's voice or likeness on file, so that it can be answered for. It starts closed.

    Only the artist's own team may; there is one of each for an artist.
    """
    require(actor, Permission.EDIT_CATALOGUE)
    if artist.team_id != actor.team_id or actor.team_kind is not TeamKind.ARTIST:
        raise Denied(
            "artist_only", "A voice and a likeness are the artist's alone: only the artist's own team adds them."
        )
    if kind not in (AssetKind.VOICE, AssetKind.LIKENESS):
        raise Invalid("not_personal", "Only a voice or a likeness is added to an artist.")
    now = timezone.now()
    with transaction.atomic():
        Artist.objects.select_for_update().get(pk=artist.pk)
        asset, new = Asset.objects.get_or_create(
            artist=artist, kind=kind, defaults={"title": f"{artist.name}: {kind.label.lower()}", "created_at": now}
        )
        if new:
            acts = [Act(entries.PERSONAL_ADDED, "asset", str(asset.pk), {"kind": kind.value, "title": asset.title})]
            acts += give([NewRight(asset.pk, actor.team_id, Right.SELF, ALL)], actor=actor, at=now)
            _record(acts, [asset.pk], actor)
    return asset


def add_track(new: NewTrack, *, actor: Actor) -> Asset:
    """Add a track, its song, its credits and the team's own rights in both.

    An artist team becomes the performer. The artist's own team, where it is another, is recorded as performer too:
    that only adds somebody whose yes is needed.
    """
    require(actor, Permission.EDIT_CATALOGUE)
    now = timezone.now()
    with transaction.atomic():
        artist = Artist.objects.visible_to(actor).filter(pk=new.artist_id).first()
        if artist is None:
            raise Invalid("unknown_artist", "Choose one of your artists, or add the artist first.", field="artist")
        track = _new_recording(new, artist, now)
        song = _song_for(new, actor, now)
        acts = [Act(entries.TRACK_ADDED, "asset", str(track.pk), {"title": str(track), "isrc": track.isrc})]
        if song:
            Embodiment.objects.create(recording=track, composition=song.asset)
            acts += song.acts
        _credit(track, artist, new.featured, now)
        _place(track, new.release_id, actor)
        acts += give(_rights(new, track, artist, song, actor), actor=actor, at=now)
        _record(acts, [track.pk, *([song.asset.pk] if song else [])], actor)
    return track


def add_song(title: str, *, actor: Actor, iswc: str = "", share_bp: int = ALL) -> Asset:
    """Add a song the team publishes, without a track of it yet."""
    require(actor, Permission.EDIT_CATALOGUE)
    if not may_claim(actor.team_kind, Right.PUBLISHING):
        raise Denied("publishing", "A song's publishing is recorded by its publisher or the artist.")
    now = timezone.now()
    with transaction.atomic():
        song = _find_or_make_song(_named(title, "song_title"), identifiers.iswc(iswc), actor, now)
        acts = song.acts + give(
            [NewRight(song.asset.pk, actor.team_id, Right.PUBLISHING, share_bp)], actor=actor, at=now
        )
        _record(acts, [song.asset.pk], actor)
    return song.asset


def add_release(title: str, kind: str, artist: Artist, *, actor: Actor, upc: str = "", label_name: str = "") -> Release:
    """Add a release to put tracks on."""
    require(actor, Permission.EDIT_CATALOGUE)
    code = identifiers.upc(upc)
    if code and Release.objects.filter(upc=code).exists():
        raise Invalid("upc_taken", "A release with this UPC is here already.", field="upc")
    label = one_line(label_name, field="label_name")
    with transaction.atomic():
        release = Release.objects.create(
            kind=kind, title=_named(title, "title"), artist=artist, upc=code, label_name=label,
            delivered_by_id=actor.team_id, created_at=timezone.now(),
        )  # fmt: skip
        _record([Act(entries.RELEASE_ADDED, "release", str(release.pk), {"title": release.title})], [], actor)
    return release


def save_with_free_slug(artist: Artist) -> Artist:
    """Save a new artist under the first free address made of the name."""
    base = slugify(artist.name)[:70] or "artist"
    for number in range(1, 1000):
        artist.slug = base if number == 1 else f"{base}-{number}"
        try:
            with transaction.atomic():
                artist.save(force_insert=True)
        except IntegrityError:
            continue
        return artist
    raise Conflict("no_address", "There are too many artists of this name. Add something that tells them apart.")


@dataclass(frozen=True)
class _Song:
    asset: Asset
    acts: list[Act] = field(default_factory=list)


def _named(text: str, where: str) -> str:
    name = one_line(text, field=where)
    if not name:
        raise Invalid("name_missing", "Give it a name.", field=where)
    if len(name) > 200:
        raise Invalid("name_long", "This is longer than 200 characters. Shorten it.", field=where)
    return name


def _new_recording(new: NewTrack, artist: Artist, now: datetime) -> Asset:
    isrc = identifiers.isrc(new.isrc)
    if isrc and Asset.objects.filter(isrc=isrc).exists():
        raise Invalid(
            "isrc_taken",
            "A track with this ISRC is here already. If you hold a right in it, bring in a delivery that names it.",
            field="isrc",
        )
    return Asset.objects.create(
        kind=AssetKind.RECORDING, title=_named(new.title, "title"), version_title=_version(new),
        artist=artist, isrc=isrc, duration=new.duration, created_at=now,
    )  # fmt: skip


def _version(new: NewTrack) -> str:
    return one_line(new.version_title, field="version_title")[:200]


def _song_for(new: NewTrack, actor: Actor, now: datetime) -> _Song | None:
    iswc = identifiers.iswc(new.iswc)
    if not (iswc or new.song_title.strip()):
        return None
    return _find_or_make_song(_named(new.song_title or new.title, "song_title"), iswc, actor, now)


def _find_or_make_song(title: str, iswc: str, actor: Actor, now: datetime) -> _Song:
    """The song with this ISWC, or the team's own of this title; else a new one."""
    songs = Asset.objects.filter(kind=AssetKind.COMPOSITION)
    known = (
        songs.filter(iswc=iswc).first()
        if iswc
        else songs.filter(title__iexact=title, iswc="", holdings__team_id=actor.team_id).first()
    )
    if known:
        return _Song(known)
    song = Asset.objects.create(kind=AssetKind.COMPOSITION, title=title, iswc=iswc, created_at=now)
    return _Song(song, [Act(entries.SONG_ADDED, "asset", str(song.pk), {"title": title, "iswc": iswc})])


def _credit(track: Asset, artist: Artist, featured: Sequence[str], now: datetime) -> None:
    names = [one_line(name, field="featured") for name in featured]
    others = [_of_name(name) or save_with_free_slug(Artist(name=name, created_at=now)) for name in names if name]
    Credit.objects.create(recording=track, artist=artist, role=Credit.Role.MAIN, position=1)
    for position, other in enumerate([one for one in dict.fromkeys(others) if one != artist], start=2):
        Credit.objects.create(recording=track, artist=other, role=Credit.Role.FEATURED, position=position)


def _of_name(name: str) -> Artist | None:
    found = Artist.objects.filter(name__iexact=name).select_related("merged_into").order_by("created_at").first()
    return (found.merged_into or found) if found else None


def _place(track: Asset, release_id: UUID | None, actor: Actor) -> None:
    if release_id is None:
        return
    release = Release.objects.visible_to(actor).select_for_update().filter(pk=release_id).first()
    if release is None:
        raise Invalid("unknown_release", "Choose one of your releases.", field="release")
    last = ReleaseTrack.objects.filter(release=release, disc=1).order_by("-position").first()
    ReleaseTrack.objects.create(release=release, recording=track, position=last.position + 1 if last else 1)


def _rights(new: NewTrack, track: Asset, artist: Artist, song: _Song | None, actor: Actor) -> list[NewRight]:
    rights = []
    performers = {actor.team_id} if actor.team_kind is TeamKind.ARTIST else set()
    if artist.team_id:
        performers.add(artist.team_id)
    rights += [NewRight(track.pk, team, Right.PERFORMER, None) for team in sorted(performers)]
    if new.master_bp:
        rights.append(NewRight(track.pk, actor.team_id, Right.MASTER, new.master_bp))
    if new.publishing_bp and not may_claim(actor.team_kind, Right.PUBLISHING):
        # Else a label could make itself the first holder of a song, and answer for covers of it alone.
        raise Invalid(
            "publishing", "A song's publishing is recorded by its publisher or the artist.", field="song_title"
        )
    if song and new.publishing_bp:
        rights.append(NewRight(song.asset.pk, actor.team_id, Right.PUBLISHING, new.publishing_bp))
    if not any(right.team_id == actor.team_id for right in rights):
        raise Invalid("no_right", "Say which right your team holds here: in the recording, or in the song.")
    return rights


def _record(acts: Sequence[Act], assets: Sequence[UUID], actor: Actor) -> None:
    record_many(acts, actor=actor, follows=catalogue_changed(assets) if assets else ())
