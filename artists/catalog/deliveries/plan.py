"""From what a file says to what would change. The preview and the carrying out run the same code.

What a file may do to a track depends on what its team holds in it: see `claims` and docs/decisions/0010-claims.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from artists.access import Invalid
from artists.catalog.deliveries import claims
from artists.catalog.deliveries.changes import CHANGED, NEW, REFUSED, Changes, Item
from artists.catalog.deliveries.context import Context, load
from artists.catalog.deliveries.names import Names
from artists.catalog.deliveries.releases import Releases
from artists.catalog.deliveries.songs import Songs
from artists.catalog.deliveries.structure import ReadRelease, ReadTrack
from artists.catalog.models import Artist, Asset, AssetKind, Credit, Holding, Right
from artists.teams.models import Team

FIELDS = (
    ("title", "Title"),
    ("version_title", "Version"),
    ("title_language", "Language"),
    ("duration", "Length"),
    ("p_line", "P-line"),
    ("plays", "Plays"),
)


class Planner:
    """Plans one file, part by part. Remembers what earlier parts would make, so that nothing is counted twice."""

    def __init__(self, team: Team, *, person_id: int | None, now: datetime, lock: bool = False) -> None:
        self.team, self.person_id, self.now, self.lock = team, person_id, now, lock
        self.names = Names(team, now)
        self.made_holdings: dict[UUID, list[Holding]] = defaultdict(list)
        self.songs = Songs(self)
        self.releases = Releases(self)
        self.context = Context()
        self.changes = Changes()

    def plan(self, tracks: Sequence[ReadTrack], releases: dict[str, ReadRelease]) -> Changes:
        """What these tracks, and the releases they stand on, come to."""
        named = [releases[key] for key in dict.fromkeys(p.release for t in tracks for p in t.places)]
        self.context = load(self.team.pk, tracks, named, lock=self.lock)
        self.changes = Changes()
        for read in tracks:
            item = Item(read.place, read.title, read.main[0].name, read.isrc, read.title_language)
            self.changes.items.append(item)
            artists = len(self.changes.artists)
            try:
                if self.team.kind == "publisher":
                    self.songs.plan_publishing(read, item)
                else:
                    recording = self._plan_track(read, item)
                    self.releases.place(recording, read, releases, item)
            except Invalid as wrong:
                item.outcome, item.problem = REFUSED, wrong.sentence
                item.adds, item.fields = [], []
                self.names.forget(self.changes.artists[artists:])
                del self.changes.artists[artists:]
        self.releases.settle()
        return self.changes

    def holdings(self, asset: UUID) -> list[Holding]:
        """Who holds the asset, with what this file adds."""
        return self.context.holdings[asset] + self.made_holdings[asset]

    def hold(self, asset: Asset, team: Team | None, right: str, share_bp: int | None, item: Item) -> None:
        """Add a holding, or the share to the team's own one. `check_share` comes first."""
        team_id = team.pk if team else None
        if team is None or team_id is None:
            return
        every = self.holdings(asset.pk)
        own = next((h for h in every if h.team_id == team_id and h.right == right), None)
        if own is None:
            made = Holding(
                asset=asset, team_id=team_id, right=right, share_bp=share_bp, created_at=self.now,
                created_by_id=self.person_id,
            )  # fmt: skip
            self.made_holdings[asset.pk].append(made)
            self.changes.holdings.append(made)
            share = f", {claims.percent(share_bp)}" if share_bp is not None else ""
            whom = "your team" if team_id == self.team.pk else f"the team of {team.name}"
            self.note_added(item, f"{Right(right).label}: {whom}{share}")
        elif team_id == self.team.pk and share_bp is not None and own.share_bp != share_bp:
            before = claims.percent(own.share_bp) if own.share_bp is not None else ""
            self.changes.changed_holdings.append((own, own.share_bp))
            own.share_bp = share_bp
            self.note_field(item, f"{Right(right).label} share", before, claims.percent(share_bp))

    def note_added(self, item: Item, sentence: str) -> None:
        """The line adds something."""
        item.adds.append(sentence)
        item.outcome = item.outcome if item.outcome == NEW else CHANGED

    def note_field(self, item: Item, name: str, before: object, after: object) -> None:
        """The line changes something."""
        item.fields.append((name, shown(before), shown(after)))
        item.outcome = item.outcome if item.outcome == NEW else CHANGED

    def update(self, asset: Asset, values: Iterable[tuple[str, str, object]], item: Item) -> None:
        """Take over what the file says and the asset does not yet; empty values say nothing."""
        for name, label, value in values:
            before = getattr(asset, name)
            if value in ("", None) or value == before:
                continue
            setattr(asset, name, value)
            self.note_field(item, label, before, value)
            self.changes.changed_assets.setdefault(asset.pk, (asset, []))[1].append((name, shown(before), shown(value)))

    def _plan_track(self, read: ReadTrack, item: Item) -> Asset:
        if not read.isrc:
            raise Invalid("isrc_missing", "The ISRC is missing: a file's tracks are known again by it. Add the ISRC.")
        if read.publishing_bp is not None and not claims.may_claim(self.team.team_kind, Right.PUBLISHING):
            raise Invalid(
                "publishing",
                "A label or distributor does not record a song's publishing: its publisher or the artist does. "
                "Leave publishing_share empty.",
            )
        main = [self.names.find(artist, self.context, self.changes) for artist in read.main]
        featured = [self.names.find(artist, self.context, self.changes) for artist in read.featured]
        known = self.context.recordings.get(read.isrc)
        self._require_own_artist(known, [*main, *featured])
        holds = known is not None and self.context.holds(known.pk, self.team.pk)
        if known:
            self.check_share(known, Right.MASTER, read.master_bp)
        if (known is None or holds) and (song := self.songs.meant(known, read)):
            self.check_share(song, Right.PUBLISHING, read.publishing_bp)
        # Nothing below refuses: a line comes in whole or not at all.
        recording = known or self._new_recording(read, main[0], item)
        if known and not holds:
            item.notes.append("Held by others. Your right is added and they are told; all else stays as they have it.")
        else:
            if known:
                self.update(known, ((name, label, getattr(read, name)) for name, label in FIELDS), item)
                self._note_other_artist(known, main[0], item)
            self._credit(recording, main, featured, item)
            self.songs.plan_song(recording, read, main, item)
        self._claim(recording, read, item)
        return recording

    def _require_own_artist(self, known: Asset | None, artists: Sequence[Artist]) -> None:
        """An artist team brings in what its own artists are on; on a track that is here, the credits here decide."""
        if self.team.kind != "artist" or (known and self.context.holds(known.pk, self.team.pk)):
            return
        own = {artist.pk for artist in self.context.own_artists}
        credited = set(self.context.credits[known.pk]) if known else {artist.pk for artist in artists}
        if not own & credited:
            raise Invalid(
                "not_your_artist",
                "None of your artists is credited on this track. "
                + ("Whoever holds it can add the credit." if known else "Check the artist's name, or add the artist."),
            )

    def _new_recording(self, read: ReadTrack, artist: Artist, item: Item) -> Asset:
        item.outcome = NEW
        recording = Asset(
            pk=uuid7(), kind=AssetKind.RECORDING, title=read.title, version_title=read.version_title,
            title_language=read.title_language, artist=artist, isrc=read.isrc, duration=read.duration,
            p_line=read.p_line, plays=read.plays or 0, created_at=self.now,
        )  # fmt: skip
        self.changes.assets.append(recording)
        self.context.recordings[read.isrc] = recording
        return recording

    def check_share(self, asset: Asset, right: str, share_bp: int | None) -> None:
        """Raise `Invalid` where the team's share would not fit beside the others."""
        if problem := claims.too_much(self.holdings(asset.pk), right, share_bp, but=self.team.pk):
            raise Invalid("shares", problem)

    def _note_other_artist(self, known: Asset, main: Artist, item: Item) -> None:
        if known.artist_id != main.pk:
            item.notes.append("The main artist here is another one. A file never changes whose track this is.")

    def _credit(self, recording: Asset, main: Sequence[Artist], featured: Sequence[Artist], item: Item) -> None:
        """Add the credits that are missing; whoever is credited and has a team is a performer who must say yes."""
        there = self.context.credits[recording.pk]
        fresh = item.outcome == NEW
        for role, artists in ((Credit.Role.MAIN, main), (Credit.Role.FEATURED, featured)):
            for artist in artists:
                if artist.pk not in there:
                    credit = Credit(recording=recording, artist=artist, role=role, position=len(there) + 1)
                    there[artist.pk] = role
                    self.changes.credits.append(credit)
                    if not fresh:
                        self.note_added(item, f"{Credit.Role(role).label}: {artist.name}")
                self.hold(recording, artist.team, Right.PERFORMER, None, item)

    def _claim(self, recording: Asset, read: ReadTrack, item: Item) -> None:
        """The team's own right, as its kind has one."""
        if self.team.kind != "artist":
            self.hold(recording, self.team, Right.MASTER, read.master_bp, item)
            return
        self.hold(recording, self.team, Right.PERFORMER, None, item)
        if read.master_bp is not None:
            self.hold(recording, self.team, Right.MASTER, read.master_bp, item)


def shown(value: object) -> str:
    """A field's value as the preview shows it."""
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes}:{seconds:02d}"
    return "" if value is None else str(value)
