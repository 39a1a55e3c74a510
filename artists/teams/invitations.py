"""Inviting by e-mail: single-use, expiring, revocable; only a hash of the token is kept."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict, Denied, Invalid, Permission, Proof, Role, require
from artists.journal.models import Entry
from artists.journal.record import Act, Follows, record
from artists.teams import entries
from artists.teams.actions import after_joining, lock_team, require_may_make, require_owner_for
from artists.teams.models import Invitation, Membership
from artists.teams.tokens import Token, new_nonce, read_token, token_for

INVITATION_SEND = "invitation.send"
GOOD_FOR = timedelta(days=7)
SEND_AGAIN_AFTER = timedelta(minutes=1)
MOST_OPEN = 100
MOST_A_DAY = 5


def invite(email: str, role: Role, *, actor: Actor) -> Invitation:
    """Invite an address, or send its open invitation again with this role. The mail leaves through the outbox.

    Raises `Denied`, `Invalid` (`email_wrong`, `already_member`), `Conflict` (`just_sent`, `too_many_open`).
    """
    require(actor, Permission.MANAGE_MEMBERS)
    address = _checked_email(email)
    with transaction.atomic():
        lock_team(actor)
        _refuse_member(address, actor)
        require_may_make(role, actor)
        open_one = Invitation.objects.filter(
            team_id=actor.team_id, email__iexact=address, accepted_at__isnull=True, revoked_at__isnull=True
        ).first()
        if open_one:
            return _send(open_one, role, entries.INVITED_AGAIN, actor=actor)
        if Invitation.objects.open().filter(team_id=actor.team_id).count() >= MOST_OPEN:
            raise Conflict("too_many_open", f"{MOST_OPEN} invitations are open. Withdraw some, or wait for answers.")
        return _send(Invitation(team_id=actor.team_id, email=address), role, entries.INVITED, actor=actor)


def send_again(invitation_id: int, *, actor: Actor) -> Invitation:
    """Send an invitation again: seven days from now, with a new link; the older link is dead."""
    require(actor, Permission.MANAGE_MEMBERS)
    with transaction.atomic():
        lock_team(actor)
        invitation = _waiting(invitation_id, actor)
        require_may_make(Role(invitation.role), actor)
        return _send(invitation, Role(invitation.role), entries.INVITED_AGAIN, actor=actor)


def revoke_invitation(invitation_id: int, *, actor: Actor) -> Invitation:
    """Withdraw an invitation; its link is dead at once."""
    require(actor, Permission.MANAGE_MEMBERS)
    with transaction.atomic():
        lock_team(actor)
        invitation = _waiting(invitation_id, actor)
        require_owner_for(Role(invitation.role), actor)
        invitation.revoked_at, invitation.revoked_by_id = timezone.now(), actor.person_id
        invitation.save(update_fields=["revoked_at", "revoked_by"])
        record(
            Act(entries.INVITATION_REVOKED, "invitation", str(invitation.pk), {"role": invitation.role}), actor=actor
        )
    return invitation


def open_invitation(token: str) -> Invitation:
    """The invitation of this token, while it can be accepted; else `Conflict` says what became of it."""
    return _opened(token, lock=False)


def accept_invitation(
    token: str, *, person_id: int, verified_emails: Collection[str], proof: Proof | None = None
) -> Membership:
    """Join the team. The person must have proved the address that was invited; a link works once.

    Pressing twice is nothing. Somebody who is a member already keeps their role.
    """
    with transaction.atomic():
        joined = _joined_by(token, person_id)
        if joined:
            return joined
        invitation = _opened(token, lock=True)
        if invitation.email.lower() not in {email.lower() for email in verified_emails}:
            raise Denied(
                "other_address",
                f"This invitation is for {invitation.email}. Sign in with that address, or ask for another invitation.",
            )
        now = timezone.now()
        member, new = Membership.objects.get_or_create(
            team=invitation.team,
            person_id=person_id,
            defaults={"role": invitation.role, "joined_at": now, "joined_by_id": invitation.invited_by_id},
        )
        invitation.accepted_at, invitation.accepted_by_id = now, person_id
        invitation.save(update_fields=["accepted_at", "accepted_by"])
        if new:
            data = {"role": member.role, "invitation": invitation.pk}
            record(
                Act(entries.MEMBER_JOINED, "person", str(person_id), data),
                actor=after_joining(person_id, invitation.team, proof),
                at=now,
            )
    return member


def _send(invitation: Invitation, role: Role, type_: str, *, actor: Actor) -> Invitation:
    now, again = timezone.now(), invitation.pk is not None
    if again and invitation.role == role and now - invitation.invited_at < SEND_AGAIN_AFTER:
        raise Conflict("just_sent", f"The invitation to {invitation.email} has just been sent. Give it a minute.")
    invitation.role, invitation.invited_at, invitation.invited_by_id = role, now, actor.person_id
    invitation.expires_at = now + GOOD_FOR
    _refuse_pestering(invitation, now)
    nonce = new_nonce()
    # The number is part of the token, so a new row is saved first with a hash that nothing can match.
    invitation.token_sha256 = invitation.token_sha256 if again else nonce
    invitation.save()
    token = token_for(invitation.pk, nonce)
    invitation.token_sha256 = token.sha256
    invitation.save(update_fields=["token_sha256"])
    follows = Follows(INVITATION_SEND, f"invitation:{token.sha256}", {"invitation": invitation.pk, "nonce": nonce})
    record(Act(type_, "invitation", str(invitation.pk), {"role": role.value}), actor=actor, follows=[follows], at=now)
    return invitation


def _refuse_pestering(invitation: Invitation, now: datetime) -> None:
    """Withdrawing and inviting again, over and over, must not fill a stranger's mailbox."""
    same = Invitation.objects.filter(team_id=invitation.team_id, email__iexact=invitation.email)
    sent = Entry.objects.filter(
        subject_kind="invitation",
        subject_id__in=[str(pk) for pk in same.values_list("pk", flat=True)],
        type__in=(entries.INVITED, entries.INVITED_AGAIN),
        at__gt=now - timedelta(days=1),
    )
    if sent.count() >= MOST_A_DAY:
        raise Conflict("sent_often", f"{invitation.email} was sent {MOST_A_DAY} invitations today. Try again tomorrow.")


