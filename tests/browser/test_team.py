"""The team's pages in a real browser: fit for everybody, with and without a script, and with a passkey."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from artists.access import Role
from artists.journal import outbox
from artists.journal.models import Message
from artists.teams.invitations import invite
from artists.teams.mandates import give_mandate
from artists.teams.models import Mandate, Membership
from artists.teams.tokens import token_for
from tests import cast as cast_module
from tests.browser.conftest import OpenPage
from tests.cast import PASSWORD, Cast, acting
from tests.portal.site.account.test_ways_in import mailed_code
from tests.support.browser import PHONE, assert_fit, sign_in


@pytest.fixture
def people(transactional_db: None) -> Cast:
    return cast_module.cast()


def team_page(cast: Cast) -> str:
    return reverse("site:team", args=[cast.artist.slug])


def invitation_link() -> str:
    message = Message.objects.filter(topic="invitation.send").latest("pk")
    token = token_for(message.payload["invitation"], message.payload["nonce"])
    return reverse("site:invitation", args=[token.value])


def test_every_page_of_people_and_teams_is_fit_for_everybody(people: Cast, open_page: OpenPage) -> None:
    ayla = acting(people.ayla, people.artist)
    invite("sam@ledger.example", Role.VIEWER, actor=ayla)
    soon = timezone.now() + timedelta(days=14)
    give_mandate(people.label, ["cover", "sing"], until=soon, covers_voice=True, actor=ayla)
    page = open_page()
    sign_in(page, people.ayla)
    marco = Membership.objects.get(team=people.artist, person=people.marco)
    slug = people.artist.slug
    for address in (
        team_page(people),
        reverse("site:team_invite", args=[slug]),
        reverse("site:mandate_new", args=[slug]),
        reverse("site:team_remove", args=[slug, marco.pk]),
        reverse("site:team_leave", args=[slug]),
        reverse("site:team_new"),
        reverse("site:profile"),
        invitation_link(),
        reverse("site:invitation", args=["nonsense"]),
    ):
        page.goto(address)
        assert_fit(page)


def test_a_partners_page_and_a_mandate_holders_are_fit_for_everybody(people: Cast, open_page: OpenPage) -> None:
    soon = timezone.now() + timedelta(days=14)
    give_mandate(people.label, ["cover"], until=soon, covers_voice=False, actor=acting(people.ayla, people.artist))
    rin = open_page()
    sign_in(rin, people.rin)
    rin.goto(reverse("site:client_new", args=[people.partner.slug]))
    rin.get_by_label("Name").fill("Radio")
    rin.get_by_role("button", name="Make the client").click()
    expect(rin.get_by_text("Shown once, now.")).to_be_visible()
    assert_fit(rin)
    dana = open_page()
    sign_in(dana, people.dana)
    dana.goto(team_page(people))
    expect(dana.get_by_role("heading", level=1)).to_have_text("Your mandate")
    assert_fit(dana)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_an_owner_changes_a_role_and_is_told(people: Cast, open_page: OpenPage, javascript: bool) -> None:
    page = open_page(PHONE, javascript=javascript)
    sign_in(page, people.ayla)
    page.goto(team_page(people))
    page.get_by_label("Role of Marco Reyes").select_option("viewer")
    if not javascript:
        page.get_by_role("button", name="Change").first.click()
    expect(page.get_by_text("Marco Reyes is viewer now.")).to_be_visible()
    expect(page.get_by_label("Role of Marco Reyes")).to_have_value("viewer")
    assert Membership.objects.get(team=people.artist, person=people.marco).role == Role.VIEWER


def test_a_refused_press_says_why_in_place(people: Cast, open_page: OpenPage) -> None:
    invite("sam@ledger.example", Role.VIEWER, actor=acting(people.ayla, people.artist))
    page = open_page()
    sign_in(page, people.ayla)
    page.goto(team_page(people))
    page.get_by_role("button", name="Send again to sam@ledger.example").click()
    expect(page.get_by_text("has just been sent")).to_be_visible()
    page.get_by_role("button", name="Withdraw the invitation").click()
    expect(page.get_by_text("is withdrawn.")).to_be_visible()
    expect(page.get_by_text("sam@ledger.example", exact=True)).to_have_count(0)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_newcomer_follows_the_link_and_is_in_the_team(people: Cast, open_page: OpenPage, javascript: bool) -> None:
    invite("sam@ledger.example", Role.EDITOR, actor=acting(people.ayla, people.artist))
    outbox.drain()
    page = open_page(PHONE, javascript=javascript)
    page.goto(invitation_link())
    page.get_by_role("link", name="Make an account and join").click()
    expect(page.locator("input[name=email]")).to_have_value("sam@ledger.example")
    page.locator("input[name=name]").fill("Sam Ledger")
    page.locator("input[name=password1]").fill("three-quiet-boats")
    page.get_by_role("button", name="Make the account").click()
    page.wait_for_url(f"**{reverse('site:team_home', args=[people.artist.slug])}")
    assert Membership.objects.get(person__email="sam@ledger.example").role == Role.EDITOR


def with_authenticator(page: Page) -> None:
    """Give the browser a built-in authenticator that says yes, as a phone's fingerprint reader does."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def add_passkey(page: Page) -> None:
    page.goto(reverse("mfa_add_webauthn"))
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.locator("input[name=name]").fill("Phone")
    if page.locator("input[name=passwordless]").count():
        page.locator("input[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda url: "webauthn/add" not in url)


def test_a_passkey_is_added_signs_in_and_opens_the_voice(people: Cast, open_page: OpenPage) -> None:
    page = open_page(PHONE)
    with_authenticator(page)
    sign_in(page, people.ayla)
    add_passkey(page)
    page.context.clear_cookies()
    page.goto(reverse("account_login"))
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
    page.goto(reverse("site:mandate_new", args=[people.artist.slug]))
    page.get_by_label("To which team").fill("northlight-records")
    page.get_by_label("Sing in this voice").check()
    page.get_by_label("Until the end of").fill((timezone.now() + timedelta(days=30)).date().isoformat())
    page.get_by_role("button", name="Review").click()
    page.get_by_role("button", name="Give the mandate").click()
    expect(page.get_by_text("Northlight Records may answer for you now.")).to_be_visible()
    assert Mandate.objects.get().covers_voice


def test_without_a_password_a_mailed_code_signs_in_and_is_a_fresh_proof(people: Cast, open_page: OpenPage) -> None:
    people.ayla.set_unusable_password()
    people.ayla.save()
    page = open_page()
    page.goto(reverse("account_login"))
    page.get_by_label("E-mail").first.fill(people.ayla.email)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill(mailed_code())
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    page.goto(f"{reverse('site:confirm_by_code')}?next={team_page(people)}")
    assert_fit(page)
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_text("a•••@demo.test")).to_be_visible()
    assert_fit(page)
    page.get_by_label("Code").fill(mailed_code())
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(f"**{team_page(people)}")
