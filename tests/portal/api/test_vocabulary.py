"""What can be asked and answered is public, and kept in caches."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from consent.decisions.reasons import every_reason
from consent.uses import USES, VOCABULARY, text_of


def test_the_vocabulary_has_every_use_with_the_text_and_hash_beside_its_switch(db: None) -> None:
    body = Client().get("/api/v1/uses").json()
    assert body["vocabulary"] == VOCABULARY
    assert [use["code"] for use in body["uses"]] == list(USES)
    for use in body["uses"]:
        text = text_of(use["code"])
        assert (use["text"]["version"], use["text"]["sha256"]) == (text.version, text.sha256)
        assert use["text"]["never"] == text.never


def test_the_reasons_are_all_listed(db: None) -> None:
    listed = [(one["code"], one["sentence"]) for one in Client().get("/api/v1/reasons").json()["reasons"]]
    assert listed == [(one.code, one.sentence) for one in every_reason()]


@pytest.mark.parametrize("path", ["/api/v1/uses", "/api/v1/reasons", "/api/v1/openapi.json"])
def test_what_never_changes_for_anybody_is_cached_and_costs_no_query(
    db: None, path: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        first = Client().get(path)
    assert first["Cache-Control"] == "public, max-age=3600"
    again = Client().get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
