"""API clients: made on the screen, used at the token endpoint, dead at once when revoked."""

import base64
import json
import re
from typing import Any

import pytest
import time_machine
from allauth.idp.oidc.models import Client as OAuthClient
from allauth.idp.oidc.models import Token
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from joserfc.jwk import OKPKey

from artists.access import Role
from artists.journal.models import Entry
from artists.teams.models import ApiClient
from tests.cast import Cast, join
from tests.support.signing_in import signed_in


@pytest.fixture
def rin(cast: Cast) -> Client:
    return signed_in(cast.rin)


@pytest.fixture
def screen(cast: Cast) -> str:
    return reverse("site:clients", args=[cast.partner.slug])


def filled(name: str, mode: str = "live", *scopes: str) -> dict[str, Any]:
    return {
        "name": name,
        "mode": mode,
        "scopes": scopes or ("checks", "requests", "reports", "withdrawals"),
        "authenticates": "secret",
    }


def make(
    rin: Client, screen: str, name: str = "Radio", mode: str = "live", scopes: tuple[str, ...] = ("checks",)
) -> tuple[ApiClient, str]:
    response = rin.post(screen + "new/", filled(name, mode, *scopes))
    assert response.status_code == 201
    assert "no-store" in response["Cache-Control"]
    found = re.search(r'id="shown-secret">([^<]+)<', response.content.decode())
    assert found
    return ApiClient.objects.live().get(name=name), found.group(1)


def ask_for_a_token(client: ApiClient, secret: str, scope: str = "checks") -> Any:
    basic = base64.b64encode(f"{client.client_id}:{secret}".encode()).decode()
    return Client().post(
        "/identity/o/api/token",
        {"grant_type": "client_credentials", "scope": scope},
        headers={"Authorization": f"Basic {basic}"},
    )


def check(token: str) -> Any:
    return Client().get(
        "/api/v1/checks",
        {"use": "remix", "isrc": "QZS7T2500012", "territory": "DE"},
        headers={"Authorization": f"Bearer {token}"},
    )


def test_a_client_made_here_gets_a_token_and_an_answer(cast: Cast, rin: Client, screen: str) -> None:
    client, secret = make(rin, screen)
    response = ask_for_a_token(client, secret)
    assert response.status_code == 200, response.content
    answer = check(response.json()["access_token"])
    assert answer.status_code == 200
    assert answer.json()["answer"] == "deny"


def test_the_secret_is_shown_once_and_kept_as_a_hash(cast: Cast, rin: Client, screen: str) -> None:
    client, secret = make(rin, screen)
    assert secret not in rin.get(screen).content.decode()
    kept = OAuthClient.objects.get(pk=client.client_id)
    assert secret not in kept.secret
    assert kept.check_secret(secret)
    assert (kept.get_scopes(), kept.get_grant_types(), kept.type) == (
        ["checks"],
        ["client_credentials"],
        "confidential",
    )
    entry = Entry.objects.get(type="client.made")
    assert (entry.subject_id, entry.concerns) == (client.client_id, [cast.partner.pk])
    assert secret not in str(entry.data)


def test_a_client_gets_no_other_scope_and_no_token_with_a_wrong_secret(rin: Client, screen: str, cast: Cast) -> None:
    client, secret = make(rin, screen)
    assert ask_for_a_token(client, secret, "openid").status_code >= 400
    assert ask_for_a_token(client, secret + "x").status_code in (400, 401)


def test_pressing_twice_makes_one_client(cast: Cast, rin: Client, screen: str) -> None:
    make(rin, screen)
    response = rin.post(screen + "new/", filled("radio"))
    assert response.status_code == 422
    assert "There is a client called radio already." in response.content.decode()
    assert (ApiClient.objects.count(), OAuthClient.objects.count()) == (1, 1)
    assert rin.post(screen + "new/", filled("")).status_code == 422


def test_a_new_secret_ends_the_older_one_and_its_tokens_at_once(cast: Cast, rin: Client, screen: str) -> None:
    client, secret = make(rin, screen)
    token = ask_for_a_token(client, secret).json()["access_token"]
    page = reverse("site:client", args=[cast.partner.slug, client.pk])
    found = re.search(r'name="seen" value="([^"]+)"', rin.get(page).content.decode())
    assert found
    address = reverse("site:client_secret", args=[cast.partner.slug, client.pk])
    response = rin.post(address, {"seen": found.group(1)})
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert check(token).status_code == 401
    assert ask_for_a_token(client, secret).status_code in (400, 401)
    renewed = re.search(r'id="shown-secret">([^<]+)<', response.content.decode())
    assert renewed
    assert ask_for_a_token(client, renewed.group(1)).status_code == 200
    assert rin.post(address, {"seen": found.group(1)}).status_code == 409
    assert ask_for_a_token(client, renewed.group(1)).status_code == 200
    assert Entry.objects.filter(type="client.secret_changed").count() == 1


