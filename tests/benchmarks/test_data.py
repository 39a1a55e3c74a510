"""What the benchmarks measure on is what the application has: the floor and the API answer alike."""

from django.db import connection
from django.test import Client
from django.utils import timezone

from benchmarks import data
from benchmarks.queries import CHECK, PARTICIPATION
from consent.uses import TRACK_USES


def test_the_api_and_the_floor_answer_alike(db: None) -> None:
    assets = data.catalogue(20)
    partner = data.token("measuring")
    data.licences(partner, "many-tracks", assets[:5] + assets[6:7])
    uses = [use.code for use in TRACK_USES] * 20
    assets = [asset for asset in assets for _ in TRACK_USES]
    response = Client().post(
        "/api/v1/checks",
        {"questions": [{"asset": str(one), "use": use} for one, use in zip(assets, uses, strict=True)]},
        content_type="application/json",
        headers={"Authorization": "Bearer measuring"},
    )
    with connection.cursor() as cursor:
        nothing = [None] * len(assets)
        cursor.execute(CHECK, [assets, nothing, uses, *[nothing] * 6, partner, timezone.now()])
        floor = cursor.fetchall()
    ours = response.json()["answers"]
    assert {one["answer"] for one in ours} == {"allow", "ask", "deny"}
    for answer, row in zip(ours, floor, strict=True):
        asset, kind, standing, _, limits, paused, licensed, answered, *_ = row
        assert (answer["asset"], kind, paused) == (str(asset), "recording", False)
        expected = "allow" if licensed and answered else "ask" if standing else "deny"
        expected = "deny" if limits != "[]" else expected
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
