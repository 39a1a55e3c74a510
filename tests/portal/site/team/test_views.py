"""The team's page: who is in it, what a press does with and without a script, and who may press."""

from datetime import UTC, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from artists.access import Role, TeamKind
from artists.accounts.models import User
from artists.journal.models import Entry
from artists.teams.invitations import invite
from artists.teams.mandates import give_mandate
from artists.teams.models import Invitation, Mandate, Membership, Team
from tests.cast import Cast, acting, join, person
from tests.support.signing_in import signed_in, stale

HTMX = {"HX-Request": "true", "HX-Target": "section#members"}


def at(name: str, team: Team, *args: object) -> str:
    return reverse(f"site:{name}", args=[team.slug, *args])


@pytest.fixture
def ayla(cast: Cast) -> Client:
    return signed_in(cast.ayla)


@pytest.fixture
def marco(cast: Cast) -> Membership:
    return Membership.objects.get(team=cast.artist, person=cast.marco)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_the_page_shows_people_invitations_mandates_and_roles(cast: Cast, ayla: Client) -> None:
    invite("sam@ledger.example", Role.ACCOUNTANT, actor=acting(cast.ayla, cast.artist))
    give_mandate(
        cast.label,
        ["cover"],
        until=timezone.now() + timedelta(days=14, hours=1),
        covers_voice=False,
        actor=acting(cast.ayla, cast.artist),
    )
    Authenticator.objects.create(user=cast.marco, type=Authenticator.Type.TOTP, data={})
    page = text(ayla.get(at("team", cast.artist)))
    for words in (
        "Marco Reyes",
        "marco@demo.test",
        "Set up",
        "None yet",
        "sam@ledger.example",
        "Northlight Records ends in 14 days",
        "Not included",
        "Answer for tracks and songs, set defaults, pause everything",
        "A team needs an owner.",
    ):
        assert words in page, words


@pytest.mark.parametrize("kind", ["label", "publisher", "partner", "operator"])
def test_every_kind_of_team_has_the_page(cast: Cast, kind: str) -> None:
    owner = {"label": cast.dana, "publisher": cast.theo, "partner": cast.rin, "operator": cast.olu}[kind]
    page = signed_in(owner).get(at("team", getattr(cast, kind)))
    assert page.status_code == 200
    assert "Give a mandate" not in page.content.decode()


def test_another_teams_page_is_not_found(cast: Cast, ayla: Client) -> None:
    for name in ("team", "team_invite", "team_leave", "mandate_new", "clients"):
        assert ayla.get(at(name, cast.label)).status_code == 404
    dana = Membership.objects.get(team=cast.label)
    assert ayla.post(at("team_role", cast.artist, dana.pk), {"role": "viewer"}).status_code == 404
    assert ayla.post(at("team_remove", cast.artist, dana.pk)).status_code == 404


def test_whoever_acts_under_a_mandate_reads_its_terms_and_nobodys_name(cast: Cast) -> None:
    give_mandate(
        cast.label,
        ["cover"],
        until=timezone.now() + timedelta(days=9),
        covers_voice=False,
        actor=acting(cast.ayla, cast.artist),
    )
    dana = signed_in(cast.dana)
    page = dana.get(at("team", cast.artist))
    assert page.status_code == 200
    assert "Your mandate" in page.content.decode()
    assert timezone.localtime(Mandate.objects.get().until, UTC).strftime("%Y-%m-%dT%H:%M") in page.content.decode()
    assert "marco@demo.test" not in page.content.decode()
    assert dana.get(at("team_invite", cast.artist)).status_code == 403
    assert dana.get(at("mandate_new", cast.artist)).status_code == 403
    assert dana.post(at("team_rename", cast.artist), {"name": "Dana"}).status_code == 403
    assert dana.post(at("team_leave", cast.artist)).status_code == 302
    assert Membership.objects.filter(team=cast.artist).count() == 2


