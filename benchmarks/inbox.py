"""The inbox of a team to which 5,000 requests are open, beside the SQL of that page alone."""

from collections.abc import Iterator

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from artists.access import Role
from artists.accounts.models import User
from artists.teams.models import Membership
from benchmarks import asked, data
from benchmarks.figures import Figure, middle, progress
from benchmarks.load import ask, drive, request
from benchmarks.servers import APPLICATION, BARE, serving

SIZE = 5_000
TRACKS = 500
ROUNDS = 5
SECONDS = 3.0


def run() -> Iterator[Figure]:
    """Pages a second: the list with the first request beside it."""
    person = User.objects.create_user("inbox@demo.test", None, name="Inbox")
    roster = data.roster("inbox", TRACKS)
    Membership.objects.create(team_id=roster.team, person=person, role=Role.OWNER, joined_at=timezone.now())
    asked.requests(roster.team, roster.tracks, SIZE)
    data.settle()
    browser = Client()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    cookie = f"Cookie: {settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"
    with serving(APPLICATION, BARE) as (ours, bare):
        page = request(reverse("site:requests", args=[roster.slug]), headers=[cookie])
        floor = request(f"/inbox?team={roster.team}")
        progress(f"inbox: {SIZE:,} requests, a page of {len(ask(ours, page)) / 1000:,.0f} kB")
        rates: list[tuple[float, float]] = []
        for _ in range(ROUNDS):
            loads = drive(ours, [page], seconds=SECONDS), drive(bare, [floor], seconds=SECONDS)
            rates.append((loads[0].rate, loads[1].rate))
            progress(f"  {loads[0].rate:8.1f} pages/s (p50 {loads[0].p50_ms:.0f} ms), floor {loads[1].rate:8.1f}")
        yield Figure(f"inbox.{SIZE}", "pages/s", *middle(rates), aim=">= 0.05")
