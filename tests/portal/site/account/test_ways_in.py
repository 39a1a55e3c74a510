"""Every way in, and every way to change one: as a browser goes through them, with the mails that belong to it."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from artists.accounts.models import User
from tests.cast import PASSWORD, Cast
from tests.support.signing_in import signed_in

OIDC = {
    "provider_id": "northlight",
    "name": "Northlight sign-in",
    "client_id": "x",
    "secret": "y",
    "settings": {"server_url": "https://login.northlight.example"},
}


def mailed_code() -> str:
    found = re.search(r"\b([A-Z0-9]{3,4}-[A-Z0-9]{3,4})\b", mail.outbox[-1].body)
    assert found, mail.outbox[-1].body
    return found.group(1)


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("site:profile")).status_code == 200


def totp(secret: str) -> str:
    cache.clear()  # a code works once; the test is faster than the half minute it lives
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def confirmed(client: Client) -> Client:
    """The same browser, in which the person has just confirmed that it is them: allauth asks before such changes."""
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302
    return client


def with_app(client: Client) -> str:
    """Set up an authenticator app in this browser; return its secret."""
    assert confirmed(client).get(reverse("mfa_activate_totp")).status_code == 200
    secret: str = client.session["mfa.totp.secret"]
    assert client.post(reverse("mfa_activate_totp"), {"code": totp(secret)}).status_code == 302
    return secret


def test_everything_needs_signing_in(cast: Cast) -> None:
    for address in (reverse("site:profile"), reverse("site:team", args=["ayla-marsh"]), reverse("site:team_new")):
        response = Client().get(address)
        assert response["Location"] == f"{reverse('account_login')}?next={address}"


def test_by_password(cast: Cast) -> None:
    client = signed_in(cast.ayla)
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)


def test_guessing_a_password_is_stopped(cast: Cast) -> None:
    client, address = Client(), reverse("account_login")
    for _ in range(6):
        response = client.post(address, {"login": cast.ayla.email, "password": "wrong"})
    assert "Too many failed login attempts" in response.content.decode()
    assert client.post(address, {"login": cast.ayla.email, "password": PASSWORD}).status_code == 200
    assert not is_signed_in(client)


def test_by_a_mailed_code(cast: Cast) -> None:
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": "AYLA@demo.test"})
    assert mail.outbox[-1].to == ["ayla@demo.test"]
    assert client.post(reverse("account_confirm_login_code"), {"code": "XXXX-XXXX"}).status_code == 200
    assert not is_signed_in(client)
    client.post(reverse("account_confirm_login_code"), {"code": mailed_code()})
    assert is_signed_in(client)


def test_asking_for_a_code_does_not_say_who_is_here(db: None) -> None:
    client = Client()
    response = client.post(reverse("account_request_login_code"), {"email": "nobody@demo.test"})
    assert response["Location"].startswith(reverse("account_confirm_login_code"))


def test_a_new_account_proves_its_address_by_code(db: None) -> None:
    client = Client()
    new = {"name": "  Nia   Vale ", "email": "nia@demo.test", "password1": "three-quiet-boats"}
    response = client.post(reverse("account_signup"), new)
    assert response["Location"] == reverse("account_email_verification_sent")
    assert not is_signed_in(client)
    client.post(reverse("account_email_verification_sent"), {"code": mailed_code()})
    assert is_signed_in(client)
    assert User.objects.get(email="nia@demo.test").name == "Nia Vale"


def test_a_name_is_not_asked_for_and_a_weak_password_is_refused(db: None) -> None:
    client = Client()
    client.post(reverse("account_signup"), {"email": "nia@demo.test", "password1": "password"})
    assert not User.objects.exists()
    client.post(reverse("account_signup"), {"email": "nia@demo.test", "password1": "three-quiet-boats"})
    assert User.objects.get().name == ""


def test_signing_up_with_a_known_address_tells_its_owner_alone(cast: Cast) -> None:
    client = Client()
    response = client.post(reverse("account_signup"), {"email": cast.ayla.email, "password1": "three-quiet-boats"})
    assert response["Location"] == reverse("account_email_verification_sent")
    assert mail.outbox[-1].to == [cast.ayla.email]
    assert User.objects.filter(email=cast.ayla.email).count() == 1


def test_an_authenticator_app_is_asked_for_after_the_password(cast: Cast) -> None:
    secret = with_app(signed_in(cast.ayla))
    client = Client()
    response = client.post(reverse("account_login"), {"login": cast.ayla.email, "password": PASSWORD})
    assert response["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": totp(secret)}).status_code == 302
    assert is_signed_in(client)


def test_a_recovery_code_works_once(cast: Cast) -> None:
    ayla = signed_in(cast.ayla)
    with_app(ayla)
    ayla.post(reverse("mfa_generate_recovery_codes"))
    codes = Authenticator.objects.get(user=cast.ayla, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    assert ayla.get(reverse("mfa_view_recovery_codes")).status_code == 200
    outcomes = []
    for _ in range(2):
        client = Client()
        client.post(reverse("account_login"), {"login": cast.ayla.email, "password": PASSWORD})
        client.post(reverse("mfa_authenticate"), {"code": codes[0]})
        outcomes.append(is_signed_in(client))
    assert outcomes == [True, False]


def test_passkeys_are_offered_at_sign_in_and_can_be_added(cast: Cast) -> None:
    options = Client().get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"}).json()
    assert options["request_options"]["publicKey"]["challenge"]
    assert confirmed(signed_in(cast.ayla)).get(reverse("mfa_add_webauthn")).status_code == 200


def test_signed_in_devices_are_listed_and_ended(cast: Cast) -> None:
    here, there = signed_in(cast.ayla), signed_in(cast.ayla)
    assert is_signed_in(here)
    assert is_signed_in(there)
    assert UserSession.objects.filter(user=cast.ayla).count() == 2
    assert here.get(reverse("usersessions_list")).status_code == 200
    here.post(reverse("usersessions_list"))
    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_an_address_changes_once_the_new_one_is_proved(cast: Cast) -> None:
    ayla = signed_in(cast.ayla)
    response = ayla.post(reverse("account_email"), {"email": "ayla@new.test", "action_add": ""})
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert not mail.outbox
    ayla.post(response["Location"], {"password": PASSWORD})
    cast.ayla.refresh_from_db()
    assert cast.ayla.email == "ayla@demo.test"
    assert mail.outbox[-1].to == ["ayla@new.test"]
    ayla.post(reverse("account_email_verification_sent"), {"code": mailed_code()})
    cast.ayla.refresh_from_db()
    assert cast.ayla.email == "ayla@new.test"
    assert [address.email for address in cast.ayla.emailaddress_set.filter(verified=True)] == ["ayla@new.test"]
    assert ["ayla@demo.test"] in [letter.to for letter in mail.outbox], "the older address hears of it"


def test_a_forgotten_password_is_set_anew(cast: Cast) -> None:
    client = Client()
    client.post(reverse("account_reset_password"), {"email": cast.ayla.email})
    found = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)
    assert found
    form = client.get(found.group(1), follow=True)
    address = form.redirect_chain[-1][0]
    client.post(address, {"password1": "nine-slow-ferries", "password2": "nine-slow-ferries"})
    response = client.post(reverse("account_login"), {"login": cast.ayla.email, "password": "nine-slow-ferries"})
    assert response.status_code == 302


def test_a_password_changes(cast: Cast) -> None:
    ayla = signed_in(cast.ayla)
    words = {"oldpassword": PASSWORD, "password1": "nine-slow-ferries", "password2": "nine-slow-ferries"}
    assert ayla.post(reverse("account_change_password"), words).status_code == 302
    cast.ayla.refresh_from_db()
    assert cast.ayla.check_password("nine-slow-ferries")
    assert is_signed_in(ayla)


def test_other_sign_ins_appear_only_where_they_are_configured(db: None) -> None:
    page = Client().get(reverse("account_login")).content.decode()
    assert "/accounts/google/" not in page
    assert "/accounts/oidc/" not in page
    configured = {
        "google": {"APPS": [{"client_id": "x", "secret": "y"}]},
        "openid_connect": {"APPS": [OIDC], "OAUTH_PKCE_ENABLED": True},
    }
    with override_settings(SOCIALACCOUNT_PROVIDERS=configured):
        page = Client().get(reverse("account_login")).content.decode()
        assert "/accounts/google/login/" in page
        assert "/accounts/oidc/northlight/login/" in page
        assert "Northlight sign-in" in page
        assert "/accounts/spotify/" not in page
        response = Client().post("/accounts/google/login/")
        assert response["Location"].startswith("https://accounts.google.com/")


@pytest.mark.parametrize("name", ["account_email", "mfa_index", "usersessions_list", "account_change_password"])
def test_the_pages_of_ones_own_account_open(cast: Cast, name: str) -> None:
    assert signed_in(cast.ayla).get(reverse(name)).status_code == 200
