"""Who may ask, and for how long."""

from datetime import timedelta

import pytest
import time_machine
from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Client as OAuthClient
from allauth.idp.oidc.models import Token
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from artists.teams.models import ApiClient
from tests.cast import Cast
from tests.portal.api.conftest import SECRET, Program, oauth_client, problem_of, token_response

QUESTION = {"isrc": "QZS7T2500012", "use": "remix"}


def refusal(program: Program) -> tuple[int, str, str]:
    response = program.get(**QUESTION)
    return response.status_code, problem_of(response)["reason_code"], response.headers.get("WWW-Authenticate", "")


def test_a_client_gets_a_token_of_an_hour_and_asks_with_it(cast: Cast) -> None:
    oauth_client(cast.partner)
    response = token_response("halcyon")
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert response.json()["expires_in"] == 3600
    assert Program(response.json()["access_token"]).ask(**QUESTION) == ("deny", ["unknown_asset"])


def test_a_wrong_secret_gets_no_token(cast: Cast) -> None:
    oauth_client(cast.partner)
    response = token_response("halcyon", secret="guessed")
    assert response.status_code == 401
    assert response.json()["error"] == "invalid_client"


def test_no_secret_and_no_token_is_kept_in_the_clear(program: Program) -> None:
    assert not Token.objects.filter(hash__contains=program.token).exists()
    assert not OAuthClient.objects.filter(secret__contains=SECRET).exists()


def test_secrets_need_no_quoting_anywhere() -> None:
    secret = get_adapter().generate_client_secret()
    assert len(secret) >= 43
    assert secret.replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic aGFsY3lvbjp4", "halcyon"])
def test_without_a_token_the_answer_says_how_to_sign_in(db: None, header: str | None) -> None:
    response = Client().get("/api/v1/checks", QUESTION, headers={"Authorization": header} if header is not None else {})
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="Soundcheck"'
    assert problem_of(response)["reason_code"] == "token_missing"


@pytest.mark.parametrize("token", ["garbage", "ключ", "a" * 5000, "'; DROP TABLE teams_team; --", "a b c", "\x00"])
def test_a_garbage_token_is_refused(db: None, token: str) -> None:
    status, code, header = refusal(Program(token))
    assert (status, code) == (401, "token_invalid")
    assert 'error="invalid_token"' in header


def test_a_token_dies_with_its_hour(program: Program) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=59, seconds=50), tick=False):
        assert program.get(**QUESTION).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=60, seconds=10), tick=False):
        status, code, header = refusal(program)
    assert (status, code) == (401, "token_expired")
    assert 'error="invalid_token"' in header


def test_a_revoked_client_is_refused_at_once(program: Program) -> None:
    ApiClient.objects.update(revoked_at=timezone.now())
    assert refusal(program)[:2] == (401, "client_revoked")


def test_a_client_deleted_at_the_identity_provider_takes_its_tokens_along(program: Program) -> None:
    OAuthClient.objects.all().delete()
    assert refusal(program)[:2] == (401, "token_invalid")


def test_a_token_given_back_is_refused(program: Program) -> None:
    response = Client().post(
        "/identity/o/api/revoke", {"token": program.token, "client_id": "halcyon", "client_secret": SECRET}
    )
    assert response.status_code == 200
    assert refusal(program)[:2] == (401, "token_invalid")


def test_a_token_without_the_scope_is_refused_with_the_scope_named(cast: Cast) -> None:
    oauth_client(cast.partner)
    token = token_response("halcyon", scope="other").json()["access_token"]
    status, code, header = refusal(Program(token))
    assert (status, code) == (403, "scope_missing")
    assert 'error="insufficient_scope", scope="checks"' in header


def test_a_client_without_the_scope_gets_no_token_for_it(cast: Cast) -> None:
    oauth_client(cast.partner, scopes="other")
    assert token_response("halcyon").status_code == 400


def test_only_partners_may_ask(cast: Cast) -> None:
    oauth_client(cast.label, "northlight")
    oauth_client(None, "nobody")
    for client_id in ("northlight", "nobody"):
        token = token_response(client_id).json()["access_token"]
        assert refusal(Program(token))[:2] == (403, "partner_only")


def test_a_token_for_another_resource_is_refused_and_one_for_ours_is_not(cast: Cast) -> None:
    oauth_client(cast.partner)
    elsewhere = token_response("halcyon", resource="http://testserver/api/v1/reports").json()["access_token"]
    assert refusal(Program(elsewhere))[:2] == (401, "token_for_elsewhere")
    ours = token_response("halcyon", resource="http://testserver/api/v1").json()["access_token"]
    assert Program(ours).get(**QUESTION).status_code == 200


def test_a_check_takes_two_queries_and_a_note_and_no_session(
    program: Program, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    program.get(**QUESTION)
    with django_assert_num_queries(3):
        response = program.get(**QUESTION)
    assert not response.cookies
    with django_assert_num_queries(3):
        program.post({"questions": [QUESTION] * 10})
    with django_assert_num_queries(3):
        program.post({"questions": [QUESTION] * 1000})


def test_a_person_signed_in_is_not_a_partner(cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.rin)
    assert browser.get("/api/v1/checks", QUESTION).status_code == 401
