"""What the benchmarks measure on is what the application has: the floor and the API answer alike."""

from django.db import connection
from django.test import Client

from benchmarks import data
from benchmarks.queries import CHECK, PARTICIPATION
from consent.uses import TRACK_USES


def test_the_api_and_the_floor_answer_alike(db: None) -> None:
    assets = data.catalogue(20)
    data.token("measuring")
    uses = [use.code for use in TRACK_USES] * 20
    assets = [asset for asset in assets for _ in TRACK_USES]
    response = Client().post(
        "/api/v1/checks",
        {"questions": [{"asset": str(one), "use": use} for one, use in zip(assets, uses, strict=True)]},
        content_type="application/json",
        headers={"Authorization": "Bearer measuring"},
    )
    with connection.cursor() as cursor:
        cursor.execute(CHECK, [assets, [None] * len(assets), uses])
        floor = cursor.fetchall()
    ours = response.json()["answers"]
    assert {one["answer"] for one in ours} == {"allow", "ask", "deny"}
    for answer, (asset, kind, standing, _, limits, paused) in zip(ours, floor, strict=True):
        assert (answer["asset"], kind, paused) == (str(asset), "recording", False)
        expected = "deny" if limits != "[]" else {2: "allow", 1: "ask", 0: "deny"}[standing]
        assert answer["answer"] == expected


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
