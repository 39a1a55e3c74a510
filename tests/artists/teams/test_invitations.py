"""Inviting: single-use, expiring, revocable, renewable; and the token is nowhere in clear."""

from datetime import timedelta

import pytest
from django.utils import timezone

from artists.access import Conflict, Denied, Invalid, Permission, Role
from artists.journal.models import Entry, Message
from artists.teams.invitations import accept_invitation, invite, open_invitation, revoke_invitation, send_again
from artists.teams.models import Invitation, Membership
from artists.teams.tokens import token_for
from tests.cast import Cast, acting, join

SAM = "sam@ledger.example"


def token(invitation: Invitation) -> str:
    """The token of the latest mail, rebuilt as the worker does."""
    message = Message.objects.filter(topic="invitation.send", payload__invitation=invitation.pk).latest("pk")
    return token_for(invitation.pk, message.payload["nonce"]).value


def long_ago(invitation: Invitation, **ago: float) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(invited_at=timezone.now() - timedelta(**ago))


@pytest.fixture
def sent(cast: Cast) -> Invitation:
    return invite(SAM, Role.ACCOUNTANT, actor=acting(cast.marco, cast.artist))


def accept(invitation: Invitation, cast: Cast) -> Membership:
    return accept_invitation(token(invitation), person_id=cast.fay.pk, verified_emails=[SAM.upper()])


def test_whoever_proved_the_address_joins_with_the_role(cast: Cast, sent: Invitation) -> None:
    joined = accept(sent, cast)
    assert (joined.team, joined.role, joined.joined_by) == (cast.artist, Role.ACCOUNTANT, cast.marco)
    entry = Entry.objects.get(type="member.joined")
    assert (entry.person_id, entry.team_id, entry.data["role"]) == (cast.fay.pk, cast.artist.pk, "accountant")


def test_the_token_is_kept_nowhere_in_clear(cast: Cast, sent: Invitation) -> None:
    value = token(sent)
    kept = [sent.token_sha256, *map(str, Message.objects.values_list("payload", flat=True))]
    kept += map(str, Entry.objects.values_list("data", flat=True))
    assert not any(value in text or SAM in text for text in kept)
    assert len(sent.token_sha256) == 64


def test_a_link_works_once_and_pressing_twice_is_nothing(cast: Cast, sent: Invitation) -> None:
    assert accept(sent, cast) == accept(sent, cast)
    assert Entry.objects.filter(type="member.joined").count() == 1
    with pytest.raises(Conflict) as refusal:
        accept_invitation(token(sent), person_id=cast.stranger.pk, verified_emails=[SAM])
    assert refusal.value.code == "invitation_used"


def test_a_removed_person_cannot_come_back_with_the_old_link(cast: Cast, sent: Invitation) -> None:
    accept(sent, cast).delete()
    with pytest.raises(Conflict) as refusal:
        accept(sent, cast)
    assert refusal.value.code == "invitation_used"


def test_another_address_does_not_get_in(cast: Cast, sent: Invitation) -> None:
    with pytest.raises(Denied) as refusal:
        accept_invitation(token(sent), person_id=cast.fay.pk, verified_emails=["fay@demo.test"])
    assert refusal.value.code == "other_address"


def test_an_invitation_lapses_after_seven_days(cast: Cast, sent: Invitation) -> None:
    assert timedelta(days=6, hours=23) < sent.expires_at - timezone.now() <= timedelta(days=7)
    Invitation.objects.filter(pk=sent.pk).update(expires_at=timezone.now())
    with pytest.raises(Conflict) as refusal:
        accept(sent, cast)
    assert refusal.value.code == "invitation_expired"


def test_a_withdrawn_invitation_is_dead_at_once(cast: Cast, sent: Invitation) -> None:
    revoke_invitation(sent.pk, actor=acting(cast.ayla, cast.artist))
    with pytest.raises(Conflict) as refusal:
        accept(sent, cast)
    assert refusal.value.code == "invitation_revoked"
    with pytest.raises(Conflict):
        send_again(sent.pk, actor=acting(cast.ayla, cast.artist))
    assert invite(SAM, Role.VIEWER, actor=acting(cast.ayla, cast.artist)).pk != sent.pk