def test_a_revoked_client_is_dead_at_once(cast: Cast, rin: Client, screen: str) -> None:
    client, secret = make(rin, screen)
    token = ask_for_a_token(client, secret).json()["access_token"]
    assert check(token).status_code == 200
    address = reverse("site:client_revoke", args=[cast.partner.slug, client.pk])
    assert "Revoke Radio?" in rin.get(address).content.decode()
    assert rin.post(address).status_code == 302
    assert check(token).status_code == 401
    assert ask_for_a_token(client, secret).status_code in (400, 401)
    assert not Token.objects.exists()
    assert rin.post(address).status_code == 404
    assert "1 revoked" in rin.get(screen).content.decode()
    assert make(rin, screen)[0].pk != client.pk


def test_only_a_partners_owner_or_manager_makes_clients(cast: Cast, rin: Client, screen: str) -> None:
    client, _ = make(rin, screen)
    join(cast.fay, cast.partner, Role.EDITOR)
    fay = signed_in(cast.fay)
    shown = fay.get(screen).content.decode()
    assert "Radio" in shown
    assert "New client" not in shown
    assert "Make the client" not in fay.get(screen + "new/").content.decode()
    assert fay.get(reverse("site:client", args=[cast.partner.slug, client.pk])).status_code == 200
    assert fay.post(screen + "new/", filled("Mine")).status_code == 403
    assert fay.post(reverse("site:client_secret", args=[cast.partner.slug, client.pk])).status_code == 403
    assert fay.post(reverse("site:client_revoke", args=[cast.partner.slug, client.pk])).status_code == 403
    assert signed_in(cast.dana).get(screen).status_code == 404
    assert signed_in(cast.dana).get(reverse("site:clients", args=[cast.label.slug])).status_code == 404


def test_the_page_asks_as_much_for_ten_as_for_one(cast: Cast, rin: Client, screen: str) -> None:
    def count() -> int:
        rin.get(screen)
        with CaptureQueriesContext(connection) as captured:
            rin.get(screen)
        return len(captured)

    make(rin, screen, "One")
    one = count()
    for number in range(9):
        make(rin, screen, f"More {number}")
    assert count() == one


def test_all_scopes_are_ticked_at_first_and_one_is_needed(cast: Cast, rin: Client, screen: str) -> None:
    shown = rin.get(screen + "new/").content.decode()
    for scope in ("checks", "requests", "reports", "withdrawals"):
        assert re.search(rf'value="{scope}"[^>]* checked', shown), scope
    assert rin.post(screen + "new/", filled("Radio") | {"scopes": ()}).status_code == 422
    assert rin.post(screen + "new/", filled("Radio", "live", "openid")).status_code == 422
    assert rin.post(screen + "new/", filled("Radio", "both")).status_code == 422
    assert not ApiClient.objects.exists()
    client, secret = make(rin, screen, scopes=("reports", "withdrawals"))
    assert ask_for_a_token(client, secret, "reports withdrawals").status_code == 200
    assert ask_for_a_token(client, secret, "checks").status_code == 400


def test_a_test_client_is_told_by_its_id_its_secret_and_its_chip(cast: Cast, rin: Client, screen: str) -> None:
    live, secret = make(rin, screen)
    assert (live.mode, live.client_id[:5], secret[:9]) == ("live", "live_", "sck_live_")
    assert "flask-conical" not in rin.get(screen).content.decode()
    test, secret = make(rin, screen, "Trial", "test")
    assert (test.mode, test.is_test, test.client_id[:5], secret[:9]) == ("test", True, "test_", "sck_test_")
    assert "flask-conical" in rin.get(screen).content.decode()


