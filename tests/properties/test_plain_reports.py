"""A file's plain lines are read and judged together: each comes to what it comes to by itself."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from artists.access import Actor
from artists.catalog.models import Asset
from consent.choices.models import Pause, Standing
from consent.licences.models import Exclusion, Licence, Suspension
from consent.reports import bulk, intake
from consent.reports.intake import Sent
from consent.reports.lines import Packed, packed, read
from consent.reports.models import DayTotal, Due, Line, Refused
from consent.reports.plain import read_quickly
from tests.cast import Cast
from tests.properties.test_reports import JSON, undone
from tests.support.reporting import line, open_track, rin, the_licence

NOW = datetime(2026, 10, 14, 18, tzinfo=UTC)
GOOD = {
    "reference": "r-1", "licence": "L-0007", "asset": "019ab1c2-7d3e-7a10-8f00-5b6c7d8e9f01", "use": "remix",
    "made_at": "2026-10-14T17:00:00.000001+00:00", "quantity": "1.5",
    "revenue": {"amount": "0.045", "currency": "EUR"},
}  # fmt: skip
CHANGES: dict[str, st.SearchStrategy[Any]] = {
    "reference": st.sampled_from(["r-1", "r-2", "a\\b", " x", "tab\t", "ß «»", ""]),
    "licence": st.sampled_from(["L-7", "7", 7, True, 7.0, ["L-7", "L-8"], ["8", 7], [], [None], {}]),
    "asset": st.sampled_from([None, GOOD["asset"].upper(), GOOD["asset"].replace("-", ""), "x" * 36]),
    "isrc": st.sampled_from(["QZS7T2500012", "qz-s7t-25-00012", "no"]),
    "iswc": st.sampled_from(["T-034.524.680-1", "T0345246801"]),
    "use": st.sampled_from(["remix", "cover", "eat", None]),
    "territory": st.sampled_from(["DE", "de", "", "XX", 0]),
    "model": st.sampled_from(["m-1", "a\\tb", "", "x" * 201]),
    "made_at": st.sampled_from(
        [None, "2026-10-14T20:00:00+02:00", "2026-10-14T17:00:00Z", "20261014T170000Z", "2026-10-14",
         "2026-W42-3T17:00Z",
         "2026-10-14T18:05:00Z", "2026-10-14T18:05:00.000001Z", "1999-12-31T23:59:59Z"]
    ),
    "period": st.sampled_from(
        [{"from": "2026-10-01", "to": "2026-10-14"}, {"from": "2026-10-01", "to": "2026-10-15"}, {"from": "2026-10-01"},
         {"from": "2026-10-01T00:00:00Z", "to": "2026-10-02T00:00:00+01:00"}, {"from": 1, "to": []}, "from"]
    ),
    "quantity": st.sampled_from(["0", "0.0", 0, 3, True, 3.0, "-1", "9" * 12, "9" * 13, 10**12, 2**70, "", None]),
    "minutes": st.sampled_from(["2.25", "0001.5", "1.0000001"]),
    "revenue": st.sampled_from(
        [None, {"amount": "0", "currency": "EUR"}, {"amount": "1", "currency": ""}, {"amount": None, "currency": "EUR"},
         {"amount": "1", "currency": "USD", "more": 1}, {"amount": 1, "currency": "USD"}, "EUR", ["amount", "currency"]]
    ),
    "permit": st.just(GOOD["asset"]),
    "outputs": st.just(["o-1"]),
    "reverses": st.just("r-1"),
    "colour": st.just("red"),
}  # fmt: skip
LINES = st.lists(
    st.fixed_dictionaries({}, optional=CHANGES).map(lambda changes: GOOD | changes) | JSON, min_size=1, max_size=6
)


def told(of: Packed) -> list[list[str]]:
    """The lines as the database would be told them, in their order, without the ids they are given."""
    rows = [row.split("\t")[1:] for row in of.rows.decode().splitlines()]
    if of.plain is not None:
        keys = [row.split("\t")[1:] for row in of.plain.keys.decode().splitlines()]
        for use in of.plain.uses.decode().splitlines():
            _, place, reference, number, since, until, quantity, minutes, revenue = use.split("\t")
            asset, isrc, iswc, named, licences, territory, model, currency, paid = keys[int(number)]
            assert (paid == "True") == bool(revenue.strip("0."))
            for moment in (since, since if until == "\\N" else until):
                assert of.plain.since <= datetime.fromisoformat(moment) <= of.plain.until
            assert all(float(one) <= of.plain.most for one in (quantity, minutes, revenue))
            rows.append(
                [place, reference, "\\N", licences, asset, isrc, iswc, named, territory, model, since,
                 since if until == "\\N" else until, quantity, minutes, revenue, currency, "{}", "\\N"]
            )  # fmt: skip
    return sorted(rows, key=lambda row: int(row[0]))


@settings(max_examples=400)
@given(LINES)
@example([GOOD, GOOD | {"reference": "r-2", "quantity": "2"}, GOOD | {"reference": "r-3", "made_at": "now"}])
def test_what_is_read_quickly_is_what_is_read_line_by_line(lines: list[Any]) -> None:
    raw = [json.dumps(one).encode() for one in lines]
    slowly = packed(read([bulk.of_json(one) for one in raw], test=False, now=NOW))
    quickly = read_quickly(raw, bulk.of_json, orjson.loads, now=NOW)
    assert told(quickly) == told(slowly)
    assert (quickly.flaws, quickly.made) == (slowly.flaws, slowly.made)


@given(st.lists(st.binary(max_size=40) | st.text().map(str.encode), max_size=5))
def test_rubbish_is_read_alike(raw: list[bytes]) -> None:
    assert (
        read_quickly(raw, bulk.of_json, orjson.loads, now=NOW).flaws
        == packed(read([bulk.of_json(one) for one in raw], test=False, now=NOW)).flaws
    )


def test_a_usual_line_is_plain_in_both_kinds_of_files() -> None:
    rows, text = [["r-1", "L-7", GOOD["asset"], "remix", "2026-10-01", "2026-10-02", "3"]], io.StringIO()
    csv.writer(text).writerows(rows)
    form = bulk.of_csv(["reference", "licence", "asset", "use", "from", "to", "quantity"])
    of_csv = read_quickly(rows, form, form, now=NOW).plain
    of_json = read_quickly([json.dumps(GOOD).encode()], bulk.of_json, orjson.loads, now=NOW).plain
    assert of_csv is not None
    assert of_json is not None
    assert (of_csv.count, of_json.count) == (1, 1)


Settled = tuple[Actor, list[Asset], Licence, datetime]


@pytest.fixture
def world(cast: Cast) -> Settled:
    """A partner, two open tracks, a licence for ten days back, and the moment now."""
    now, licence = timezone.now(), the_licence(cast)
    licence.covers.update(starts_at=now - timedelta(days=10))
    Standing.objects.update(changed_at=now - timedelta(days=20))
    assert licence.in_force is not None
    licence.in_force.rates.create(use="remix", basis="revenue_share", basis_points=1000, currency="EUR")
    licence.in_force.rates.create(use="remix", basis="per_output", amount=5, currency="EUR")
    assets = [open_track(cast), open_track(cast, "Ferry")]
    Standing.objects.update(changed_at=now - timedelta(days=20))
    return rin(cast), assets, licence, now


HOURS = st.integers(0, 12)
USES = st.tuples(
    HOURS, st.integers(0, 3), st.integers(0, 1), st.sampled_from(["remix", "cover", "sing"]),
    st.sampled_from(["", "DE", "FR"]), st.sampled_from(["1", "400", "999999999999"]),
    st.sampled_from(["", "EUR", "USD"]), st.booleans(), st.booleans(),
)  # fmt: skip


HAPPENINGS = st.fixed_dictionaries({}, optional={
    "begins": HOURS, "ends": HOURS, "suspended": st.tuples(HOURS, st.none() | HOURS), "stopped": HOURS,
    "paused": st.tuples(HOURS, st.none() | HOURS), "left out": st.none(), "places": st.none(), "closed": st.none(),
})  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(uses=st.lists(USES, min_size=1, max_size=8), before=st.lists(USES, max_size=3), happened=HAPPENINGS)
def test_lines_judged_together_come_to_what_each_comes_to_by_itself(
    world: Settled, uses: list[tuple[Any, ...]], before: list[tuple[Any, ...]], happened: dict[str, Any]
) -> None:
    actor, _, _, now = world
    with undone():
        happen(world, happened)
        lines = [made(world, number, said) for number, said in enumerate(uses)]
        first = [made(world, number, said) for number, said in enumerate(before)]
        assert came_to(actor, first, lines, now, together=True) == came_to(actor, first, lines, now, together=False)


def made(world: Settled, number: int, said: tuple[Any, ...]) -> dict[str, Any]:
    """A line that says so."""
    _, assets, licence, now = world
    hour, length, which, use, territory, quantity, currency, known, odd = said
    since, until = at(now, hour).isoformat(), at(now, hour + length).isoformat()
    span = {"period": {"from": since, "to": until}, "made_at": None}
    return line(
        assets[which], licence, f"r-{number}", use=use, territory=territory or None, quantity=quantity,
        revenue={"amount": quantity, "currency": currency} if currency else None,
        licence=licence.reference if known else "L-999999", outputs=[] if odd else None,
        **(span if length and hour + length < 13 else {"made_at": since}),
    )  # fmt: skip


def at(now: datetime, hour: int) -> datetime:
    """One of the hours in which something is made or happens."""
    return now - timedelta(hours=13 - hour)


def happen(world: Settled, happened: dict[str, Any]) -> None:
    """What changes under lines while they last, or before, or after."""
    actor, assets, licence, now = world
    spans = {
        name: (at(now, since), None if until is None else at(now, max(since, until)))
        for name in ("suspended", "paused") if name in happened for since, until in [happened[name]]
    }  # fmt: skip
    if "begins" in happened:
        licence.covers.update(starts_at=at(now, happened["begins"]))
    if "ends" in happened:
        licence.covers.update(ends_at=at(now, happened["ends"]))
    if "places" in happened:
        licence.covers.update(territories=["DE"])
    if "suspended" in happened:
        since, until = spans["suspended"]
        Suspension.objects.create(licence=licence, team_id=actor.team_id, suspended_at=since, resumed_at=until)
    if "paused" in happened:
        since, until = spans["paused"]
        team = Standing.objects.get(asset=assets[0], use="remix").teams[0]
        Pause.objects.create(team_id=team, paused_at=since, resumed_at=until)
    if "stopped" in happened:
        Standing.objects.filter(asset=assets[1]).update(answer=0, changed_at=at(now, happened["stopped"]))
    if "left out" in happened:
        Exclusion.objects.create(licence=licence, asset=assets[1])
    if "closed" in happened:
        day = at(now, 6).date()
        ends = at(now, 6)
        Due.objects.create(
            licence=licence,
            first=day - timedelta(days=1),
            last=day,
            ends_at=ends,
            due_at=ends,
            state="filed",
            filed_at=ends,
        )


def came_to(
    actor: Actor, first: list[dict[str, Any]], lines: list[dict[str, Any]], now: datetime, *, together: bool
) -> tuple[object, ...]:
    """All that is left of these, sent after the `first`: verdicts, lines, totals, whom they concern."""
    with undone():
        if first:
            intake.take_in(Sent(first), actor=actor, now=now)
        found = read_quickly(lines, dict, dict, now=now) if together else read(lines, test=False, now=now)
        intake.lock(actor.team_id)
        taken = intake.count(Sent(lines), found, (), actor, now)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SELECT concerns FROM journal_entry ORDER BY id DESC LIMIT 1")
            concerns = sorted(cursor.fetchone()[0]) if taken.batch.accepted else []
        batch = taken.batch
        return (
            (batch.accepted, batch.repeated, batch.refused, batch.outside), concerns,
            taken.refused, list(taken.outside),
            list(Line.objects.order_by("reference").values_list(*KEPT)),
            [one.reference for one in Line.objects.filter(batch=batch).order_by("pk")],
            sorted(map(str, DayTotal.objects.filter(batch=batch).values_list(*TOTAL))),
            list(Refused.objects.filter(batch=batch).order_by("place").values_list("place", "code", "content")),
        )  # fmt: skip


KEPT = [one.attname for one in Line._meta.concrete_fields if one.attname not in ("id", "batch_id")]
TOTAL = ["licence", "version", "use", "day", "currency", "lines", "quantity", "minutes", "revenue"]
