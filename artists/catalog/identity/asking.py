"""A team says which artist of the catalogue it is. Nothing follows from that until an operator has checked it."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict, Invalid, Permission, TeamKind, one_line, require
from artists.catalog import entries
from artists.catalog.models import Artist, Identification
from artists.journal.record import Act, record
from artists.teams.models import Team

MOST_WAITING = 20
MOST_WORDS = 2000
MOST_LINKS = 5
LONGEST_LINK = 300
State = Identification.State


def identify(
    artist: Artist, *, actor: Actor, evidence: str, links: Sequence[str] = (), same_as: Artist | None = None
) -> Identification:
    """Say that `artist` is this team, with what shows it. `same_as`: the team's own artist that it is another entry of.

    For an artist the team speaks for already it asks for the check alone. Raises `Invalid` (no evidence, a wrong link),
    `Conflict` (`asked_already`, `checked_already`, `another_name`, `too_many_waiting`).
    """
    require(actor, Permission.IDENTIFY)
    words = _written(evidence, "evidence", "Say in a sentence or two how we can see that this is you.")
    where = _links(links)
    with transaction.atomic():
        known = Artist.objects.select_for_update().get(pk=artist.pk)
        _check(known, same_as, actor)
        if Identification.objects.filter(team_id=actor.team_id, state=State.WAITING).count() >= MOST_WAITING:
            raise Conflict("too_many_waiting", "Twenty of yours wait already. Go on when some are decided.")
        said = Identification.objects.create(
            team_id=actor.team_id, artist=known, same_as=same_as, evidence=words, links=where,
            asked_at=timezone.now(), asked_by_id=actor.person_id,
        )  # fmt: skip
        record(about(said, entries.IDENTITY_ASKED, operators()), actor=actor, at=said.asked_at)
    return said


def withdraw(identification_id: int, *, actor: Actor) -> Identification:
    """Take it back before it is decided. Raises `Conflict` (`decided_already`)."""
    require(actor, Permission.IDENTIFY)
    with transaction.atomic():
        said = waiting(identification_id, actor)
        said.state, said.decided_at, said.decided_by_id = State.WITHDRAWN, timezone.now(), actor.person_id
        said.save(update_fields=["state", "decided_at", "decided_by"])
        record(about(said, entries.IDENTITY_WITHDRAWN, operators()), actor=actor)
    return said


def waiting(identification_id: int, actor: Actor) -> Identification:
    """One that the actor may see and nobody has decided, locked."""
    found = (
        Identification.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("team", "artist", "same_as")
        .filter(pk=identification_id)
        .first()
    )
    if found is None or found.state != State.WAITING:
        raise Conflict("decided_already", "This does not wait any more: somebody was faster. Look at it again.")
    return found


def about(said: Identification, type_: str, concerns: frozenset[int], **more: object) -> Act:
    """The journal's line about an identification. `concerns` are the teams, beside the asking one, who may read it."""
    data = {"name": said.artist.name, "team": said.team_id, "identification": said.pk, **more}
    return Act(type_, "artist", str(said.artist_id), data, concerns | {said.team_id})


def operators() -> frozenset[int]:
    """The teams that run this portal."""
    return frozenset(Team.objects.filter(kind=TeamKind.OPERATOR).values_list("pk", flat=True))


def reason_of(text: str) -> str:
    """The sentence an operator gives, which both sides read."""
    return _written(text, "sentence", "Say why, in a sentence: those concerned read it.")


def _check(artist: Artist, same_as: Artist | None, actor: Actor) -> None:
    if artist.merged_into_id:
        raise Conflict("another_name", "This is another name of an artist who is here. Ask for that one.")
    if artist.checked_at:
        raise Conflict("checked_already", f"The portal has checked who {artist.name} is already.")
    if same_as is not None and (artist.team_id == actor.team_id or same_as.team_id != actor.team_id):
        raise Invalid("not_yours", "Choose one of your own artists, or none.", field="same_as")
    if Identification.objects.filter(team_id=actor.team_id, artist=artist, state=State.WAITING).exists():
        raise Conflict("asked_already", "You have said so already. It waits for the portal.")


def _written(text: str, field: str, missing: str) -> str:
    words = "\n".join(one_line(line, field=field) for line in text.strip().splitlines()).strip()
    if not words:
        raise Invalid("words_missing", missing, field=field)
    if len(words) > MOST_WORDS:
        raise Invalid("words_long", f"This is longer than {MOST_WORDS:,} characters. Shorten it.", field=field)
    return words


def _links(links: Sequence[str]) -> list[str]:
    found = [link.strip() for link in links if link.strip()]
    if len(found) > MOST_LINKS:
        raise Invalid("links_many", f"At most {MOST_LINKS} links, please.", field="links")
    for link in found:
        try:
            URLValidator(schemes=["http", "https"])(link)
        except ValidationError as wrong:
            raise Invalid("link_wrong", f"“{link[:60]}” is not a web address.", field="links") from wrong
        if len(link) > LONGEST_LINK:
            raise Invalid("link_long", f"A link has at most {LONGEST_LINK} characters.", field="links")
    return found
