"""A division: which team gets how many of 10,000 basis points. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta

from artists.access import Invalid

ALL = 10_000
MOST_AT_ONCE = 10_000  # works of a press: seconds, and then the next
EARLIEST = timedelta(days=3660)
LATEST = timedelta(days=366)


def text_of(shares: Mapping[int, int]) -> str:
    """The division as one text, the same for the same division: `12:7000 5:3000`, the largest part first."""
    return " ".join(f"{team}:{bp}" for team, bp in ordered(shares))


def shares_of(text: str) -> dict[int, int]:
    """The division that `text_of` wrote."""
    pairs = (pair.split(":") for pair in text.split())
    return {int(team): int(bp) for team, bp in pairs}


def ordered(shares: Mapping[int, int]) -> list[tuple[int, int]]:
    """Teams and their parts, the largest first, then by team: the order in which cents are cut off."""
    return sorted(shares.items(), key=lambda one: (-one[1], one[0]))


def parts_of(shares: Mapping[int, int]) -> list[tuple[int, int, int]]:
    """(team, before, basis points) of every part that is something, one after the other."""
    parts, before = [], 0
    for team, bp in ordered(shares):
        if bp:
            parts.append((team, before, bp))
            before += bp
    return parts


def require_whole(shares: Mapping[int, int]) -> None:
    """Raise `Invalid` unless each part is from 0 to 10,000 and together they are 10,000."""
    if any(not 0 <= bp <= ALL for bp in shares.values()):
        raise Invalid("share_wrong", "A share is from 0 % to 100 %.", field="shares")
    total = sum(shares.values())
    if total != ALL:
        off = abs(total - ALL) / 100
        more = "too much" if total > ALL else "missing"
        raise Invalid(
            "not_all", f"The shares come to {total / 100:g} %: {off:g} % is {more}. They must come to 100 %.",
            field="shares",
        )  # fmt: skip


def require_day(effective_on: date, *, today: date) -> None:
    """Raise `Invalid` for a day more than a year ahead or ten years back."""
    if effective_on > today + LATEST:
        raise Invalid("too_far", "A split can begin within a year from now, not later.", field="effective_on")
    if effective_on < today - EARLIEST:
        raise Invalid("too_old", "A split can reach back ten years, not further.", field="effective_on")
