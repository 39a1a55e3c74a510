"""Making one artist of two entries, and two of one again. Rows only: whoever calls has checked, locked and journals."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from artists.access import Conflict
from artists.catalog.models import Artist, Asset, AssetKind, Credit, Holding, Release


def merge(other: Artist, into: Artist) -> dict[str, Any]:
    """Move releases, tracks and credits of `other` to `into`, and return what `part` needs to move them back.

    `other` stays as a name and an address. Raises `Conflict` where both have an ISNI, or others hold its voice.
    """
    if other.isni and into.isni:
        raise Conflict(
            "isni_differs",
            f"{other.name} and {into.name} have different ISNIs, so they are two artists. "
            "Refuse, or link them as two artists of this team.",
        )
    if Holding.objects.filter(asset__artist=other, asset__kind__in=[AssetKind.VOICE, AssetKind.LIKENESS]).exists():
        raise Conflict(
            "voice_clash", f"A voice or a likeness of {other.name} is held already, and nobody has two. Refuse this."
        )
    moved = _move_credits(other, into)
    tracks = Asset.objects.filter(artist=other, kind=AssetKind.RECORDING)
    releases = Release.objects.filter(artist=other)
    moved |= {
        "assets": [str(pk) for pk in tracks.values_list("pk", flat=True)],
        "releases": [str(pk) for pk in releases.values_list("pk", flat=True)],
        "names": [str(pk) for pk in other.other_names.values_list("pk", flat=True)],
        "isni": other.isni,
    }
    tracks.update(artist=into)
    releases.update(artist=into)
    other.other_names.update(merged_into=into)
    if other.isni:
        isni, other.isni = other.isni, ""
        other.save(update_fields=["isni"])
        into.isni = isni
        into.save(update_fields=["isni"])
    other.merged_into = into
    other.save(update_fields=["merged_into"])
    return moved


def part(other: Artist, into: Artist, moved: Mapping[str, Any], since: Collection[UUID]) -> None:
    """Undo `merge`: what it moved goes back, and so do the tracks `since`, which came in under the name later."""
    isni = moved["isni"]
    if isni and into.isni == isni:
        into.isni = ""
        into.save(update_fields=["isni"])
        other.isni = isni
    other.merged_into = None
    other.save(update_fields=["merged_into", "isni"])
    Artist.objects.filter(pk__in=moved["names"], merged_into=into).update(merged_into=other)
    Asset.objects.filter(pk__in=[*moved["assets"], *since], artist=into).update(artist=other)
    Release.objects.filter(pk__in=moved["releases"], artist=into).update(artist=other)
    Credit.objects.filter(pk__in=moved["credits"], artist=into).update(artist=other)
    Credit.objects.filter(recording_id__in=since, artist=into).update(artist=other)
    Credit.objects.filter(pk__in=moved["raised"]).update(role=Credit.Role.FEATURED)
    Credit.objects.bulk_create(
        [
            Credit(recording_id=UUID(recording), artist=other, role=role, position=position)
            for recording, role, position in moved["dropped"]
        ],
        ignore_conflicts=True,
    )


def _move_credits(other: Artist, into: Artist) -> dict[str, Any]:
    """Credits go over; where both are credited on a track, one credit stays, as main artist if either was."""
    theirs = {credit.recording_id: credit for credit in Credit.objects.filter(artist=other)}
    both = list(Credit.objects.filter(artist=into, recording_id__in=theirs))
    twice = [theirs.pop(credit.recording_id) for credit in both]
    raised = [
        credit.pk
        for credit, gone in zip(both, twice, strict=True)
        if gone.role == Credit.Role.MAIN and credit.role != Credit.Role.MAIN
    ]
    Credit.objects.filter(pk__in=raised).update(role=Credit.Role.MAIN)
    Credit.objects.filter(pk__in=[credit.pk for credit in twice]).delete()
    moved = [credit.pk for credit in theirs.values()]
    Credit.objects.filter(pk__in=moved).update(artist=into)
    return {
        "credits": moved,
        "raised": raised,
        "dropped": [[str(credit.recording_id), credit.role, credit.position] for credit in twice],
    }
