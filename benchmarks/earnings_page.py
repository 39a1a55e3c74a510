"""The earnings page of a label with a hundred thousand tracks and a year of uses, beside that of one with forty.

EARNINGS_PAGE=100000 is how many tracks the large one has. Both earn by as many uses, so that only their works differ.
"""

import os
import time
from collections.abc import Iterator
from datetime import date, timedelta

from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from artists.accounts.models import User
from artists.teams.models import Membership, Team
from benchmarks import data, uses
from benchmarks.figures import Figure, middle, progress
from consent.earnings import posting

TRACKS = int(os.environ.get("EARNINGS_PAGE", "100000"))
SMALL = 40
ROUNDS = 9
YEAR = 365
PERMITS = 300  # given in the last days, and not reported: what the page estimates

_PERMITS = """
INSERT INTO decisions_permit (id, number, partner_id, client, asset_id, use, territory, model, versions, quantity,
                              single_use, issued_at, expires_at, test)
SELECT uuidv7(), nextval('decisions_permit_numbers'), %(partner)s, '', track, 'remix', '', '',
       ARRAY[%(version)s::bigint], 1, false, now() - i.i * interval '1 minute', now() + interval '1 day', false
  FROM generate_series(1, %(permits)s) AS i (i) JOIN held h ON h.i = 1 + i.i %% (SELECT count(*) FROM held)
"""


def run() -> Iterator[Figure]:
    """Milliseconds of the page for a month, a year and all time, and of the label's home; each in turn."""
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    large, small = _label("page-large", TRACKS), _label("page-small", SMALL)
    data.settle()
    today = timezone.now().date()
    for name, path, aim in (
        ("month", "earnings/?period=month", "<= 2.00"), ("year", f"earnings/?period=year&on={today}", "<= 2.00"),
        ("all", "earnings/?period=all", "<= 2.00"), ("home", "", ""),
    ):  # fmt: skip
        rounds = [(_took(large, path), _took(small, path)) for _ in range(ROUNDS)][1:]
        figure = Figure(f"earnings.page_{name}", "ms", *middle(rounds), aim=aim)
        progress(f"  {name:6} {figure.value:6.0f} ms, with {SMALL} tracks {figure.floor:6.0f}")
        yield figure


def _label(slug: str, tracks: int) -> tuple[Client, str]:
    """A label whose tracks earned for a year, with as many uses whatever their number, and its owner's browser."""
    count, first = max(TRACKS, 1_000), timezone.now().date() - timedelta(days=YEAR - 1)
    progress(f"earnings page: {tracks:,} tracks, {count:,} uses of a year")
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    of = uses.holdings(slug, tracks, since=date(first.year, 1, 1))
    batches = uses.report(of, count, first=first, days=YEAR)
    data.settle()
    for batch in batches:
        posting.earn([batch])
    with connection.cursor() as cursor:
        cursor.execute(_PERMITS, {"partner": of.partner, "version": of.version, "permits": PERMITS})
    owner = User.objects.create(email=f"{slug}@benchmark.test", name=slug)
    Membership.objects.create(team=Team.objects.get(pk=of.label), person=owner, role="owner", joined_at=timezone.now())
    browser = Client()
    browser.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    return browser, f"/t/{slug}/"


def _took(label: tuple[Client, str], path: str) -> float:
    browser, home = label
    started = time.perf_counter()
    answer = browser.get(home + path)
    taken = (time.perf_counter() - started) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"{home}{path} answered {answer.status_code}.")
    return taken
