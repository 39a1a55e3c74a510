"""From a press on *off* to the first refused check, at the real server while it answers 500 checks a second.

The press is the real action with everything it writes. The clock runs from the moment before it until a partner has the
`deny` in hand. An `allow` to a check that was sent after the press had returned ends the benchmark: that must not be.
"""

import threading
import time
from collections.abc import Iterator
from itertools import cycle
from uuid import UUID

import orjson
from django.db import connection, transaction
from django.utils import timezone

from artists.access import Actor, Role
from artists.accounts.models import User
from artists.teams.actors import actor_for
from artists.teams.models import Membership, Team
from benchmarks import data, million
from benchmarks.check import single
from benchmarks.figures import Figure, progress
from benchmarks.load import ask, paced
from benchmarks.servers import APPLICATION, serving
from consent.choices.actions import Consent, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.state import State
from consent.licences.terms import Catalogue, Scope
from consent.uses import text_of

RATE = 500.0
PRESSES = 300
USE = "remix"
LONGEST_SECONDS = 1.0
BETWEEN_SECONDS = 0.03
PATIENCE = 10.0


def run() -> Iterator[Figure]:
    """The 99th percentile of many presses, in seconds; the floor is the longest it may take."""
    made = million.made()
    roster = data.roster("withdrawing", PRESSES)
    actor = _owner(roster.team)
    with transaction.atomic():
        million.conclude(made.partner, [roster.team], (USE,), Catalogue(Scope.ALL), by_request=False)
    _press(roster.tracks, Answer.ON, actor)
    with serving(APPLICATION) as [port]:
        watch = Watch(roster.tracks)
        for _ in range(20):
            ask(port, watch.next())
        presser = threading.Thread(target=watch.press_all, args=[actor], daemon=True)
        presser.start()
        rate = paced(port, watch.next, watch.heard, rate=RATE, until=lambda: not presser.is_alive())
        presser.join()
    if watch.failed:
        raise RuntimeError(watch.failed)
    took = sorted(watch.took)
    p50, p99 = (took[int(len(took) * part)] for part in (0.5, 0.99))
    progress(
        f"  {len(took)} withdrawals at {rate:.0f} checks/s: p50 {p50 * 1000:.0f} ms, the last {took[-1] * 1000:.0f}"
    )
    if rate < 0.98 * RATE:
        raise RuntimeError(f"Only {rate:.0f} checks a second were sent.")
    yield Figure("withdrawal.refused.p99", "s", p99, LONGEST_SECONDS, "<= 1.00")


class Watch:
    """The tracks, one of which is being withdrawn, and what the checks say of them."""

    def __init__(self, tracks: list[UUID]) -> None:
        self.tracks = tracks
        self.took: list[float] = []
        self.failed = ""
        self._now = tracks[0]
        self._began = self._returned = 0.0
        self._refused = threading.Event()
        self._others = cycle(tracks)
        self._count = 0

    def next(self) -> bytes:
        """The next request: every other one asks for the track that is being withdrawn."""
        self._count += 1
        asset = self._now if self._count % 2 else next(self._others)
        return single({"asset": str(asset), "use": USE})

    def heard(self, body: bytes, sent_at: float) -> None:
        """An answer has come."""
        answer = orjson.loads(body)
        if answer["asset"] != str(self._now):
            return
        if answer["answer"] == "deny" and self._began:
            if not self._refused.is_set():
                self.took.append(time.perf_counter() - self._began)
                self._refused.set()
        elif self._returned and sent_at > self._returned:
            self.failed = f"{self._now} was allowed by a check sent after its withdrawal had returned."

    def press_all(self, actor: Actor) -> None:
        """Withdraw one track after the other, each when the last was refused."""
        try:
            for track in self.tracks:
                self._began = self._returned = 0.0
                self._now = track
                self._refused.clear()
                time.sleep(BETWEEN_SECONDS)
                self._began = time.perf_counter()
                _press([track], Answer.OFF, actor)
                self._returned = time.perf_counter()
                if not self._refused.wait(PATIENCE) or self.failed:
                    self.failed = self.failed or f"{track} was not refused within {PATIENCE:.0f} seconds."
                    return
        finally:
            connection.close()


def _owner(team: int) -> Actor:
    person = User.objects.create_user("withdrawing@demo.test", None, name="Withdrawing")
    Membership.objects.create(team_id=team, person=person, role=Role.OWNER, joined_at=timezone.now())
    actor = actor_for(person.pk, Team.objects.get(pk=team))
    if actor is None:
        raise RuntimeError("The owner may not act.")
    return actor


def _press(tracks: list[UUID], answer: Answer, actor: Actor) -> None:
    choose_for_tracks(tracks, USE, State(answer), actor=actor, consent=Consent(text_of(USE).sha256, reviewed=True))
