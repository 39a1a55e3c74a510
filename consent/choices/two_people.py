"""Does this yes need a second member of the team? The team says so for voices, for training, for many at once."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict, Permission, Role, TeamKind, permissions_of, require, require_fresh
from artists.journal.record import Act, record
from artists.teams.models import Membership, Team
from consent.choices import entries
from consent.choices.models import PendingYes, TwoPeople
from consent.choices.pending import Held, hold
from consent.uses import USES

MANY = 10


@dataclass(frozen=True)
class Policy:
    """For which yes a team wants a second member."""

    voice: bool = False
    training: bool = False
    bulk: bool = False

    def needs_two(self, uses: Collection[str], count: int) -> bool:
        """Whether a yes to these uses of `count` assets takes a second person. More than ten are many."""
        personal = any(USES[use].answered_on != "track" for use in uses)
        return (self.voice and personal) or (self.training and "train" in uses) or (self.bulk and count > MANY)


def policy_of(team_id: int) -> Policy:
    """What the team wants; nothing where it never said."""
    wants = TwoPeople.objects.filter(team_id=team_id).first()
    return Policy(wants.voice, wants.training, wants.bulk) if wants else Policy()


def needed(team_id: int, uses: Collection[str], count: int) -> bool:
    """Whether the team wants a second person for a yes to these uses of `count` assets."""
    return policy_of(team_id).needs_two(uses, count)


def policy_set(wished: Policy, *, actor: Actor) -> PendingYes | None:
    """Say for which yes two people are needed. More counts at once; less waits for a second member, and is returned.

    The owner's to say. Raises `Conflict` where fewer than two members could give such a yes (`too_few`).
    """
    require(actor, Permission.MANAGE_TEAM)
    now = timezone.now()
    with transaction.atomic():
        team = Team.objects.select_for_update().get(pk=actor.team_id)
        before = policy_of(actor.team_id)
        stricter = Policy(wished.voice or before.voice, wished.training or before.training, wished.bulk or before.bulk)
        _require_two(team, before, stricter)
        if stricter != before:
            _write(before, stricter, actor=actor, at=now)
        if wished == stricter:
            return None
        if stricter.voice and not wished.voice:
            require_fresh(actor, now=now)
        pressed = {"to": asdict(wished), "from": asdict(stricter)}
        return hold(Held(PendingYes.Kind.POLICY, [], pressed, 1), actor=actor, at=now)


def set_policy_held(held: PendingYes, *, actor: Actor, at: datetime) -> Policy:
    """Loosen the policy as a first person pressed and `actor` confirms; for `consent.choices.seconding` alone."""
    Team.objects.select_for_update().get(pk=actor.team_id)
    before, after = policy_of(actor.team_id), Policy(**held.changes["to"])
    if before != Policy(**held.changes["from"]):
        raise Conflict("changed_since", "This was changed since it was pressed, so that press counts no more.")
    if before.voice and not after.voice:
        require(actor, Permission.CHOOSE_VOICE)
        require_fresh(actor, now=at)
    first = {"pressed_by": held.pressed_by_id, "pressed_at": held.pressed_at.isoformat()}
    _write(before, after, actor=actor, at=at, first=first)
    return after


def able(team: Team) -> dict[str, int]:
    """How many members of the team could give a yes of each kind: `voice`, `training`, `bulk`."""
    kind = TeamKind(team.kind)
    roles = [Role(role) for role in Membership.objects.filter(team=team).values_list("role", flat=True)]
    answers = sum(Permission.CHOOSE in permissions_of(role, kind) for role in roles)
    voices = sum(Permission.CHOOSE_VOICE in permissions_of(role, kind) for role in roles)
    return {"voice": voices, "training": answers, "bulk": answers}


def _require_two(team: Team, before: Policy, after: Policy) -> None:
    counts = able(team)
    new = [name for name, wants in asdict(after).items() if wants and not getattr(before, name)]
    if few := [name for name in new if counts[name] < 2]:
        what = {"voice": "open a voice", "training": "answer for training", "bulk": "answer for many"}[few[0]]
        raise Conflict("too_few", f"Fewer than two members of this team may {what}. Invite somebody who may, first.")


def _write(
    before: Policy, after: Policy, *, actor: Actor, at: datetime, first: Mapping[str, object] | None = None
) -> None:
    values = {**asdict(after), "set_at": at, "set_by_id": actor.person_id}
    TwoPeople.objects.update_or_create(team_id=actor.team_id, defaults=values)
    data = {"was": asdict(before), "now": asdict(after)} | dict(first or {})
    record(Act(entries.TWO_PEOPLE_SET, "team", str(actor.team_id), data), actor=actor, at=at)
