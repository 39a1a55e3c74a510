"""Other accounts to sign in with appear once they are configured, and the security policy then lets them."""

import os
import subprocess
import sys
from typing import Any

from django.test import Client

SHOW = "from django.conf import settings as s; print(*s.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'])"
OIDC = (
    '[{"provider_id": "northlight", "name": "Northlight", "client_id": "c", "secret": "s",'
    ' "settings": {"server_url": "https://id.northlight.example/realms/staff"}}]'
)


def test_no_other_account_is_offered_without_its_keys(client: Client, db: None) -> None:
    assert b"Go on with" not in client.get("/accounts/login/").content


def test_an_account_is_offered_once_its_keys_are_there(client: Client, db: None, settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {"spotify": {"APPS": [{"client_id": "c", "secret": "s"}]}}
    for address in ("/accounts/login/", "/accounts/signup/"):
        assert b"Go on with Spotify" in client.get(address).content


def test_the_policy_lets_a_form_go_on_to_what_is_configured_and_nowhere_else() -> None:
    environment = {**os.environ, "SPOTIFY_CLIENT_ID": "c", "SPOTIFY_CLIENT_SECRET": "s", "OPENID_CONNECT_APPS": OIDC}
    shown = subprocess.run([sys.executable, "-c", SHOW], env=environment, capture_output=True, text=True, check=True)
    assert shown.stdout.split() == ["'self'", "https://accounts.spotify.com", "https://id.northlight.example"]
