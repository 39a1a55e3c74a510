"""What an operator does: link an artist to the team that is it, refuse, undo, take a false right away.

A link makes one more silent holder of tracks nobody spoke for; undoing it leaves them with nobody again. Neither opens
anything.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict, Denied, Permission, require, require_fresh
from artists.catalog import entries
from artists.catalog.identity import moving, standing_in
from artists.catalog.identity.asking import about, operators, reason_of, waiting
from artists.catalog.locks import one_writer
from artists.catalog.models import Artist, Asset, Holding, Identification, Right
from artists.catalog.topics import catalogue_changed
from artists.journal.record import Act, record, record_many
from artists.teams.models import Team

State = Identification.State


def link(identification_id: int, *, actor: Actor) -> Identification:
    """Find that the team is the artist: it performs on the artist's tracks and holds the voice, silent in all of it.

    Raises `Denied` (`fresh_sign_in`: this hands over a voice), `Conflict` (`decided_already`, `artist_has_team`,
    `isni_differs`, `voice_clash`).
    """
    require(actor, Permission.CHECK_IDENTITY)
    now = timezone.now()
    require_fresh(actor, now=now)
    with transaction.atomic():
        one_writer()
        said = waiting(identification_id, actor)
        artist, into = _locked(said)
        own = artist.team_id == said.team_id
        if artist.merged_into_id or (artist.team_id and not own) or (into and into.team_id != said.team_id):
            raise Conflict(
                "artist_has_team", f"Another team speaks for {artist.name}. Undo that first, or refuse this."
            )
        before = (into or artist).checked_at
        acts, touched = ([], []) if own else _take_over(said, artist, into, actor=actor, at=now)
        said.moved |= {"own": own, "checked_before": before.isoformat() if before else ""}
        _mark(into or artist, actor=actor, at=now)
        _decide(said, State.LINKED, "", actor=actor, at=now)
        type_ = entries.IDENTITY_CHECKED if own else entries.IDENTITY_LINKED
        concerns = _holders(touched) | operators()
        first = about(said, type_, concerns, tracks=len(touched), same_as=into.name if into else "")
        record_many([first, *acts], actor=actor, at=now, follows=catalogue_changed(_subjects(acts, touched)))
        if not own:
            _refuse_rivals(said, actor=actor, at=now)
    return said


def refuse(identification_id: int, sentence: str, *, actor: Actor) -> Identification:
    """Do not link, and say why."""
    require(actor, Permission.CHECK_IDENTITY)
    reason = reason_of(sentence)
    with transaction.atomic():
        said = waiting(identification_id, actor)
        now = timezone.now()
        _decide(said, State.REFUSED, reason, actor=actor, at=now)
        record(about(said, entries.IDENTITY_REFUSED, operators(), sentence=reason), actor=actor, at=now)
    return said


def undo(identification_id: int, sentence: str, *, actor: Actor) -> Identification:
    """Undo a wrong link: the two are apart again, and the team's rights and answers end.

    Raises `Conflict` (`not_linked`).

    What was only a check of the team's own artist loses its mark; `take_artist` ends that team's speaking for it.
    """
    require(actor, Permission.CHECK_IDENTITY)
    reason = reason_of(sentence)
    with transaction.atomic():
        one_writer()
        said = Identification.objects.select_for_update(of=("self",)).select_related("team").get(pk=identification_id)
        if said.state != State.LINKED:
            raise Conflict("not_linked", "This is not linked, so there is nothing to undo.")
        now = timezone.now()
        artist, into = _locked(said)
        speaks = (into or artist).team_id == said.team_id
        acts: list[Act] = []
        touched: Sequence[UUID] = []
        if not said.moved["own"] and speaks:
            touched = _part(said, artist, into, at=now)
            acts = standing_in.take_away(artist, said.team_id, touched, person=into is None, reason=reason)
        _unmark(said, artist, into)
        said.state, said.sentence, said.undone_at, said.undone_by_id = State.UNDONE, reason, now, actor.person_id
        said.save(update_fields=["state", "sentence", "undone_at", "undone_by"])
        concerns = _holders(touched) | operators()
        first = about(said, entries.IDENTITY_UNDONE, concerns, tracks=len(touched), sentence=reason)
        record_many([first, *acts], actor=actor, at=now, follows=catalogue_changed(_subjects(acts, touched)))
    return said


def take_artist(artist: Artist, sentence: str, *, actor: Actor) -> None:
    """End a team's speaking for an artist it is not, however it came to. The artist then is nobody's until linked.

    Raises `Conflict` (`nobody_speaks`, `undo_the_link` where a link brought it).
    """
    require(actor, Permission.CHECK_IDENTITY)
    reason = reason_of(sentence)
    with transaction.atomic():
        one_writer()
        known = Artist.objects.select_for_update().get(pk=artist.pk)
        team_id = known.team_id
        if team_id is None:
            raise Conflict("nobody_speaks", f"No team speaks for {known.name}.")
        if Identification.objects.filter(team_id=team_id, state=State.LINKED, same_as=known).exists():
            raise Conflict("undo_the_link", "Another entry was linked to this artist. Undo that link first.")
        now = timezone.now()
        tracks = standing_in.lock_tracks(known)
        concerns = _holders(tracks) | operators() | {team_id}
        known.team, known.checked_at, known.checked_by, known.parted_at = None, None, None, now
        known.save(update_fields=["team", "checked_at", "checked_by", "parted_at"])
        acts = standing_in.take_away(known, team_id, tracks, person=True, reason=reason)
        Identification.objects.filter(artist=known, team_id=team_id, state=State.LINKED).update(
            state=State.UNDONE, sentence=reason, undone_at=now, undone_by_id=actor.person_id
        )
        data = {"name": known.name, "team": team_id, "tracks": len(tracks), "sentence": reason}
        first = Act(entries.IDENTITY_UNDONE, "artist", str(known.pk), data, concerns)
        record_many([first, *acts], actor=actor, at=now, follows=catalogue_changed(_subjects(acts, tracks)))


def withdraw_holding(asset: Asset, team: Team, right: Right, sentence: str, *, actor: Actor) -> None:
    """Take a false right away, with its answers. A voice or a likeness goes by undoing the link alone.

    Raises `Denied` (`own_self`), `Conflict` (`not_held`).
    """
    require(actor, Permission.CHECK_IDENTITY)
    reason = reason_of(sentence)
    if right == Right.SELF:
        raise Denied("own_self", "A voice or a likeness is its artist's own. Undo the link of the artist instead.")
    with transaction.atomic():
        known = Asset.objects.select_for_update().get(pk=asset.pk)
        held = list(Holding.objects.filter(asset=known, team=team, right=right))
        if not held:
            raise Conflict("not_held", f"{team.name} does not hold this right any more.")
        acts = standing_in.end(held, reason=reason)
        record_many(acts, actor=actor, follows=catalogue_changed([known.pk]))


def _locked(said: Identification) -> tuple[Artist, Artist | None]:
    """The artist and the one it is another entry of, locked in one order."""
    ids = [pk for pk in (said.artist_id, said.same_as_id) if pk]
    found = {artist.pk: artist for artist in Artist.objects.filter(pk__in=ids).order_by("pk").select_for_update()}
    said.artist = found[said.artist_id]
    return said.artist, found[said.same_as_id] if said.same_as_id else None


def _take_over(
    said: Identification, artist: Artist, into: Artist | None, *, actor: Actor, at: datetime
) -> tuple[list[Act], list[UUID]]:
    tracks = standing_in.lock_tracks(artist)
    said.moved = {"tracks": [str(track) for track in tracks]}
    if into is None:
        artist.team, artist.parted_at = said.team, None
        artist.save(update_fields=["team", "parted_at"])
        person = standing_in.give_person(said, actor=actor, at=at)
    else:
        said.moved |= moving.merge(artist, into)
        person = []
    return [*standing_in.give_performance(said, tracks, actor=actor, at=at), *person], tracks


def _part(said: Identification, artist: Artist, into: Artist | None, *, at: datetime) -> list[UUID]:
    """Set the artist apart from the team; return the tracks that are the artist's again."""
    if into is None:
        tracks = standing_in.lock_tracks(artist)
        artist.team, artist.parted_at = None, at
        artist.save(update_fields=["team", "parted_at"])
        return tracks
    tracks = [UUID(track) for track in said.moved["tracks"]]
    since = _came_since(said, into, tracks)
    list(Asset.objects.filter(pk__in=[*tracks, *since]).order_by("pk").select_for_update().values_list("pk"))
    moving.part(artist, into, said.moved, since)
    artist.parted_at = at
    artist.save(update_fields=["parted_at"])
    return [*tracks, *since]


