"""Whether fans can make something now: what the holders say, and whether the studio has the tool."""

from collections.abc import Sequence
from uuid import UUID

from consent.experiences import holding
from consent.experiences.holding import Held
from consent.experiences.models import Experience
from consent.making import benches


def open_now(rows: Sequence[Experience], country: str) -> dict[UUID, Held]:
    """For each experience, whether it is open in this country (empty where nobody said which)."""
    held = holding.open_now(rows, territory=country or None)
    off = benches.switched_off() if rows else {}
    closed = {one.pk: Held(False, "switched_off", off[one.tool]) for one in rows if one.tool in off}
    return {pk: closed.get(pk, said) if said.open else said for pk, said in held.items()}