def test_sending_again_renews_it_and_kills_the_older_link(cast: Cast, sent: Invitation) -> None:
    older, marco = token(sent), acting(cast.marco, cast.artist)
    with pytest.raises(Conflict) as refusal:
        send_again(sent.pk, actor=marco)
    assert refusal.value.code == "just_sent"
    long_ago(sent, days=8)
    Invitation.objects.filter(pk=sent.pk).update(expires_at=timezone.now() - timedelta(days=1))
    renewed = send_again(sent.pk, actor=marco)
    assert renewed.expires_at > timezone.now() + timedelta(days=6)
    with pytest.raises(Conflict) as refusal:
        open_invitation(older)
    assert refusal.value.code == "invitation_replaced"
    assert accept(sent, cast).role == Role.ACCOUNTANT


def test_inviting_an_invited_address_renews_its_invitation_with_the_new_role(cast: Cast, sent: Invitation) -> None:
    again = invite(SAM.title(), Role.VIEWER, actor=acting(cast.ayla, cast.artist))
    assert (again.pk, again.role, Invitation.objects.count()) == (sent.pk, Role.VIEWER, 1)
    assert Entry.objects.filter(type="invitation.renewed").count() == 1


def test_a_member_is_not_invited_again(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        invite("MARCO@demo.test", Role.VIEWER, actor=acting(cast.ayla, cast.artist))
    assert refusal.value.sentence == "Marco Reyes is already here, as manager."
    with pytest.raises(Invalid):
        invite("not an address", Role.VIEWER, actor=acting(cast.ayla, cast.artist))


def test_a_member_who_accepts_keeps_the_role(cast: Cast, sent: Invitation) -> None:
    join(cast.fay, cast.artist, Role.MANAGER)
    assert accept(sent, cast).role == Role.MANAGER


def test_only_an_owner_invites_an_owner_and_only_freshly_for_an_artist(cast: Cast) -> None:
    with pytest.raises(Denied) as refusal:
        invite(SAM, Role.OWNER, actor=acting(cast.marco, cast.artist))
    assert refusal.value.code == "only_an_owner"
    with pytest.raises(Denied) as refusal:
        invite(SAM, Role.OWNER, actor=acting(cast.ayla, cast.artist, fresh=False))
    assert refusal.value.code == "fresh_sign_in"
    assert invite(SAM, Role.OWNER, actor=acting(cast.dana, cast.label, fresh=False)).role == Role.OWNER


def test_an_editor_neither_invites_nor_sees_invitations(cast: Cast, sent: Invitation) -> None:
    join(cast.fay, cast.artist, Role.EDITOR)
    fay = acting(cast.fay, cast.artist)
    for act in (
        lambda: invite("x@ledger.example", Role.VIEWER, actor=fay),
        lambda: send_again(sent.pk, actor=fay),
        lambda: revoke_invitation(sent.pk, actor=fay),
    ):
        with pytest.raises(Denied):
            act()
    assert not fay.has(Permission.MANAGE_MEMBERS)
    assert not Invitation.objects.visible_to(fay).exists()
    assert Invitation.objects.visible_to(acting(cast.marco, cast.artist)).get() == sent
    assert not Invitation.objects.visible_to(acting(cast.dana, cast.label)).exists()


def test_a_made_up_or_tampered_token_is_no_invitation(cast: Cast, sent: Invitation) -> None:
    value = token(sent)
    for wrong in ("nonsense", value[:-1] + ("A" if value[-1] != "A" else "B"), f"{sent.pk}.x.y"):
        with pytest.raises(Conflict) as refusal:
            open_invitation(wrong)
        assert refusal.value.code == "invitation_unknown"


def test_nobodys_mailbox_is_filled_by_withdrawing_and_inviting_again(cast: Cast, sent: Invitation) -> None:
    ayla = acting(cast.ayla, cast.artist)
    for _ in range(4):
        revoke_invitation(Invitation.objects.latest("pk").pk, actor=ayla)
        invite(SAM, Role.VIEWER, actor=ayla)
    revoke_invitation(Invitation.objects.latest("pk").pk, actor=ayla)
    with pytest.raises(Conflict) as refusal:
        invite(SAM.upper(), Role.VIEWER, actor=ayla)
    assert refusal.value.code == "sent_often"
    assert invite("else@ledger.example", Role.VIEWER, actor=ayla).pk
    assert Message.objects.filter(topic="invitation.send").count() == 6
