"""Taking reports in: batches of 10,000 lines through the act that the API calls, and a file of many more through that
of `manage.py take_reports`, each beside COPY into a bare table with the same key in the same run. BULK=1000000 is the
file's length."""

import json
import os
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from artists.access import Actor
from artists.teams.actors import actor_for_client
from benchmarks import data
from benchmarks.figures import Figure, middle, progress
from consent.licences.coverage import finishes, put_in_force
from consent.licences.models import Licence, Version
from consent.licences.states import State
from consent.licences.terms import Catalogue, Scope, Terms
from consent.reports import bulk
from consent.reports.intake import Sent, take_in

LINES = 10_000
ROUNDS = 7
BULK = int(os.environ.get("BULK", "1000000"))

_BARE = """
CREATE TABLE IF NOT EXISTS bare_line (
    id uuid PRIMARY KEY, partner bigint, reference text, asset uuid, use text, version bigint, at timestamptz,
    quantity numeric(18, 6), minutes numeric(18, 6), revenue numeric(18, 6), UNIQUE (partner, reference))
"""


def run() -> Iterator[Figure]:
    """Lines a second; the aim for batches of the API is 6 % of COPY into a bare table with the same key."""
    partner, assets, licence = _licensed()
    actor = actor_for_client("benchmark", partner)
    data.settle()
    rates = []
    for number in range(ROUNDS):
        lines = [_line(number, place, asset, licence) for place, asset in enumerate(assets)]
        started = time.perf_counter()
        taken = take_in(Sent(lines), actor=actor)
        ours = LINES / (time.perf_counter() - started)
        if taken.batch.accepted != LINES:
            raise RuntimeError(f"Only {taken.batch.accepted} lines were counted: {taken.refused[:1]}")
        floor = _bare(number, partner, assets)
        rates.append((ours, floor))
        progress(f"reports: {ours:10,.0f} lines/s, bare COPY {floor:10,.0f}")
    yield Figure("reports.batch", "lines/s", *middle(rates), aim=">= 0.06")
    yield bulk_taken(actor, partner, assets, licence)


def bulk_taken(actor: Actor, partner: int, assets: list[UUID], licence: str) -> Figure:
    """Lines a second of a file, from its JSON to the commit of its last step; COPY gets its rows ready made.

    Beside them what COPY makes of rows that are ready, into our own table with all its keys and guards and no rule
    asked: what is left between the two is what the rules cost.
    """
    rates = []
    for number in range(3):
        source = [
            json.dumps(_line(f"{number}-bulk", place, assets[place % LINES], licence)).encode()
            for place in range(BULK // 3)
        ]
        started = time.perf_counter()
        sum_ = bulk.take(source, bulk.of_json, actor=actor, refused=print)
        ours = len(source) / (time.perf_counter() - started)
        if sum_.accepted != len(source):
            raise RuntimeError(f"Only {sum_.accepted} lines were counted.")
        floor = _bare(f"{number}-bulk", partner, [assets[place % LINES] for place in range(len(source))])
        rates.append((ours, floor))
        progress(f"reports: a file {ours:10,.0f} lines/s, bare COPY {floor:10,.0f}, our table {_copied():10,.0f}")
    return Figure("reports.bulk", "lines/s", *middle(rates), aim=">= 0.30")


# The lines of the last batch once more, under other references: read into a file first, so that only COPY is measured.
_AGAIN = """
SELECT uuidv7(), batch_id, partner_id, test, reference || ' again', permit_id, licences, versions, outside, asset_id,
       use, territory, model, began_at, ended_at, quantity, minutes, revenue, currency, outputs, received_at,
       after_closing, reverses_id
  FROM reports_line WHERE batch_id = (SELECT id FROM reports_batch ORDER BY sent_at DESC LIMIT 1)
"""
_LINE = """
COPY reports_line (id, batch_id, partner_id, test, reference, permit_id, licences, versions, outside, asset_id, use,
     territory, model, began_at, ended_at, quantity, minutes, revenue, currency, outputs, received_at, after_closing,
     reverses_id) FROM STDIN
"""


def _copied() -> float:
    """Lines a second that COPY alone writes into the table of lines; nothing of it stays."""
    connection.ensure_connection()
    with transaction.atomic(), connection.connection.cursor() as cursor:
        with cursor.copy(f"COPY ({_AGAIN}) TO STDOUT") as read:
            rows = b"".join(bytes(block) for block in read)
        started = time.perf_counter()
        with cursor.copy(_LINE) as written:
            written.write(rows)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        taken = time.perf_counter() - started
        transaction.set_rollback(True)
    return rows.count(b"\n") / taken


# Answered long before what is reported was used, as most of a catalogue was; of each hundred tracks one was closed, and
# of each thousand one while its uses go on: those are judged line by line.
_ANSWERED = """
UPDATE choices_standing
   SET answer = CASE WHEN hashtext(asset_id::text) % 100 = 0 THEN 0 ELSE 2 END,
       changed_at = now() - CASE WHEN hashtext(asset_id::text) % 1000 = 0 THEN interval '10 minutes'
                                 ELSE interval '60 days' END
"""


def _licensed() -> tuple[int, list[UUID], str]:
    """A partner, the tracks of one team, and the licence that covers all of them for remixes."""
    roster, now = data.roster("reported", 2 * LINES), timezone.now()
    partner = data.team("partner", "Reporter", "reporter")
    agreed = Terms(
        ("remix",), Catalogue(Scope.ALL), now.date() - timedelta(days=30), now.date() + timedelta(days=300), "EUR"
    )
    licence = Licence.objects.create(
        partner_id=partner, title="Everything", origin=Licence.Origin.OFFER, drafted_for_id=partner, created_at=now,
        state=State.DRAFT,
    )  # fmt: skip
    version = Version.objects.create(
        licence=licence, number=1, terms=agreed.as_data(), text="", sha256="", deal_sha256=agreed.deal_sha256,
        proposed_for_id=partner, proposed_at=now,
    )  # fmt: skip
    began = now - timedelta(days=30)
    licence.in_force, licence.state, licence.starts_at, licence.ends_at = version, State.SIGNED, began, finishes(agreed)
    licence.save()
    put_in_force(licence, version, {roster.team: began}, now=began)
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERED)
    return partner, roster.tracks[:LINES], licence.reference


def _line(number: int | str, place: int, asset: UUID, licence: str) -> dict[str, Any]:
    at = timezone.now() - timedelta(minutes=place % 50)
    return {
        "reference": f"{number}-{place}", "licence": licence, "asset": str(asset), "use": "remix",
        "made_at": at.isoformat(), "quantity": "1.5", "minutes": "2.25",
        "revenue": {"amount": "0.045", "currency": "EUR"},
    }  # fmt: skip


def _bare(number: int | str, partner: int, assets: list[UUID]) -> float:
    now = timezone.now()
    rows = [
        (uuid7(), partner, f"{number}-{place}", asset, "remix", 1, now, "1.5", "2.25", "0.045")
        for place, asset in enumerate(assets)
    ]
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        cursor.execute(_BARE)
        started = time.perf_counter()
        with cursor.copy("COPY bare_line FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return len(rows) / (time.perf_counter() - started)
