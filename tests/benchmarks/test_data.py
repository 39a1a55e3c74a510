"""What the benchmarks measure on is what the application has: the floor, the comparison and the API answer alike."""

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from benchmarks import data, million
from benchmarks.queries import CHECK, PARTICIPATION
from consent.choices.models import Standing
from consent.decisions import checks
from consent.licences.models import Licence
from consent.uses import USES


@pytest.fixture
def small(db: None) -> million.Million:
    """A thousandth of it."""
    return million.make(1_000, partners=1)


def test_the_api_and_the_floor_answer_alike(small: million.Million) -> None:
    questions = million.questions(small, 1_000)
    response = Client().post(
        "/api/v1/checks",
        {"questions": questions},
        content_type="application/json",
        headers={"Authorization": f"Bearer {million.TOKEN}"},
    )
    columns = [[one.get(name) for one in questions] for name in ("asset", "isrc", "use", "territory", "model")]
    with connection.cursor() as cursor:
        cursor.execute(CHECK, [*columns, *[[None] * 1_000] * 5, small.partner, timezone.now()])
        floor = cursor.fetchall()
    ours = response.json()["answers"]
    assert {one["answer"] for one in ours} == {"allow", "ask", "deny"}
    for answer, row in zip(ours, floor, strict=True):
        asset, _, standing, _, limits, paused, licensed, answered, *_ = row
        assert (answer["asset"], bool(paused)) == (asset and str(asset), False)
        if not standing:
            assert answer["answer"] == "deny"
        elif limits == "[]":
            assert answer["answer"] == ("allow" if licensed and answered else "ask")


def test_the_catalogue_has_what_it_says(small: million.Million) -> None:
    assert (small.artists, Licence.objects.count()) == (20, 40)
    counted = {use: Standing.objects.filter(use=use).count() for use in USES}
    tracks = dict.fromkeys(["discover", "analyse", "remix", "reference", "train", "translate"], 1_000)
    assert counted == tracks | {"cover": 1_500, "sing": 20, "speak": 20, "portray": 20}
    found = checks.check([checks.Question("remix", isrc="QZBEN0000007")], partner_team_id=small.partner)
    assert found[0].asset == million.recording(7)


def test_indexes_and_guards_are_back_when_it_is_made(small: million.Million) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'choices_standing'")
        names = {row[0] for row in cursor.fetchall()}
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)
    assert {"standing_teams", "one_standing_for_an_asset_and_a_use"} <= names


def test_a_page_of_the_floor_has_the_tracks_with_their_choices_and_standings(db: None) -> None:
    roster = data.roster("many", 60)
    with connection.cursor() as cursor:
        cursor.execute(PARTICIPATION, [roster.team])
        page = cursor.fetchall()
    assert len(page) == 50
    assert {row[0] for row in page} <= set(roster.tracks)
    assert {row[4] for row in page} == {60}
    assert all(row[6] for row in page)
    assert any(row[5] for row in page)