def test_a_test_client_gets_nothing_from_where_people_and_licences_are_real(
    cast: Cast, rin: Client, screen: str
) -> None:
    client, secret = make(rin, screen, "Trial", "test", ("checks", "requests"))
    token = ask_for_a_token(client, secret, "requests").json()["access_token"]
    for address in ("/api/v1/requests", "/api/v1/licences"):
        for method in ("get", "post"):
            response = getattr(Client(), method)(address, headers={"Authorization": f"Bearer {token}"})
            if response.status_code != 405:
                assert (response.status_code, response.json()["reason_code"]) == (403, "test_client")


PUBLIC = json.dumps(OKPKey.generate_key("Ed25519", {"kid": "one"}, private=True).as_dict(private=False))
OTHER = OKPKey.generate_key("Ed25519", {"kid": "two"}, private=True).as_pem(private=False).decode()


def test_a_client_that_signs_is_made_with_its_public_key_and_has_no_secret(
    cast: Cast, rin: Client, screen: str
) -> None:
    wanted = filled("Loom") | {"authenticates": "keys"}
    assert "Paste the public half" in rin.post(screen + "new/", wanted).content.decode()
    private = rin.post(screen + "new/", wanted | {"keys": '{"kty": "OKP", "d": "x"}'})
    assert (private.status_code, "private key" in private.content.decode()) == (422, True)
    assert not ApiClient.objects.exists()
    response = rin.post(screen + "new/", wanted | {"keys": PUBLIC})
    assert response.status_code == 201
    assert "shown-secret" not in response.content.decode()
    client = ApiClient.objects.get()
    assert (client.authenticates, [key.kid for key in client.keys.all()]) == ("keys", ["one"])
    shown = rin.get(screen).content.decode()
    assert "Signs with its own key" in shown
    assert rin.post(reverse("site:client_secret", args=[cast.partner.slug, client.pk])).status_code == 409


def test_keys_are_added_and_removed_and_it_is_in_the_history(cast: Cast, rin: Client, screen: str) -> None:
    rin.post(screen + "new/", filled("Loom") | {"authenticates": "keys", "keys": PUBLIC})
    client = ApiClient.objects.get()
    keys = reverse("site:client_keys", args=[cast.partner.slug, client.pk])
    assert rin.post(keys, {"keys": "nothing"}).status_code == 422
    assert rin.post(keys, {"keys": PUBLIC}).status_code == 422
    assert rin.post(keys, {"keys": OTHER}).status_code == 302
    assert rin.post(keys, {"keys": OTHER}).status_code == 422
    assert client.keys.count() == 2
    page = reverse("site:client", args=[cast.partner.slug, client.pk])
    assert "Add the key" not in rin.get(page).content.decode()
    one = client.keys.get(kid="one")
    remove = reverse("site:client_key_remove", args=[cast.partner.slug, client.pk, one.pk])
    assert "Remove the key one?" in rin.get(remove).content.decode()
    assert rin.post(remove).status_code == 302
    assert rin.post(remove).status_code == 404
    history = rin.get(reverse("site:history", args=[cast.partner.slug])).content.decode()
    assert "gave a key to the API client" in history
    assert "removed a key of the API client" in history
    join(cast.fay, cast.partner, Role.EDITOR)
    fay = signed_in(cast.fay)
    assert fay.post(keys, {"keys": PUBLIC}).status_code == 403
    left = client.keys.get()
    gone = reverse("site:client_key_remove", args=[cast.partner.slug, client.pk, left.pk])
    assert fay.post(gone).status_code == 403
    assert signed_in(cast.dana).get(page).status_code == 404


@time_machine.travel("2026-11-22T14:47:48Z", tick=False)
def test_the_page_says_when_it_was_last_used_and_what_is_left(cast: Cast, rin: Client, screen: str) -> None:
    client, secret = make(rin, screen)
    page = reverse("site:client", args=[cast.partner.slug, client.pk])
    assert "Not used yet" in rin.get(screen).content.decode()
    call_command("client_limits", client.client_id, "checks=240000")
    check(ask_for_a_token(client, secret).json()["access_token"])
    assert "Not used yet" not in rin.get(screen).content.decode()
    shown = rin.get(page).content.decode()
    assert "<b>1</b> of 240,000" in shown
    assert "as agreed with you" in shown
    call_command("client_limits", client.client_id, "checks=")
    assert "<b>1</b> of 60,000" in rin.get(page).content.decode()
    for wrong in ("checks=-1", "songs=3", "checks=1e3"):
        with pytest.raises(CommandError):
            call_command("client_limits", client.client_id, wrong)
