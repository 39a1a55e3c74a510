"""What stays behind on a shared computer: nothing. And every page says what a browser may do with it."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast

PAGES = ("site:team_home", "site:participation", "site:voice", "site:history", "site:team", "site:catalogue")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_somebody_signed_in_stays_out_of_every_cache(cast: Cast, name: str) -> None:
    client = Client()
    client.force_login(cast.ayla)
    response = client.get(reverse(name, args=["ayla-marsh"]))
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("address", "status"), [("/t/ayla-marsh/", 200), ("/t/elsewhere/", 404), ("/artists/?q=%00", 400), ("/", 200)]
)
def test_every_page_and_every_refusal_carries_the_policy(cast: Cast, address: str, status: int) -> None:
    client = Client()
    client.force_login(cast.ayla)
    response = client.get(address)
    assert response.status_code == status
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_no_form_is_taken_without_its_token(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ayla)
    for name in ("site:answer", "site:pause", "site:undo", "site:voice_answer", "site:team_leave", "site:import"):
        assert client.post(reverse(name, args=["ayla-marsh"])).status_code == 403, name
    for address in ("/theme/", "/teams/new/", "/accounts/logout/", "/account/"):
        assert client.post(address).status_code == 403, address
