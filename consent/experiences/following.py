"""Fans follow artists and experiences, and hear of what is new. A fan's own affair: teams see how many, never who."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from artists.access import Conflict
from artists.catalog.models import Artist
from consent.experiences.models import Experience, Follow

MOST = 1000


@dataclass(frozen=True)
class Followed:
    """What a person follows: ids of artists and of experiences."""

    artists: frozenset[UUID]
    experiences: frozenset[UUID]


def follow(person: int, *, artist: Artist | None = None, experience: Experience | None = None) -> Follow:
    """Follow one artist or one experience; twice is once. Raises `Conflict` (`follows_many`) at a thousand."""
    mine = Follow.objects.of_person(person)
    found = mine.filter(artist=artist, experience=experience).first()
    if found is not None:
        return found
    if mine.count() >= MOST:
        raise Conflict("follows_many", f"One can follow {MOST:,} artists and experiences. Leave one first.")
    made, _ = mine.get_or_create(
        person_id=person, artist=artist, experience=experience, defaults={"followed_at": timezone.now()}
    )
    return made


def unfollow(person: int, *, artist: Artist | None = None, experience: Experience | None = None) -> None:
    """Follow it no longer."""
    Follow.objects.of_person(person).filter(artist=artist, experience=experience).delete()


def followed_by(person: int) -> Followed:
    """Everything a person follows, for the marks on a page. One query."""
    rows = list(Follow.objects.of_person(person).values_list("artist_id", "experience_id"))
    return Followed(
        frozenset(artist for artist, _ in rows if artist), frozenset(one for _, one in rows if one)
    )  # fmt: skip


def count(*, artist: Artist | None = None, experience: Experience | None = None) -> int:
    """How many follow it."""
    return Follow.objects.filter(artist=artist, experience=experience).count()
