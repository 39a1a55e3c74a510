"""From an invitation to a member: the mail, the link, the account, the team."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from artists.access import Role
from artists.accounts.models import User
from artists.journal import outbox
from artists.journal.models import Message
from artists.teams.invitations import invite, revoke_invitation, send_again
from artists.teams.models import Invitation, Membership
from tests.cast import Cast, acting
from tests.support.signing_in import signed_in

SAM = "sam@ledger.example"


def latest_link() -> str:
    found = re.search(r"http://testserver(/invitations/\S+)", mail.outbox[-1].body)
    assert found
    return found.group(1)


@pytest.fixture
def sent(cast: Cast) -> Invitation:
    made = invite(SAM, Role.ACCOUNTANT, actor=acting(cast.marco, cast.artist))
    outbox.drain()
    return made


def make_account(client: Client, email: str = SAM, link: str = "") -> None:
    client.post(
        f"{reverse('account_signup')}?next={link}",
        {"name": "Sam Ledger", "email": email, "password1": "three-quiet-boats", "next": link},
    )


def test_the_mail_says_the_same_in_text_and_in_html(cast: Cast, sent: Invitation) -> None:
    [letter] = mail.outbox
    [(html, kind)] = letter.alternatives
    assert (letter.to, kind) == ([SAM], "text/html")
    assert letter.subject == "Marco Reyes invites you to the team Ayla Marsh"
    for words in ("Accountant. Sees and handles the money.", latest_link(), "only for sam@ledger.example"):
        assert words in " ".join(letter.body.split())
        assert words in html
    assert "prefers-color-scheme: dark" in html
    assert not re.search(r"<img|src=|<link|@import", html)


def test_a_message_worked_off_twice_or_too_late_sends_nothing_more(cast: Cast, sent: Invitation) -> None:
    Message.objects.update(done_at=None, due_at=F("filed_at"))
    outbox.drain()
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    revoke_invitation(sent.pk, actor=acting(cast.ayla, cast.artist))
    Message.objects.update(done_at=None, due_at=F("filed_at"))
    outbox.drain()
    assert len(mail.outbox) == 2


def test_sending_again_mails_a_new_link_and_the_older_one_says_so(cast: Cast, sent: Invitation) -> None:
    older = latest_link()
    Invitation.objects.update(invited_at=timezone.now() - timedelta(days=1))
    send_again(sent.pk, actor=acting(cast.marco, cast.artist))
    outbox.drain()
    assert latest_link() != older
    response = Client().get(older)
    assert response.status_code == 410
    assert "latest e-mail" in response.content.decode()
    assert Client().get(latest_link()).status_code == 200


def test_a_newcomer_makes_an_account_and_is_in_the_team_straight_away(cast: Cast, sent: Invitation) -> None:
    client, link = Client(), latest_link()
    page = client.get(link).content.decode()
    assert "Join Ayla Marsh" in page
    assert not Membership.objects.filter(role=Role.ACCOUNTANT).exists()
    assert f'value="{SAM}"' in client.get(f"{reverse('account_signup')}?next={link}").content.decode()
    make_account(client, link=link)
    sam = User.objects.get(email=SAM)
    assert sam.name == "Sam Ledger"
    assert sam.emailaddress_set.get().verified
    assert Membership.objects.get(person=sam).team == cast.artist
    assert client.get(reverse("site:team", args=[cast.artist.slug])).status_code == 200
    assert len(mail.outbox) == 1, "the invitation has proved the address; a code would be rude"


def test_a_newcomer_with_another_address_proves_it_and_does_not_get_in(cast: Cast, sent: Invitation) -> None:
    client, link = Client(), latest_link()
    client.get(link)
    make_account(client, email="other@ledger.example", link=link)
    assert not User.objects.get(email="other@ledger.example").emailaddress_set.get().verified
    assert "_auth_user_id" not in client.session
    assert not Membership.objects.filter(role=Role.ACCOUNTANT).exists()


def test_a_link_withdrawn_meanwhile_proves_no_address(cast: Cast, sent: Invitation) -> None:
    client, link = Client(), latest_link()
    client.get(link)
    revoke_invitation(sent.pk, actor=acting(cast.ayla, cast.artist))
    make_account(client, link=link)
    assert not User.objects.get(email=SAM).emailaddress_set.get().verified


def test_somebody_with_an_account_signs_in_and_presses_join(cast: Cast) -> None:
    invite("fay@demo.test", Role.EDITOR, actor=acting(cast.ayla, cast.artist))
    outbox.drain()
    fay = signed_in(cast.fay)
    assert "Join as editor" in fay.get(latest_link()).content.decode()
    assert not Membership.objects.filter(person=cast.fay).exists()
    for _ in range(2):
        response = fay.post(latest_link())
        assert response["Location"] == reverse("site:team_home", args=[cast.artist.slug])
    assert Membership.objects.get(person=cast.fay).role == Role.EDITOR


def test_somebody_else_cannot_join_with_a_forwarded_link(cast: Cast, sent: Invitation) -> None:
    stranger = signed_in(cast.stranger)
    assert "You are signed in as sol@demo.test." in stranger.get(latest_link()).content.decode()
    assert stranger.post(latest_link()).status_code == 403
    assert not Membership.objects.filter(role=Role.ACCOUNTANT).exists()


@pytest.mark.parametrize(("state", "status", "words"), [
    ("expired", 410, "has lapsed"), ("revoked", 410, "withdrawn"), ("used", 410, "has been used"),
    ("unknown", 404, "not an invitation of ours"),
])  # fmt: skip
def test_a_link_that_does_not_open_says_why(cast: Cast, sent: Invitation, state: str, status: int, words: str) -> None:
    now, link = timezone.now(), latest_link()
    change = {"expired": {"expires_at": now}, "revoked": {"revoked_at": now}, "used": {"accepted_at": now}}.get(state)
    if change:
        Invitation.objects.update(**change)
    for client in (Client(), signed_in(cast.fay)):
        response = client.get(link if change else "/invitations/what/")
        assert response.status_code == status
        assert words in response.content.decode()
