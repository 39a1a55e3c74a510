"""A person's own settings."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.support.signing_in import signed_in

GOOD = {"name": " Ayla  M ", "time_zone": "Europe/Lisbon", "theme": "dark"}


@pytest.fixture
def ayla(cast: Cast) -> Client:
    return signed_in(cast.ayla)


def test_settings_are_kept_and_worn(cast: Cast, ayla: Client) -> None:
    response = ayla.post(reverse("site:profile"), GOOD, follow=True)
    assert "Your settings are saved." in response.content.decode()
    assert 'data-theme="dark"' in response.content.decode()
    assert "data-no-shortcuts" in response.content.decode()
    cast.ayla.refresh_from_db()
    assert (cast.ayla.name, cast.ayla.time_zone, cast.ayla.shortcuts) == ("Ayla M", "Europe/Lisbon", False)


@pytest.mark.parametrize("wrong", [{"time_zone": "Moon/Sea"}, {"theme": "pink"}, {"name": "x" * 121}])
def test_what_makes_no_sense_is_refused_and_changes_nothing(cast: Cast, ayla: Client, wrong: dict[str, str]) -> None:
    assert ayla.post(reverse("site:profile"), {**GOOD, **wrong}).status_code == 422
    cast.ayla.refresh_from_db()
    assert cast.ayla.name == "Ayla Marsh"


def test_the_page_says_how_one_signs_in(ayla: Client) -> None:
    page = ayla.get(reverse("site:profile")).content.decode()
    for words in ("Add a passkey", "Authenticator app", "Signed-in devices"):
        assert words in page


def test_the_theme_is_kept_for_a_person_and_for_a_visitor(cast: Cast, ayla: Client) -> None:
    response = ayla.post(reverse("site:theme"), {"theme": "light", "next": "https://elsewhere.example/"})
    assert response["Location"] == "/"
    cast.ayla.refresh_from_db()
    assert cast.ayla.theme == "light"
    visitor = Client()
    visitor.post(reverse("site:theme"), {"theme": "dark", "next": "/accounts/login/"})
    assert 'data-theme="dark"' in visitor.get(reverse("account_login")).content.decode()


def test_whoever_has_no_password_is_offered_one(cast: Cast, ayla: Client) -> None:
    cast.ayla.set_unusable_password()
    cast.ayla.save()
    ayla.force_login(cast.ayla)
    page = ayla.get(reverse("site:profile")).content.decode()
    assert "you sign in by code or passkey" in page
    assert reverse("account_set_password") in page
