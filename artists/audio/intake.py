"""Taking sound in: what a team uploads for a track, and what tools made. And letting it go again."""

import hashlib
import tempfile
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict, Denied, Invalid, Permission, one_line, require
from artists.audio import decoding, entries, keeping, kinds, topics
from artists.audio.models import Sound
from artists.catalog.models import Asset, AssetKind, Holding, Right
from artists.journal.record import Act, file_messages, record

State = Sound.State
MOST_WAITING = 20
OF_THE_RECORDING = (Right.PERFORMER, Right.MASTER)


def add(asset: Asset, file: "File[Any]", *, actor: Actor, ai_generated: bool = False, credit: str = "") -> Sound:
    """Take the sound of a track from somebody who holds a right in it, and have it checked.

    The sound before plays on until this one is ready, and then no more. Raises `Denied` (`not_held`), `Conflict`
    (`many_waiting`), and `Invalid` for what can be told at once: `no_track`, `empty`, `large`, `no_sound`.
    """
    require(actor, Permission.EDIT_CATALOGUE)
    _held(asset, actor)
    said = one_line(credit, field="credit")[:300]
    kind = _kind(file)
    name = keeping.put_file(keeping.new_name("uploads", kind.suffix), file)
    try:
        with transaction.atomic():
            _one_at_a_time(asset)
            _not_too_many(actor)
            now = timezone.now()
            waiting = Sound.objects.filter(asset=asset, state=State.CHECKING, replaced_at=None)
            before = list(waiting.values_list("pk", flat=True))
            waiting.update(replaced_at=now)
            sound = Sound.objects.create(
                asset=asset, name=name, file_name=_file_name(file), content_type=kind.content_type, size=file.size,
                ai_generated=ai_generated, credit=said, team_id=actor.team_id, added_at=now,
                added_by_id=actor.person_id,
            )  # fmt: skip
            record(_act(entries.ADDED, sound), actor=actor, follows=[topics.check(sound.pk), *topics.clear(before)])
    except BaseException:
        keeping.remove(name)
        raise
    return sound


def take(file: "File[Any]", *, actor: Actor) -> Sound:
    """Take a sound of no track from a team, and have it checked: an example of what its tool makes.

    Who may is for the caller to say, whose it is too. Raises `Conflict` and `Invalid` as `add` does.
    """
    kind = _kind(file)
    name = keeping.put_file(keeping.new_name("uploads", kind.suffix), file)
    try:
        with transaction.atomic():
            _not_too_many(actor)
            sound = Sound.objects.create(
                name=name, file_name=_file_name(file), content_type=kind.content_type, size=file.size,
                team_id=actor.team_id, added_at=timezone.now(), added_by_id=actor.person_id,
            )  # fmt: skip
            file_messages([topics.check(sound.pk)])
    except BaseException:
        keeping.remove(name)
        raise
    return sound


def remove(sound: Sound, *, actor: Actor) -> None:
    """Let the sound of a track play no more. What was made from it stays. Removing it again is nothing."""
    require(actor, Permission.EDIT_CATALOGUE)
    if sound.asset is None:
        raise Denied("not_held", "Only the sound of a track can be removed here.")
    _held(sound.asset, actor)
    with transaction.atomic():
        _one_at_a_time(sound.asset)
        gone = Sound.objects.filter(pk=sound.pk, replaced_at=None).exclude(state=State.REFUSED)
        if gone.update(replaced_at=timezone.now()):
            follows = topics.clear([sound.pk], delay=topics.KEPT_ON)
            record(_act(entries.REMOVED, sound), actor=actor, follows=follows)


def check(sound_id: UUID) -> None:
    """The worker: read an upload wholly, write what browsers will play, and say what came of it.

    Raises `decoding.NoDecoder`. Done again, or for what was replaced meanwhile, it changes nothing.
    """
    sound = Sound.objects.filter(pk=sound_id, state=State.CHECKING, replaced_at=None).first()
    if sound is None:
        return
    with tempfile.TemporaryDirectory(prefix="checking-") as folder:
        played = Path(folder) / "heard.mp3"
        try:
            with decoding.fetched(sound.name) as path:
                found = decoding.decode(path, mp3=played)
                sha256 = _sha256(path)
        except decoding.Unplayable as problem:
            _refuse(sound, problem.sentence)
            return
        except keeping.Gone:
            _refuse(sound, "The file was lost before it could be read. Upload it again.")
            return
        heard = heard_name(sound)
        keeping.remove(heard)  # of a worker that died in the midst
        heard = keeping.put(heard, played)
        values = {**_values(found), "sha256": sha256, "heard": heard, "heard_size": played.stat().st_size}
    _accept(sound, values)


def keep(
    path: Path,
    *,
    longest: float = decoding.LONGEST,
    file_name: str = "",
    ai_generated: bool = False,
    credit: str = "",
    finish: Callable[[Path], tuple[Path, str]] | None = None,
) -> Sound:
    """Keep what a tool made, as the MP3 that every browser plays; ready at once, and of no track.

    `finish` is given the MP3 before it is kept and returns what is kept instead, with the name of the content
    credentials that it signed into it; empty where it signed none.
    Raises `decoding.Unplayable` and `decoding.NoDecoder`.
    """
    with tempfile.TemporaryDirectory(prefix="keeping-") as folder:
        made = Path(folder) / "made.mp3"
        found = decoding.decode(path, mp3=made, longest=longest)
        finished, credentials = finish(made) if finish else (made, "")
        values = {**_values(found), "sha256": _sha256(finished), "size": finished.stat().st_size}
        values |= {"content_type": kinds.MP3.content_type, "credentials": credentials}
        name = keeping.put(keeping.new_name("made", kinds.MP3.suffix), finished)
    return Sound.objects.create(
        name=name, state=State.READY, file_name=file_name[:200], ai_generated=ai_generated, credit=credit[:300],
        added_at=timezone.now(), **values,
    )  # fmt: skip


