"""docs/states.md, drawn from the tables of states themselves: what it shows is what the code does."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from consent.claims import states as claims
from consent.experiences import states as experiences
from consent.invoices import states as invoices
from consent.licences import states as licences
from consent.payouts import states as payouts
from consent.reports import states as reports
from consent.requests import states as requests
from consent.sandbox import states as conformance
from consent.withdrawals import states as withdrawals

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)

FILE = Path(settings.BASE_DIR) / "docs/states.md"
_HEAD = """# States

Drawn by `manage.py states` from the tables in the code; a test fails where this page is not what they say. Whatever is
not drawn is refused.
"""
_REQUESTS = """
## A request

The table is `TRANSITIONS` in `consent/requests/states.py`. Only *approved* opens anything. The last vote of a round and
the deadline move it by themselves; silence is no. Votes are sealed until the end, and who asked reads less than the
holders do:
"""
_LICENCES = """
## A licence

The table is `TRANSITIONS` in `consent/licences/states.py`. A licence in force stays so while a new version of it is on
the table. The clock adds the rest (`phase`): one that is signed has not begun, is in force, or expires within 60 days;
it ends at its moment whether or not anybody noted it.
"""
_EXPERIENCES = """
## An experience

The table is `TRANSITIONS` in `consent/experiences/states.py`. Live, it is open to fans only while a check says allow
for all it is made of; what no longer holds pauses by itself (`Because`), and goes on by a press once everything
holds. A draft that was refused is one again. [experiences.md](experiences.md) says who does what.
"""
_WITHDRAWALS = """
## What a withdrawal asks of a partner

The table is `TRANSITIONS` in `consent/withdrawals/states.py`, for each thing that is asked of each partner. The check
refuses from the moment of the press, whatever stands here: this is the follow-up. *Public* stops the partner's permits
until it is acknowledged; *late* stays noted. As a whole a partner is overdue while anything is, then waiting, then
acknowledged; lifted once all of it is allowed again.
"""
_REPORTS = """
## A report that is due

The table is `TRANSITIONS` in `consent/reports/states.py`. A licence is reported by the week, month or quarter, as its
terms say; each period has its own row from the day it begins. The partner files it by saying that it is complete, with
lines or with none. The clock tells the rest (`phase`): a report is late at its moment whether or not anybody noted it.
"""

_INVOICES = """
## An invoice

The table is `TRANSITIONS` in `consent/invoices/states.py`: the state follows from what was paid. The clock tells the
rest (`phase`): one that is not paid is overdue when its day has passed. Reminders are steps beside it (`Step`): three
days before, on the day after, a last notice 14 days later; and 28 days after the due date, but never less than 14 days
after that notice, permits stop until it is paid.
"""
_PAYOUTS = """
## A payout

The table is `TRANSITIONS` in `consent/payouts/states.py`. What a payout was for is owed again once it is *returned* or
*cancelled*; *again* says that a later batch covers it. An account has no table, for the clock decides (`Phase`): it
waits five days, then it is in force until a later one is, or until a transfer comes back from it; while it waits it
can be stopped.
"""
_CLAIMS = """
## A claim

The table is `TRANSITIONS` in `consent/claims/states.py`: one answer, with a sentence. While it is open, a claim of
rights or of harm keeps the sound from playing, unless whoever made it was wrong before (`consent/claims/hiding.py`).
Taking an output down answers every open claim about it.
"""
_CONFORMANCE = """
## A conformance run

The table is `TRANSITIONS` in `consent/sandbox/states.py`. Its steps come one after the other, each with its time
(`consent/sandbox/steps.py`); [sandbox.md](sandbox.md) says what each takes.
"""


def page() -> str:
    """The whole page."""
    seen = ["| for the holders | for who asked |", "| --- | --- |"]
    seen += [f"| {state} | {requests.outward(state)} |" for state in requests.State]
    parts = [
        _HEAD,
        _REQUESTS,
        "\n".join(seen) + "\n",
        drawing(requests.TRANSITIONS, requests.State.OPEN),
        table(requests.TRANSITIONS),
        _LICENCES,
        drawing(licences.TRANSITIONS, licences.State.DRAFT),
        table(licences.TRANSITIONS),
        _EXPERIENCES,
        drawing(experiences.TRANSITIONS, experiences.State.DRAFT),
        table(experiences.TRANSITIONS),
        _WITHDRAWALS,
        _deadlines(),
        drawing(withdrawals.TRANSITIONS, withdrawals.State.ASKED),
        table(withdrawals.TRANSITIONS),
        _REPORTS,
        drawing(reports.TRANSITIONS, reports.State.EXPECTED),
        table(reports.TRANSITIONS),
        _INVOICES,
        drawing(invoices.TRANSITIONS, invoices.State.OPEN),
        table(invoices.TRANSITIONS),
        _PAYOUTS,
        drawing(payouts.TRANSITIONS, payouts.State.PLANNED),
        table(payouts.TRANSITIONS),
        _CLAIMS,
        drawing(claims.TRANSITIONS, claims.State.OPEN),
        table(claims.TRANSITIONS),
        _CONFORMANCE,
        drawing(conformance.TRANSITIONS, conformance.State.OPEN),
        table(conformance.TRANSITIONS),
    ]
    return "\n".join(part.strip("\n") + "\n" for part in parts)


def _deadlines() -> str:
    lines = ["| what is asked | acknowledged within |", "| --- | --- |"]
    for what, deadline in withdrawals.DEADLINES.items():
        usual = f"{deadline.usual.total_seconds() / 3600:g} hours"
        after = f"{deadline.after.total_seconds() / 3600:g} hours after its date" if deadline.after else usual
        lines.append(f"| `{what}` | {after} |")
    return "\n".join(lines) + "\n"


def drawing(transitions: Mapping[tuple[S, A], S], first: S) -> str:
    """The table as a Mermaid diagram: arrows between the same two states share their line."""
    arrows: dict[tuple[S, S], list[str]] = {}
    for (before, act), after in transitions.items():
        arrows.setdefault((before, after), []).append(act.value)
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {first.value}"]
    lines += [f"    {before} --> {after}: {' / '.join(acts)}" for (before, after), acts in arrows.items()]
    last = sorted({after.value for after in transitions.values()} - {before.value for before, _ in transitions})
    lines += [f"    {state} --> [*]" for state in last]
    return "\n".join([*lines, "```"]) + "\n"


def table(transitions: Mapping[tuple[S, A], S]) -> str:
    """The table as one: from a state, by an act, to a state."""
    lines = ["| from | by | to |", "| --- | --- | --- |"]
    lines += [f"| {before} | {act} | {after} |" for (before, act), after in transitions.items()]
    return "\n".join(lines) + "\n"
