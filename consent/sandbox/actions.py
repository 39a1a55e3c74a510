"""What a partner does in its sandbox: have a test artist say yes or no, and put everything back."""

from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Denied, Invalid, Permission, TeamKind, require
from artists.journal.record import Act, record
from artists.teams.actions import lock_team
from consent.choices.answers import Answer
from consent.sandbox import entries
from consent.sandbox.assets import PLAYABLE
from consent.sandbox.models import SandboxChoice


def say(artist: str, answer: Answer, *, actor: Actor) -> None:
    """Have a test artist give this answer for everything, to this partner's test clients, from the next check on.

    Raises `Denied`, and `Invalid` (`artist_unknown`) for an artist the sandbox has not.
    """
    require_partner(actor)
    if artist not in PLAYABLE:
        raise Invalid("artist_unknown", "The sandbox has no such artist.", field="artist")
    with transaction.atomic():
        lock_team(actor)
        before = SandboxChoice.objects.filter(team_id=actor.team_id, artist=artist).first()
        if before is not None and before.answer == answer:
            return
        SandboxChoice.objects.update_or_create(
            team_id=actor.team_id, artist=artist,
            defaults={"answer": answer, "set_at": timezone.now(), "set_by_id": actor.person_id},
        )  # fmt: skip
        record(Act(entries.SAID, "sandbox", artist, {"artist": artist, "answer": answer.word}), actor=actor)


def reset(*, actor: Actor) -> int:
    """Let every test asset answer as it is written down again; how many artists were made to say something."""
    require_partner(actor)
    with transaction.atomic():
        lock_team(actor)
        gone, _ = SandboxChoice.objects.filter(team_id=actor.team_id).delete()
        if gone:
            record(Act(entries.RESET, "sandbox", str(actor.team_id)), actor=actor)
    return gone


def require_partner(actor: Actor) -> None:
    """Raise `Denied` unless the actor may play in a sandbox: somebody of an AI partner who may ask."""
    require(actor, Permission.ASK)
    if actor.team_kind is not TeamKind.PARTNER:
        raise Denied("not_a_partner", "Only an AI partner has a sandbox.")
