"""What the team's pages read. The number of queries does not grow with the rows."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from artists.access import Actor, Role
from artists.journal.models import Entry
from artists.teams.actions import why_not_touch
from artists.teams.models import Invitation, Mandate, Membership, Team


@dataclass(frozen=True)
class MemberRow:
    """One person of the team. `locked` says why the actor may not change this one; empty when they may."""

    membership_id: int
    person_id: int
    name: str
    email: str
    initials: str
    role: Role
    joined_at: datetime
    is_you: bool
    locked: str


@dataclass(frozen=True)
class InvitationRow:
    """One invitation that nobody has used or withdrawn; it may have lapsed."""

    invitation_id: int
    email: str
    role: Role
    invited_at: datetime
    invited_by: str
    expires_at: datetime
    has_lapsed: bool


@dataclass(frozen=True)
class MandateCard:
    """One mandate, seen from one of its teams: `other` is the other one, `answered` counts what was done under it."""

    mandate_id: int
    other: Team
    is_given: bool
    uses: tuple[str, ...]
    covers_voice: bool
    given_at: datetime
    until: datetime
    revoked_at: datetime | None
    given_back: bool
    days_left: int
    share_left: int
    answered: int

    @property
    def in_force(self) -> bool:
        """Neither taken back nor run out."""
        return self.revoked_at is None and self.days_left >= 0

    @property
    def ends_soon(self) -> bool:
        """Whether the end is within a month."""
        return self.in_force and self.days_left <= 30


def members(actor: Actor) -> list[MemberRow]:
    """The people of the actor's team: owners first, then by name. One query."""
    order = {role.value: place for place, role in enumerate(Role)}
    found = Membership.objects.visible_to(actor).select_related("person")
    return [
        MemberRow(
            membership_id=m.pk,
            person_id=m.person_id,
            name=m.person.get_full_name(),
            email=m.person.email,
            initials=m.person.initials,
            role=Role(m.role),
            joined_at=m.joined_at,
            is_you=m.person_id == actor.person_id,
            locked=why_not_touch(Role(m.role), actor),
        )
        for m in sorted(found, key=lambda m: (order[m.role], m.person.get_full_name().casefold()))
    ]


def invitations(actor: Actor) -> list[InvitationRow]:
    """The invitations that wait, newest first. One query."""
    now = timezone.now()
    waiting = Invitation.objects.visible_to(actor).filter(accepted_at__isnull=True, revoked_at__isnull=True)
    return [
        InvitationRow(
            invitation_id=i.pk,
            email=i.email,
            role=Role(i.role),
            invited_at=i.invited_at,
            invited_by=i.invited_by.get_short_name() if i.invited_by else "",
            expires_at=i.expires_at,
            has_lapsed=i.expires_at <= now,
        )
        for i in waiting.select_related("invited_by").order_by("-invited_at")
    ]


def mandates(actor: Actor) -> list[MandateCard]:
    """The mandates the team gave or holds, those in force first, then the latest to end. Two queries."""
    found = list(Mandate.objects.visible_to(actor).select_related("artist_team", "holder_team"))
    counted = Entry.objects.visible_to(actor).filter(mandate_id__in=[m.pk for m in found]).values("mandate_id")
    answered = dict(counted.annotate(number=Count("pk")).values_list("mandate_id", "number")) if found else {}
    cards = [_card(m, actor, answered.get(m.pk, 0)) for m in found]
    return sorted(cards, key=lambda card: (not card.in_force, card.until.timestamp() * (1 if card.in_force else -1)))


def _card(mandate: Mandate, actor: Actor, answered: int) -> MandateCard:
    now = timezone.now()
    given = mandate.artist_team_id == actor.team_id
    whole = (mandate.until - mandate.given_at).total_seconds()
    left = (mandate.until - now).total_seconds()
    return MandateCard(
        mandate_id=mandate.pk,
        other=mandate.holder_team if given else mandate.artist_team,
        is_given=given,
        uses=tuple(mandate.uses),
        covers_voice=mandate.covers_voice,
        given_at=mandate.given_at,
        until=mandate.until,
        revoked_at=mandate.revoked_at,
        given_back=mandate.given_back,
        days_left=int(left // 86400) if left > 0 else -1,
        share_left=max(0, min(100, round(100 * left / whole))) if whole > 0 else 0,
        answered=answered,
    )
