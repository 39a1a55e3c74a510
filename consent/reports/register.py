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
    refused: list[tuple[int, str, str]] = []
    waiting = [(place, made[place]) for place in sorted(made) if place in standing]
    while waiting:
        later = []
        for place, some in waiting:
            here = dict(known)
            if any(not fits(one, here) for one in some):
                refused.append((place, "output_reused", "outputs"))
            elif all(one.reference in here for one in some):
                known = here
            else:
                later.append((place, some))
        if len(later) == len(waiting):
            return [*refused, *((place, "unknown_output", "outputs") for place, _ in later)]
        waiting = later
    return refused


def fits(one: Made, known: dict[str, Made]) -> bool:
    """Whether it says what is known of it; what was not known is from now on."""
    if not one.title:
        return True
    before = known.setdefault(one.reference, one)
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