def forget(sounds: Collection[UUID]) -> None:
    """Let what tools made play no more, from this moment, and delete its files. For whoever takes it down."""
    with transaction.atomic():
        rows = Sound.objects.filter(pk__in=sounds, asset=None, replaced_at=None)
        gone = list(rows.select_for_update().values_list("pk", flat=True))
        Sound.objects.filter(pk__in=gone).update(replaced_at=timezone.now())
        file_messages(topics.clear(gone))


def clear(sound_id: UUID) -> None:
    """The worker: delete the files of a sound that plays no more."""
    sound = Sound.objects.filter(pk=sound_id).first()
    if sound and (sound.replaced_at or sound.state == State.REFUSED):
        keeping.remove(sound.name, sound.heard or heard_name(sound))


def heard_name(sound: Sound) -> str:
    """Where the MP3 of an upload lies: of the same name, so that one that was written in vain is found again."""
    return f"heard/{sound.pk.hex[-2:]}/{hashlib.sha256(sound.name.encode()).hexdigest()}.mp3" if sound.team_id else ""


def _held(asset: Asset, actor: Actor) -> None:
    if asset.kind != AssetKind.RECORDING:
        raise Invalid("no_track", "Only a track has a sound.")
    if not Holding.objects.filter(asset=asset, team_id=actor.team_id, right__in=OF_THE_RECORDING).exists():
        raise Denied("not_held", "Only who holds a right in this recording can upload or remove its sound.")


def _kind(file: "File[Any]") -> kinds.Kind:
    """What it is by its first bytes. Raises `Invalid` where it is no sound."""
    head = _taken(file)
    kind = kinds.kind_of(head)
    if kind is None:
        what = kinds.instead(head)
        about = f"This is {what}, not sound we can read." if what else "This is not sound we can read."
        raise Invalid("no_sound", f"{about} Upload a WAV, FLAC, AIFF, Ogg or MP3 file.", field="file")
    return kind


def _not_too_many(actor: Actor) -> None:
    waiting = Sound.objects.filter(team_id=actor.team_id, state=State.CHECKING, replaced_at=None)
    if waiting.count() >= MOST_WAITING:
        raise Conflict("many_waiting", f"{MOST_WAITING} files are still being checked. Wait for one of them.")


def _taken(file: "File[Any]") -> bytes:
    """The beginning of what was sent. Raises `Invalid` where it is nothing, or too much."""
    if not file.size:
        raise Invalid("empty", "This file is empty.", field="file")
    if file.size > decoding.MOST_BYTES:
        raise Invalid("large", "This file is larger than 200 MB. Save it as FLAC, and upload that.", field="file")
    file.seek(0)
    head: bytes = file.read(kinds.HEAD)
    file.seek(0)
    return head


def _file_name(file: "File[Any]") -> str:
    plain = str(file.name or "").replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in " ".join(plain.split()) if sign.isprintable())[-200:] or "sound"


def _one_at_a_time(asset: Asset) -> None:
    Asset.objects.select_for_update().get(pk=asset.pk)


def _accept(sound: Sound, values: dict[str, Any]) -> None:
    """It plays from now on, in place of the one before: unless a newer one does, or it was removed meanwhile."""
    asset = sound.asset
    if asset is None:
        if not Sound.objects.filter(pk=sound.pk, state=State.CHECKING, replaced_at=None).update(
            state=State.READY, **values
        ):
            file_messages(topics.clear([sound.pk]))
        return
    with transaction.atomic():
        _one_at_a_time(asset)
        mine = Sound.objects.filter(pk=sound.pk, state=State.CHECKING, replaced_at=None)
        if not mine.exists():
            file_messages(topics.clear([sound.pk]))
            return
        now = timezone.now()
        before = Sound.objects.current().filter(asset=asset)
        gone = list(before.values_list("pk", flat=True))
        before.update(replaced_at=now)
        mine.update(state=State.READY, **values)
        follows = topics.clear(gone, delay=topics.KEPT_ON)
        record(_act(entries.READY, sound, team=True), actor=None, follows=follows)


def _refuse(sound: Sound, problem: str) -> None:
    with transaction.atomic():
        mine = Sound.objects.filter(pk=sound.pk, state=State.CHECKING)
        if not mine.update(state=State.REFUSED, problem=problem):
            return
        if sound.asset_id is None:
            file_messages(topics.clear([sound.pk]))
        else:
            record(_act(entries.REFUSED, sound, team=True), actor=None, follows=topics.clear([sound.pk]))


def _act(kind: str, sound: Sound, *, team: bool = False) -> Act:
    """Every holder of the recording may read of it."""
    concerned = Holding.objects.filter(asset=sound.asset, right__in=OF_THE_RECORDING)
    data = {"title": str(sound.asset), "file": sound.file_name, "sound": str(sound.pk)}
    return Act(
        kind, "asset", str(sound.asset_id), data, concerns=frozenset(concerned.values_list("team_id", flat=True)),
        team_id=sound.team_id if team else None,
    )  # fmt: skip


def _values(found: decoding.Probe) -> dict[str, Any]:
    return {
        "seconds": found.seconds, "sample_rate": found.sample_rate, "channels": found.channels, "peaks": found.peaks,
    }  # fmt: skip


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
