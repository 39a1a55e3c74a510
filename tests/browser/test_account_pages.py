"""Every page of signing in and of one's own account: in our look, fit for everybody, under the security policy."""

from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from artists.accounts.models import User
from tests.browser.conftest import OpenPage
from tests.cast import PASSWORD, person
from tests.support.browser import DESKTOP, PHONE, assert_axe_clean, assert_fit, sign_in, sign_in_by_hand

SIGNED_OUT = (
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-no/",
    "/accounts/inactive/",
    "/accounts/3rdparty/login/cancelled/",
    "/accounts/3rdparty/login/error/",
)
SIGNED_IN = (
    "/account/data/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
    "/accounts/sessions/",
    "/accounts/3rdparty/",
    "/accounts/reauthenticate/",
    "/accounts/logout/",
    "/identity/o/device",
    "/identity/o/logout",
    "/identity/o/authorize?client_id=nobody&response_type=code",
)
FRESHLY = (
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
)


@pytest.fixture(autouse=True)
def more_than_a_few_tries(settings: Any) -> None:
    """A test signs in more often in a minute than a person does."""
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture
def ayla(transactional_db: None) -> User:
    """Somebody with a password and nothing else."""
    return person("ayla@demo.test", "Ayla Marsh")


def is_fit(page: Page, address: str) -> None:
    """The page is there, wears the look, and holds what we promise of every page."""
    response = page.goto(address)
    assert response
    assert response.status == 200, address
    expect(page.locator(".brand").first).to_be_attached()
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert_fit(page)


def prove(page: Page) -> None:
    """Give the fresh proof that the page asks for."""
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def with_a_key(page: Page) -> None:
    """Give the browser an authenticator that always says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def add_passkey(page: Page) -> None:
    """Add one that signs in by itself; allauth then shows the recovery codes."""
    page.goto("/accounts/2fa/webauthn/add/")
    prove(page)
    page.get_by_label("Sign in with this alone").check()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


def sign_out(page: Page) -> None:
    """Sign out on the page that asks."""
    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "/logout/" not in url)


def test_the_pages_before_signing_in_are_fit(open_page: OpenPage) -> None:
    page = open_page()
    for address in SIGNED_OUT:
        is_fit(page, address)


def test_the_pages_of_ones_account_are_fit(open_page: OpenPage, ayla: User) -> None:
    page = open_page()
    sign_in(page, ayla)
    for address in SIGNED_IN:
        is_fit(page, address)
    page.goto(FRESHLY[0])
    prove(page)
    for address in FRESHLY:
        is_fit(page, address)


def test_refused_forms_are_fit(open_page: OpenPage, ayla: User) -> None:
    page = open_page()
    page.goto("/accounts/signup/")
    page.get_by_label("E-mail").or_(page.get_by_label("Email")).fill("new@demo.test")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Make the account").click()
    expect(page.locator(".errorlist").first).to_be_visible()
    assert_fit(page)
    page.goto("/accounts/login/")
    page.get_by_text("Use a password instead").click()
    page.locator("input[name=login]").fill(ayla.email)
    page.locator("input[name=password]").fill("not the password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text("not correct")
    assert_fit(page)


def test_a_person_signs_in_by_the_code_in_their_mail(open_page: OpenPage, ayla: User) -> None:
    page = open_page(PHONE, javascript=False)
    page.goto("/accounts/login/")
    page.locator("#code-email").fill(ayla.email)
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", name="Enter the code")).to_be_visible()
    code = next(
        line for line in mail.outbox[-1].body.splitlines() if line.strip().replace("-", "").isalnum() and "-" in line
    )
    page.get_by_label("Code").fill(code.strip())
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)


def test_a_forgotten_password_is_replaced_by_the_link_in_the_mail(open_page: OpenPage, ayla: User) -> None:
    page = open_page(PHONE, javascript=False)
    page.goto("/accounts/password/reset/")
    page.get_by_label("E-mail").fill(ayla.email)
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", name="Look in your mail")).to_be_visible()
    link = next(word for word in mail.outbox[-1].body.split() if "/password/reset/key/" in word)
    page.goto(link[link.index("/accounts/") :])
    expect(page.get_by_role("heading", name="New password")).to_be_visible()
    page.locator("#id_password1").fill("another-long-one")
    if page.locator("#id_password2").count():
        page.locator("#id_password2").fill("another-long-one")
    page.get_by_role("button", name="Set it").click()
    expect(page.get_by_role("heading", name="It is set")).to_be_visible()


def test_a_passkey_signs_in_and_serves_as_second_step_and_fresh_proof(open_page: OpenPage, ayla: User) -> None:
    page = open_page(DESKTOP)
    with_a_key(page)
    sign_in(page, ayla)
    add_passkey(page)
    for address in ("/accounts/2fa/", "/accounts/2fa/webauthn/", "/accounts/2fa/recovery-codes/"):
        is_fit(page, address)
    sign_out(page)

    page.goto("/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    is_fit(page, "/accounts/2fa/reauthenticate/")
    is_fit(page, "/accounts/2fa/webauthn/reauthenticate/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: "/reauthenticate/" not in url)
    sign_out(page)

    sign_in_by_hand(page, ayla)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    assert_axe_clean(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)


def test_a_passkey_that_is_refused_says_so_and_changes_nothing(open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    page.goto("/accounts/login/")
    page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError')) }"
    )
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("No passkey was used")


def test_a_passkey_can_be_renamed_and_removed(open_page: OpenPage, ayla: User) -> None:
    page = open_page(PHONE)
    with_a_key(page)
    sign_in(page, ayla)
    add_passkey(page)
    page.goto("/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Rename").click()
    assert_axe_clean(page)
    page.get_by_label("Name").fill("Ring")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("rowheader", name="Ring")).to_be_visible()
    page.get_by_role("link", name="Remove").click()
    assert_axe_clean(page)
    page.get_by_role("button", name="Remove it").click()
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_role("heading", name="No passkey yet")).to_be_visible()