def _came_since(said: Identification, into: Artist, tracks: Collection[UUID]) -> list[UUID]:
    """Tracks under the joined name that whoever delivered the other artist brought in after the link."""
    theirs = Holding.objects.filter(asset_id__in=tracks, right=Right.MASTER).exclude(team_id=said.team_id)
    new = Asset.objects.filter(
        credits__artist=into, created_at__gt=said.decided_at, holdings__right=Right.MASTER,
        holdings__team_id__in=theirs.values("team_id"),
    ).exclude(pk__in=tracks)  # fmt: skip
    own = Holding.objects.filter(team_id=said.team_id).exclude(right=Right.PERFORMER).values("asset_id")
    return list(new.exclude(pk__in=own).order_by("pk").values_list("pk", flat=True).distinct())


def _mark(artist: Artist, *, actor: Actor, at: datetime) -> None:
    artist.checked_at, artist.checked_by_id = at, actor.person_id
    artist.save(update_fields=["checked_at", "checked_by"])


def _unmark(said: Identification, artist: Artist, into: Artist | None) -> None:
    """The mark goes with the link, unless the team's artist had been checked before."""
    whose = into or artist
    if into is not None and said.moved["checked_before"]:
        return
    whose.checked_at, whose.checked_by = None, None
    whose.save(update_fields=["checked_at", "checked_by"])


def _decide(said: Identification, state: str, sentence: str, *, actor: Actor, at: datetime) -> None:
    said.state, said.sentence, said.decided_at, said.decided_by_id = state, sentence, at, actor.person_id
    said.save(update_fields=["state", "sentence", "decided_at", "decided_by", "moved"])


def _refuse_rivals(said: Identification, *, actor: Actor, at: datetime) -> None:
    """Others who said the same are told at once, rather than left to wait."""
    rivals = Identification.objects.filter(artist_id=said.artist_id, state=State.WAITING).select_for_update(
        of=("self",)
    )
    for rival in rivals.select_related("artist", "team"):
        reason = f"{rival.artist.name} was found to be another team."
        _decide(rival, State.REFUSED, reason, actor=actor, at=at)
        record(about(rival, entries.IDENTITY_REFUSED, operators(), sentence=reason), actor=actor, at=at)


def _holders(tracks: Collection[UUID]) -> frozenset[int]:
    """Who holds anything of these tracks: the label that delivered them, above all."""
    return frozenset(Holding.objects.filter(asset_id__in=tracks).values_list("team_id", flat=True).distinct())


def _subjects(acts: Sequence[Act], tracks: Collection[UUID]) -> set[UUID]:
    return {*tracks, *(UUID(act.subject_id) for act in acts if act.subject_kind == "asset")}