def test_a_role_changes_without_a_script(cast: Cast, ayla: Client, marco: Membership) -> None:
    response = ayla.post(at("team_role", cast.artist, marco.pk), {"role": "viewer"}, follow=True)
    assert response.redirect_chain == [(at("team", cast.artist), 302)]
    assert "Marco Reyes is viewer now." in text(response)
    marco.refresh_from_db()
    assert marco.role == Role.VIEWER


def test_a_role_changes_as_a_fragment(cast: Cast, ayla: Client, marco: Membership) -> None:
    response = ayla.post(at("team_role", cast.artist, marco.pk), {"role": "viewer"}, headers=HTMX)
    words = text(response)
    assert response.status_code == 200
    assert words.startswith('<section class="sheet" id="members"')
    assert 'hx-swap-oob="beforeend"' in words
    assert "Marco Reyes is viewer now." in words
    assert "HX-Target" in response["Vary"]


def test_what_is_refused_comes_back_with_its_sentence(cast: Cast, ayla: Client) -> None:
    me = Membership.objects.get(team=cast.artist, person=cast.ayla)
    for headers in ({}, HTMX):
        response = ayla.post(at("team_role", cast.artist, me.pk), {"role": "viewer"}, headers=headers)
        assert response.status_code == 409
        assert "A team needs an owner. Make somebody else owner first." in text(response)
    response = ayla.post(at("team_role", cast.artist, me.pk), {"role": "emperor"})
    assert response.status_code == 422
    assert "Choose one of the roles." in text(response)


def test_a_manager_sees_why_the_owner_is_out_of_reach(cast: Cast) -> None:
    marco = signed_in(cast.marco)
    page = text(marco.get(at("team", cast.artist)))
    assert "Only an owner makes or changes an owner." in page
    assert 'value="owner"' not in page
    owner = Membership.objects.get(team=cast.artist, person=cast.ayla)
    response = marco.post(at("team_remove", cast.artist, owner.pk))
    assert response.status_code == 403
    assert Membership.objects.filter(pk=owner.pk).exists()


def test_a_viewer_reads_why_nothing_can_be_pressed(cast: Cast) -> None:
    join(cast.fay, cast.artist, Role.VIEWER)
    fay = signed_in(cast.fay)
    page = text(fay.get(at("team", cast.artist)))
    assert "You see this page, and change nothing on it." in page
    assert at("team_invite", cast.artist) not in page
    assert fay.get(at("team_invite", cast.artist)).status_code == 403


def test_somebody_is_removed_after_a_question(cast: Cast, ayla: Client, marco: Membership) -> None:
    address = at("team_remove", cast.artist, marco.pk)
    assert "Remove Marco Reyes?" in text(ayla.get(address))
    browser = signed_in(cast.marco)
    assert "Marco Reyes is no longer in the team." in text(ayla.post(address, follow=True))
    assert browser.get(at("team", cast.artist)).status_code == 404


def test_leaving_leads_home(cast: Cast) -> None:
    marco = signed_in(cast.marco)
    assert "Leave Ayla Marsh?" in text(marco.get(at("team_leave", cast.artist)))
    response = marco.post(at("team_leave", cast.artist))
    assert response["Location"] == reverse("site:home")
    assert not Membership.objects.filter(team=cast.artist, person=cast.marco).exists()


def test_the_last_owner_is_told_why_they_cannot_leave(cast: Cast, ayla: Client) -> None:
    response = ayla.post(at("team_leave", cast.artist))
    assert response.status_code == 409
    assert "A team needs an owner" in text(response)


def test_an_owner_renames_the_team(cast: Cast, ayla: Client) -> None:
    assert "The team is called Ayla M now." in text(
        ayla.post(at("team_rename", cast.artist), {"name": "Ayla M"}, follow=True)
    )
    assert ayla.post(at("team_rename", cast.artist), {"name": " "}).status_code == 422


def test_a_person_starts_a_team(cast: Cast) -> None:
    fay = signed_in(cast.fay)
    assert fay.get(reverse("site:team_new")).status_code == 200
    response = fay.post(reverse("site:team_new"), {"kind": "label", "name": "Fay's Records"})
    assert response["Location"] == reverse("site:team_home", args=["fays-records"])
    assert Team.objects.get(slug="fays-records").team_kind is TeamKind.LABEL
    for wrong in ({"kind": "operator", "name": "Mine"}, {"kind": "label", "name": ""}):
        assert fay.post(reverse("site:team_new"), wrong).status_code == 422