def _checked_email(email: str) -> str:
    address = email.strip()
    try:
        validate_email(address)
    except ValidationError:
        raise Invalid("email_wrong", "This is not an e-mail address.", field="email") from None
    return address


def _refuse_member(address: str, actor: Actor) -> None:
    member = (
        Membership.objects.filter(team_id=actor.team_id, person__email__iexact=address).select_related("person").first()
    )
    if member:
        name, role = member.person.get_full_name(), Role(member.role).label.lower()
        raise Invalid("already_member", f"{name} is already here, as {role}.", field="email")


def _waiting(invitation_id: int, actor: Actor) -> Invitation:
    """An invitation that nobody has used or withdrawn, lapsed or not."""
    found = Invitation.objects.filter(team_id=actor.team_id, pk=invitation_id).select_for_update().first()
    if found is None or found.revoked_at:
        raise Conflict("invitation_revoked", "This invitation was withdrawn.")
    if found.accepted_at:
        raise Conflict("invitation_used", f"{found.email} has joined already.")
    return found


def _joined_by(token: str, person_id: int) -> Membership | None:
    return Membership.objects.filter(
        person_id=person_id,
        team__invitations__token_sha256=Token(0, token).sha256,
        team__invitations__accepted_by_id=person_id,
    ).first()


def _opened(token: str, *, lock: bool) -> Invitation:
    known = read_token(token)
    rows = Invitation.objects.select_related("team", "invited_by")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=known.invitation_id).first() if known else None
    if known is None or found is None:
        raise Conflict("invitation_unknown", "This is not an invitation of ours. Is the link complete?")
    if found.accepted_at:
        raise Conflict("invitation_used", "This invitation has been used. A link works once.")
    if found.revoked_at:
        raise Conflict("invitation_revoked", f"{found.team.name} has withdrawn this invitation.")
    if found.token_sha256 != known.sha256:
        raise Conflict("invitation_replaced", "There is a newer invitation. Use the link in the latest e-mail.")
    if found.expires_at <= timezone.now():
        raise Conflict("invitation_expired", f"This invitation has lapsed. Ask {found.team.name} to send it again.")
    return found
