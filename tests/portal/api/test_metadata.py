"""What the authorization server says of itself is what it does."""

import pytest
from django.test import Client

from portal.api.oauth import SCOPES


@pytest.fixture
def metadata(db: None) -> dict[str, object]:
    response = Client().get("/.well-known/oauth-authorization-server")
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "max-age" in response["Cache-Control"]
    found: dict[str, object] = response.json()
    return found


def test_it_has_what_rfc_8414_requires_and_names_itself(metadata: dict[str, object]) -> None:
    assert metadata["issuer"] == "http://testserver"
    assert {"token_endpoint", "response_types_supported", "jwks_uri", "scopes_supported"} <= metadata.keys()
    assert metadata["scopes_supported"] == list(SCOPES)


@pytest.mark.parametrize("name", ["token_endpoint", "revocation_endpoint", "jwks_uri", "service_documentation"])
def test_each_address_it_names_is_served(metadata: dict[str, object], name: str) -> None:
    address = str(metadata[name]).removeprefix(str(metadata["issuer"]))
    assert address.startswith("/")
    if name.endswith("_endpoint"):
        response = Client(enforce_csrf_checks=True).post(address)
        assert response.status_code in (400, 401)
        assert response.json()["error"]
    else:
        assert Client().get(address).status_code == 200


def test_openid_configuration_says_the_same(metadata: dict[str, object]) -> None:
    other = Client().get("/.well-known/openid-configuration").json()
    for name in ("issuer", "token_endpoint", "jwks_uri", "revocation_endpoint", "service_documentation"):
        assert other[name] == metadata[name], name
    methods = metadata["token_endpoint_auth_methods_supported"]
    assert isinstance(methods, list)
    assert set(methods) <= set(other["token_endpoint_auth_methods_supported"])