def test_an_artist_who_starts_a_team_finds_voice_and_likeness_there_and_closed(cast: Cast) -> None:
    fay = signed_in(cast.fay)
    fay.post(reverse("site:team_new"), {"kind": "artist", "name": "Fay Lund"})
    team = Team.objects.get(slug="fay-lund")
    assert sorted(team.artists.get().assets.values_list("kind", flat=True)) == ["likeness", "voice"]
    page = fay.get(reverse("site:voice", args=[team.slug]))
    assert page.status_code == 200
    assert "Fay Lund" in page.content.decode()


def test_an_invitation_is_sent_again_and_withdrawn(cast: Cast, ayla: Client) -> None:
    sent = invite("sam@ledger.example", Role.ACCOUNTANT, actor=acting(cast.ayla, cast.artist))
    again, withdraw = (at(f"team_invitation_{act}", cast.artist, sent.pk) for act in ("again", "withdraw"))
    assert ayla.post(again).status_code == 409
    Invitation.objects.update(invited_at=timezone.now() - timedelta(hours=1))
    assert "Sent again to sam@ledger.example" in text(ayla.post(again, follow=True))
    assert "is withdrawn" in text(ayla.post(withdraw, headers=HTMX))
    assert ayla.post(again).status_code == 409
    assert signed_in(cast.dana).post(again).status_code == 404


def test_inviting_a_member_says_who_and_as_what(cast: Cast, ayla: Client) -> None:
    address = at("team_invite", cast.artist)
    assert ayla.get(address).status_code == 200
    response = ayla.post(address, {"email": "marco@demo.test", "role": "viewer"})
    assert response.status_code == 422
    assert "Marco Reyes is already here, as manager." in text(response)
    assert ayla.post(address, {"email": "nobody", "role": "viewer"}).status_code == 422
    response = ayla.post(address, {"email": "sam@ledger.example", "role": "viewer"}, follow=True)
    assert "An invitation is on its way to sam@ledger.example." in text(response)


def mandate_form(**change: object) -> dict[str, object]:
    until = (timezone.now() + timedelta(days=60)).date().isoformat()
    return {"holder": "northlight records", "uses": ["cover", "discover"], "until": until, **change}


def test_a_mandate_is_reviewed_and_then_given(cast: Cast, ayla: Client) -> None:
    address = at("mandate_new", cast.artist)
    review = text(ayla.post(address, mandate_form()))
    assert "Let Northlight Records answer for you?" in review
    assert not Mandate.objects.exists()
    response = ayla.post(address, mandate_form(confirmed="yes"), follow=True)
    assert "Northlight Records may answer for you now." in text(response)
    mandate = Mandate.objects.get()
    assert (mandate.uses, mandate.covers_voice) == (["cover", "discover"], False)
    take_back = at("mandate_take_back", cast.artist, mandate.pk)
    assert signed_in(cast.dana).post(at("mandate_take_back", cast.label, mandate.pk)).status_code == 403
    response = ayla.post(take_back, headers={"HX-Request": "true", "HX-Target": "mandates"})
    assert "no longer answers for you" in text(response)
    assert "1 ended" in text(response)


def test_a_mandate_that_makes_no_sense_comes_back_with_why(cast: Cast, ayla: Client) -> None:
    address = at("mandate_new", cast.artist)
    for change, words in (
        ({"holder": "Nobody Ever"}, "No team is called that."),
        ({"uses": []}, "Name at least one use."),
        ({"uses": ["fly"]}, "Select a valid choice"),
        ({"until": "2001-01-01"}, "The end must be in the future."),
        ({"holder": "halcyon-audio"}, "cannot answer for an artist"),
    ):
        response = ayla.post(address, mandate_form(confirmed="yes", **change))
        assert response.status_code == 422
        assert words in text(response), words
    assert "Give a mandate" in text(ayla.post(address, mandate_form(change="yes")))


