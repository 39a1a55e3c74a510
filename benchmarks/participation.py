"""The participation page of a team with 40 tracks and of one with 4,000, beside the SQL of one page alone."""

from collections.abc import Iterator

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from artists.access import Role
from artists.accounts.models import User
from artists.teams.models import Membership
from benchmarks import data
from benchmarks.figures import Figure, middle, progress
from benchmarks.load import ask, drive, request
from benchmarks.servers import APPLICATION, BARE, serving

SIZES = (40, 4_000)
ROUNDS = 5
SECONDS = 3.0


def run() -> Iterator[Figure]:
    """Pages a second; no aim yet."""
    person = User.objects.create_user("benchmark@demo.test", None, name="Benchmark")
    rosters = [data.roster(f"tracks-{size}", size) for size in SIZES]
    for one in rosters:
        Membership.objects.create(team_id=one.team, person=person, role=Role.OWNER, joined_at=timezone.now())
    data.settle()
    browser = Client()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    cookie = f"Cookie: {settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"
    with serving(APPLICATION, BARE) as (ours, bare):
        for size, one in zip(SIZES, rosters, strict=True):
            page = request(reverse("site:participation", args=[one.slug]), headers=[cookie])
            floor = request(f"/participation?team={one.team}")
            progress(f"participation: {size:,} tracks, a page of {len(ask(ours, page)) / 1000:,.0f} kB")
            rates: list[tuple[float, float]] = []
            for _ in range(ROUNDS):
                loads = drive(ours, [page], seconds=SECONDS), drive(bare, [floor], seconds=SECONDS)
                rates.append((loads[0].rate, loads[1].rate))
                progress(f"  {loads[0].rate:8.1f} pages/s (p50 {loads[0].p50_ms:.0f} ms), floor {loads[1].rate:8.1f}")
            yield Figure(f"participation.{size}", "pages/s", *middle(rates))
