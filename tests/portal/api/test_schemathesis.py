"""Thousands of requests made from the document we serve: no 5xx, nothing undocumented, every body as promised.

The same in each run: what is sent follows from the document alone. A live and a test client ask each operation.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis import checks as judged

from artists.teams.models import ApiClient
from consent.usage.limits import KINDS
from portal.api.oauth import SCOPES
from tests.cast import Cast
from tests.portal.api.conftest import oauth_client, token_response

DOCUMENT = json.loads((Path(__file__).parents[3] / "portal" / "api" / "openapi.json").read_text())
schema = schemathesis.openapi.from_dict(DOCUMENT)
schema.app = WSGIHandler()
MANY = settings(
    max_examples=50, deadline=None, derandomize=True, database=None, print_blob=False,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
CHECKS = [
    judged.not_a_server_error,
    judged.status_code_conformance,
    judged.content_type_conformance,
    judged.response_headers_conformance,
    judged.response_schema_conformance,
    judged.unsupported_method,
]


@pytest.fixture
def tokens(cast: Cast) -> Iterator[dict[str, str]]:
    """A live and a test client of a partner, each with every scope; one transaction for all of their requests."""
    found = {}
    for mode in ApiClient.Mode:
        oauth_client(cast.partner, mode.value, scopes="\n".join(SCOPES))
        ApiClient.objects.filter(client_id=mode).update(mode=mode, limits=dict.fromkeys(KINDS, 10**9))
        found[mode.value] = token_response(mode, scope=" ".join(SCOPES)).json()["access_token"]
    for signal in (request_started, request_finished):  # as Django's own test client does
        signal.disconnect(close_old_connections)
    yield found
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@MANY
def test_what_is_answered_is_what_is_promised(case: Case, tokens: dict[str, str]) -> None:
    for token in tokens.values():
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)