def test_a_mandate_for_the_voice_waits_for_a_fresh_sign_in_and_is_then_given(cast: Cast, ayla: Client) -> None:
    form = mandate_form(personal=["sing"], confirmed="yes")
    for headers in ({}, {"HX-Request": "true"}):
        stale(ayla)
        response = ayla.post(at("mandate_new", cast.artist), form, headers=headers)
        to = response["HX-Redirect"] if headers else response["Location"]
        assert response.status_code == (204 if headers else 302)
        assert to.startswith(reverse("account_reauthenticate"))
        assert not Mandate.objects.exists()
        after = ayla.get(ayla.post(to, {"password": "soundcheck-demo"})["Location"])
        assert (after.status_code, after["Location"]) == (302, at("team", cast.artist))
        mandate = Mandate.objects.get()
        assert mandate.covers_voice
        assert mandate.uses == ["cover", "discover", "sing"]
        mandate.delete()
    assert Entry.objects.filter(type="mandate.given", person_id=cast.ayla.pk).count() == 2


def test_a_wrong_password_gives_nothing(cast: Cast, ayla: Client) -> None:
    stale(ayla)
    to = ayla.post(at("mandate_new", cast.artist), mandate_form(personal=["sing"], confirmed="yes"))["Location"]
    assert ayla.post(to, {"password": "wrong"}).status_code == 200
    assert not Mandate.objects.exists()


def test_the_page_asks_as_much_for_ten_as_for_one(cast: Cast, ayla: Client) -> None:
    def grow(number: int) -> None:
        other = person(f"p{number}@demo.test", f"Person {number}")
        join(other, cast.artist, Role.VIEWER)
        Authenticator.objects.create(user=other, type=Authenticator.Type.TOTP, data={})
        invite(f"i{number}@ledger.example", Role.VIEWER, actor=acting(cast.ayla, cast.artist))
        holder = Team.objects.create(
            kind="label", name=f"Label {number}", slug=f"label-{number}", created_at=timezone.now()
        )
        give_mandate(
            holder,
            ["cover"],
            until=timezone.now() + timedelta(days=40),
            covers_voice=False,
            actor=acting(cast.ayla, cast.artist),
        )

    def count() -> int:
        ayla.get(at("team", cast.artist))
        with CaptureQueriesContext(connection) as captured:
            assert ayla.get(at("team", cast.artist)).status_code == 200
        return len(captured)

    grow(0)
    one = count()
    for number in range(1, 10):
        grow(number)
    assert count() == one
    assert User.objects.filter(memberships__team=cast.artist).count() == 12


def test_a_person_in_two_teams_switches_by_address(cast: Cast) -> None:
    join(cast.fay, cast.artist, Role.VIEWER)
    join(cast.fay, cast.label, Role.MANAGER)
    fay = signed_in(cast.fay)
    for team, role in ((cast.artist, "Viewer"), (cast.label, "Manager")):
        page = text(fay.get(at("team", team)))
        assert f"{team.team_kind.label} · {role}" in page
        for other in (cast.artist, cast.label):
            assert reverse("site:team_home", args=[other.slug]) in page
        assert fay.get(reverse("site:home"))["Location"] == reverse("site:team_home", args=[team.slug])


def test_who_holds_a_mandate_gives_it_back_and_both_pages_say_so(cast: Cast, ayla: Client) -> None:
    until = timezone.now() + timedelta(days=14)
    actor = acting(cast.ayla, cast.artist)
    mandate = give_mandate(cast.label, ["cover"], until=until, covers_voice=False, actor=actor)
    dana = signed_in(cast.dana)
    assert "Give back" in text(dana.get(at("team", cast.label)))
    done = dana.post(at("mandate_give_back", cast.label, mandate.pk), follow=True)
    assert "You no longer answer for Ayla Marsh" in text(done)
    for page in (done, ayla.get(at("team", cast.artist))):
        assert "given back" in text(page)
    assert dana.post(at("mandate_give_back", cast.label, 0)).status_code == 404
