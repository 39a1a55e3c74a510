"""Telling a thousand people of one press on 4,000 tracks, beside the bare writing of as many rows."""

import time
from collections.abc import Callable, Iterator
from uuid import UUID

from django.db import connection, transaction

from artists.accounts.models import User
from artists.journal.followers import payload_for
from artists.journal.models import Message
from artists.journal.record import Act, record_many
from artists.notices.following import tell_of_press
from artists.notices.models import Delivery, Notice
from artists.teams.actors import actor_for
from artists.teams.models import Team
from benchmarks import data
from benchmarks.figures import Figure, middle, progress
from consent.choices import entries

PEOPLE, TRACKS = 1_000, 4_000
ROUNDS = 9

_MEMBERS = """
WITH people AS (
    INSERT INTO accounts_user (password, email, name, time_zone, language, theme, shortcuts, is_active, joined_at)
    SELECT '!', 'told' || i || '@demo.test', 'Told ' || i, 'Europe/Lisbon', 'en', '', true, true, now()
      FROM generate_series(1, %(people)s) i
    RETURNING id
)
INSERT INTO teams_membership (team_id, person_id, role, joined_at) SELECT %(team)s, id, 'editor', now() FROM people
"""
# What telling leaves behind, row for row: a notice, a delivery here and one for the digest, a message that makes it.
_FLOOR = """
WITH told AS (
    INSERT INTO notices_notice (person_id, team_id, kind, fold_key, place, place_id, title, text, facts, button,
                                needs_answer, urgent, count, first_told_at, told_at, outcome)
    SELECT person_id, team_id, 'choices.changed', 'floor', 'press', '', 'So', 'And so', '[]', '', false, false, 1,
           now(), now(), ''
      FROM teams_membership WHERE team_id = %(team)s
    RETURNING id, person_id
), sent AS (
    INSERT INTO notices_delivery (key, notice_id, person_id, channel, due_at, sent_at, problem)
    SELECT 'floor:' || person_id || ':' || channel, id, person_id, channel, now(),
           CASE WHEN channel = 'here' THEN now() END, ''
      FROM told, unnest(ARRAY['here', 'digest']) channel
    RETURNING person_id, channel
)
INSERT INTO journal_message (topic, lane, key, payload, filed_at, due_at, attempts, last_error, reason)
SELECT 'notices.digest', 'mail', 'floor:' || person_id, jsonb_build_object('person', person_id), now(), now(), 0, '', ''
  FROM sent WHERE channel = 'digest'
"""


def run() -> Iterator[Figure]:
    """People told a second."""
    team, payload = _pressed()
    rates: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        ours = _timed(lambda: tell_of_press(payload))
        floor = _timed(lambda: _floor(team))
        rates.append((PEOPLE / ours, PEOPLE / floor))
        progress(f"  told in {ours * 1000:6.1f} ms, floor {floor * 1000:6.1f} ms")
    yield Figure("notices.fan_out", "people/s", *middle(rates), aim=">= 0.15")


def _pressed() -> tuple[int, dict[str, object]]:
    """A team of a thousand and one, and the press of one of them on 4,000 tracks, as its entries."""
    roster = data.roster("told", TRACKS)
    with connection.cursor() as cursor:
        cursor.execute(_MEMBERS, {"people": PEOPLE + 1, "team": roster.team})
    data.settle()
    team = Team.objects.get(pk=roster.team)
    acting = User.objects.filter(memberships__team=team).order_by("pk").first()
    actor = actor_for(acting.pk, team) if acting else None
    with transaction.atomic():
        written = record_many([_act(one, roster.team) for one in roster.tracks], actor=actor)
    progress(f"notices: {PEOPLE:,} people, a press of {len(written):,} entries")
    return roster.team, payload_for(written[0].batch, written)


def _act(track: UUID, team: int) -> Act:
    change = {"use": "discover", "from": {"answer": None}, "to": {"answer": "on"}}
    return Act(entries.CHOICE_SET, "asset", str(track), change, frozenset({team}))


def _floor(team: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_FLOOR, {"team": team})


def _timed(work: Callable[[], object]) -> float:
    """How long it takes in a transaction, written for real; what it wrote is removed afterwards."""
    begun = time.perf_counter()
    with transaction.atomic():
        work()
    took = time.perf_counter() - begun
    wrote = Notice.objects.count(), Delivery.objects.count(), Message.objects.filter(topic="notices.digest").count()
    if wrote not in ((PEOPLE, 2 * PEOPLE, PEOPLE), (PEOPLE + 1, 2 * PEOPLE + 2, PEOPLE + 1)):
        raise AssertionError(f"Telling left {wrote} rows behind.")
    Notice.objects.all().delete()
    Message.objects.filter(topic="notices.digest").delete()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE notices_notice, notices_delivery, journal_message")
    return took
