"""Taking reports in: each line counts once, however often, by whom and beside what else it is sent.

One partner's batches go one after the other (an advisory lock for each partner), so that what one statement reads the
next may rely on: what was counted, what a permit has left, what was reversed.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from artists.access import Actor, Conflict, Denied, Invalid, Permission, TeamKind, require
from artists.journal.record import Act, record
from consent.licences.models import Licence
from consent.reports import closing, entries, judging, plain
from consent.reports.lines import Packed, Read, read
from consent.reports.models import Batch, Refused
from consent.reports.refusals import REPEATED, SENTENCES

MOST_LINES = 10_000
_LOCKS = 7_431_300  # of advisory locks: a number nobody else takes
_MOST_KEPT = 4000
_PATIENCE = 25  # seconds to wait for this partner's other batches: less than any statement may take


@dataclass(frozen=True)
class Sandbox:
    """The test assets there are, side by side: what a test batch may name instead of the catalogue."""

    ids: Sequence[UUID]
    isrcs: Sequence[str]
    iswcs: Sequence[str]
    kinds: Sequence[str]


@dataclass(frozen=True)
class Sent:
    """What arrived: lines as they are, and which licences are complete now (see `closing.read`).

    With a `sandbox` it is a test: judged by the same rules, and kept apart from everything.
    """

    lines: Sequence[Any]
    complete: Sequence[Any] = ()
    source: str = Batch.Source.API
    sandbox: Sandbox | None = None

    @property
    def test(self) -> bool:
        """Whether it reaches nobody."""
        return self.sandbox is not None


@dataclass(frozen=True)
class No:
    """A line that was refused: which (from 0), the partner's reference where it had one, and how to mend it."""

    place: int
    reference: str
    code: str
    field: str
    sentence: str


@dataclass(frozen=True)
class Taken:
    """What became of a batch. `outside` are the places of lines that count as facts, though nothing covered them."""

    batch: Batch
    refused: list[No] = field(default_factory=list)
    outside: Sequence[int] = field(default_factory=list)
    closed: list[closing.Closed] = field(default_factory=list)


def take_in(sent: Sent, *, actor: Actor, now: datetime | None = None) -> Taken:
    """Count what is new and sound, and say of each other line why not. All in one transaction.

    Raises `Denied`; `Invalid` where there are more than 10,000 lines, nothing at all, or no such licence in
    `complete`; `Conflict` (`busy`) where this partner's other batches take too long.
    """
    require_partner(actor)
    if len(sent.lines) > MOST_LINES:
        raise Invalid("too_many_lines", f"A batch holds at most {MOST_LINES:,} lines. Split it.", field="lines")
    if not sent.lines and not sent.complete:
        raise Invalid("nothing_sent", "Send at least one line, or say which licence is complete.", field="lines")
    moment = now or timezone.now()
    wanted = closing.read(sent.complete, partner_id=actor.team_id, test=sent.test)
    quickly = not sent.test and len(sent.lines) >= judging.MANY
    found = plain.read_quickly(sent.lines, _as_it_is, _as_it_is, now=moment) if quickly else _read(sent, moment)
    with transaction.atomic():
        lock(actor.team_id)
        return count(sent, found, wanted, actor, moment)


def _read(sent: Sent, now: datetime) -> Read:
    return read(sent.lines, test=sent.test, now=now)


def _as_it_is(one: Any) -> Any:
    return one


def require_partner(actor: Actor) -> None:
    """Raise `Denied` unless the actor may report for an AI partner."""
    require(actor, Permission.REPORT)
    if actor.team_kind is not TeamKind.PARTNER:
        raise Denied("not_a_partner", "Only an AI partner reports what it made.")


def lock(partner_id: int) -> None:
    """Wait for this partner's other batches. Must run inside a transaction, which holds the lock to its end."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{_PATIENCE}s"])
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCKS, partner_id % 2**31])
    except OperationalError:
        raise Conflict("busy", "Your other reports are still being counted. Send this again in a moment.") from None


def count(sent: Sent, found: Read | Packed, wanted: Sequence[closing.Wanted], actor: Actor, now: datetime) -> Taken:
    """Judge what was read and count what stands. The caller has a transaction and this partner's lock."""
    number = uuid7()
    verdicts = judging.count(found, mode_of(actor.team_id, sent.sandbox, number, now))
    no = _refused(sent, found, verdicts)
    repeated = sum(one.code == REPEATED for one in verdicts.values())
    outside = verdicts.outside
    batch = Batch(
        id=number, partner_id=actor.team_id, test=sent.test, source=sent.source, client=actor.client_id,
        sent_by_id=actor.person_id, sent_at=now, lines=len(sent.lines), repeated=repeated, refused=len(no),
        accepted=len(sent.lines) - repeated - len(no), outside=len(outside),
    )  # fmt: skip
    batch.save(force_insert=True)
    Refused.objects.bulk_create([_kept(batch, one, sent.lines[one.place]) for one in no], batch_size=2000)
    concerns = frozenset() if sent.test or not batch.accepted else frozenset(judging.holders(found))
    if batch.accepted and not sent.test:
        data = {"batch": str(number), "lines": batch.accepted, "outside": batch.outside}
        record(Act(entries.RECEIVED, "reports", str(number), data, concerns), actor=actor, at=now)
    if verdicts.outputs and not sent.test:
        data = {"batch": str(number), "outputs": verdicts.outputs}
        record(Act(entries.OUTPUTS, "reports", str(number), data, concerns), actor=actor, at=now)
    closed = [] if sent.test else closing.close(wanted, batch, actor=actor, now=now)
    return Taken(batch, no, outside, closed)


def mode_of(partner_id: int, sandbox: Sandbox | None, batch: UUID, now: datetime) -> judging.Mode:
    """How the statements are to judge: against the catalogue and the signed licences, or the sandbox alone."""
    licences = list(range(10)) if sandbox else signed_licences(partner_id)
    return judging.Mode(partner_id, sandbox is not None, batch, now, licences, vars(sandbox) if sandbox else {})


def signed_licences(partner_id: int) -> list[int]:
    """The licences of a partner that were ever signed."""
    return list(Licence.objects.filter(partner_id=partner_id, in_force__isnull=False).values_list("pk", flat=True))


def _refused(sent: Sent, found: Read | Packed, verdicts: "judging.Verdicts") -> list[No]:
    no = [
        No(place, _reference(sent.lines[place]), flaw.code, flaw.field, flaw.sentence)
        for place, flaw in found.flaws.items()
    ]
    no += [
        No(place, one.reference, one.code, one.field, SENTENCES[one.code])
        for place, one in verdicts.items()
        if one.code != REPEATED
    ]
    return sorted(no, key=lambda one: one.place)


def _reference(sent: object) -> str:
    """The reference of a line that cannot be read, if that much of it can."""
    given = sent.get("reference") if isinstance(sent, Mapping) else None
    return given if isinstance(given, str) and len(given) <= 200 and given.isprintable() else ""


def _kept(batch: Batch, one: No, sent: object) -> Refused:
    try:
        content = json.dumps(sent, default=str, skipkeys=True)[:_MOST_KEPT]
    except RecursionError:
        content = ""  # lists in lists in lists: whoever sent that has it
    return Refused(
        batch=batch, place=one.place, reference=one.reference, code=one.code, field=one.field, sentence=one.sentence,
        content=content,
    )  # fmt: skip


RETRY_AFTER = timedelta(seconds=2)
"""When to come again after `busy`."""
