"""What a partner does in its sandbox: have a test artist say yes or no, and put everything back."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict, Denied, Invalid, Permission, TeamKind, require
from artists.journal.record import Act, record
from artists.teams.actions import lock_team
from consent.choices.answers import Answer
from consent.sandbox import drills, entries
from consent.sandbox.assets import PLAYABLE
from consent.sandbox.models import SandboxChoice


def say(artist: str, answer: Answer, *, actor: Actor) -> None:
    """Have a test artist give this answer for everything, to this partner's test clients, from the next check on.

    Test permits for what she no longer allows are called back. Raises `Denied`, and `Invalid` (`artist_unknown`).
    """
    require_partner(actor)
    _require_known(artist)
    with transaction.atomic():
        lock_team(actor)
        before = SandboxChoice.objects.filter(team_id=actor.team_id, artist=artist).first()
        if before is not None and before.answer == answer:
            return
        now = timezone.now()
        SandboxChoice.objects.update_or_create(
            team_id=actor.team_id, artist=artist,
            defaults={"answer": answer, "set_at": now, "set_by_id": actor.person_id},
        )  # fmt: skip
        if answer is not Answer.ON:
            drills.call_back(actor.team_id, artist, now=now)
        record(Act(entries.SAID, "sandbox", artist, {"artist": artist, "answer": answer.word}), actor=actor)


def withdraw(artist: str, *, actor: Actor) -> UUID:
    """Have a test artist take her yes back: the partner's webhook and feed hear of it. Its id in the feed.

    Raises `Denied`, `Invalid` (`artist_unknown`), `Conflict` (`said_no`) where she says no already.
    """
    require_partner(actor)
    _require_known(artist)
    if artist not in drills.TAKEN_BACK:
        raise Conflict("nothing_to_take_back", "This test artist allows nothing that could be taken back.")
    with transaction.atomic():
        lock_team(actor)
        said = SandboxChoice.objects.filter(team_id=actor.team_id, artist=artist).first()
        if said is not None and said.answer != Answer.ON:
            raise Conflict("said_no", "There is no yes to take back. Reset the sandbox first.")
        played = drills.play(actor.team_id, artist)
        data = {"artist": artist, "withdrawal": str(played)}
        record(Act(entries.WITHDREW, "sandbox", artist, data), actor=actor)
    return played


def reset(*, actor: Actor) -> int:
    """Let every test asset answer as it is written down again, and lift what was played; how many had been changed."""
    require_partner(actor)
    with transaction.atomic():
        lock_team(actor)
        gone = drills.put_back(actor.team_id, PLAYABLE)
        if gone:
            record(Act(entries.RESET, "sandbox", str(actor.team_id)), actor=actor)
    return gone


def require_partner(actor: Actor) -> None:
    """Raise `Denied` unless the actor may play in a sandbox: somebody of an AI partner who may ask."""
    require(actor, Permission.ASK)
    if actor.team_kind is not TeamKind.PARTNER:
        raise Denied("not_a_partner", "Only an AI partner has a sandbox.")


def _require_known(artist: str) -> None:
    if artist not in PLAYABLE:
        raise Invalid("artist_unknown", "The sandbox has no such artist.", field="artist")
