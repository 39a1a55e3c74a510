"""What was made, in the register: with the lines that name it, each once for good."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.backends.utils import CursorWrapper
from uuid_utils.compat import uuid7

from consent.reports import statements
from consent.reports.outputs import Made

MadeAt = Mapping[int, Sequence[Made]]


def wrong(cursor: CursorWrapper, made: MadeAt, partner_id: int, *, test: bool) -> list[tuple[int, str, str]]:
    """The lines whose outputs are not what is registered, or are not known: place, code and field.

    An output may be named by its id alone where another line of the batch says what it is, before or after.
    """
    cursor.execute("SELECT place FROM reports_judged WHERE code = ''")
    standing = {place for (place,) in cursor.fetchall()}
    known = known_outputs(cursor, {one.reference for some in made.values() for one in some}, partner_id, test=test)
    return refused({place: some for place, some in made.items() if place in standing}, known)


def refused(made: MadeAt, known: dict[str, Made]) -> list[tuple[int, str, str]]:
    """The same of these lines, from what is `known`, which grows by what they say. Pure.

    A line that waits for an output is looked at again when that is known, and only then: a batch may name a long chain.
    """
    found: list[tuple[int, str, str]] = []
    waits_for: dict[str, list[int]] = {}
    turn = sorted(made)
    while turn:
        come: set[str] = set()
        for place in turn:
            said: dict[str, Made] = {}
            if not all(fits(one, known, said) for one in made[place]):
                found.append((place, "output_reused", "outputs"))
                continue
            missing = next(
                (one.reference for one in made[place] if one.reference not in known and one.reference not in said), None
            )
            if missing is None:
                known |= said
                come |= said.keys()
            else:
                waits_for.setdefault(missing, []).append(place)
        turn = sorted(place for reference in come for place in waits_for.pop(reference, ()))
    left = sorted(place for some in waits_for.values() for place in some)
    return found + [(place, _why(made[place], known), "outputs") for place in left]


def _why(waiting: Sequence[Made], known: dict[str, Made]) -> str:
    """What is wrong with a line whose outputs never came to be known."""
    said: dict[str, Made] = {}
    return "unknown_output" if all(fits(one, known, said) for one in waiting) else "output_reused"


def fits(one: Made, known: Mapping[str, Made], said: dict[str, Made]) -> bool:
    """Whether it says what is known of it, or else what was `said` of it before; what was not is said from now on."""
    if not one.title:
        return True
    before = known.get(one.reference) or said.setdefault(one.reference, one)
    return all(
        getattr(one, name) == getattr(before, name) for name in ("title", "kind", "url", "sha256", "contains_ai")
    ) and (one.made_at is None or before.made_at is None or one.made_at == before.made_at)


def known_outputs(cursor: CursorWrapper, references: Iterable[str], partner_id: int, *, test: bool) -> dict[str, Made]:
    """What is registered under these ids."""
    values: dict[str, Any] = {"partner": partner_id, "test": test, "references": sorted(references)}
    cursor.execute(statements.OUTPUTS, values)
    return {row[0]: Made(*row) for row in cursor.fetchall()}


def of_lines(cursor: CursorWrapper, made: MadeAt, partner_id: int, *, test: bool, now: datetime) -> int:
    """Register what the lines that count have named; return how many outputs are new."""
    said = [(place, one) for place, some in sorted(made.items()) for one in some if one.title]
    values: dict[str, Any] = {"partner": partner_id, "test": test, "now": now}
    new = 0
    if said:
        rows = [(p, uuid7(), m.reference, m.title, m.kind, m.url, m.sha256, m.contains_ai, m.made_at) for p, m in said]
        names = ("places", "ids", "references", "titles", "kinds", "urls", "hashes", "shares", "moments")
        cursor.execute(statements.REGISTER, values | dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))
        new = int(cursor.rowcount)
    cursor.execute(statements.PARTS, values)
    return new
