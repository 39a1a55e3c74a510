"""Where the lines of a snapshot come from: the database, or for test clients the sandbox.

`consent.sandbox` registers its assets with `register_test_lines`. Until then a test client may use nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from consent.snapshots.conditions import Row, Window, as_json, name_of
from consent.snapshots.freshness import BUILT_ANEW
from consent.snapshots.lines import Reading

GOOD_FOR = timedelta(hours=1)  # how long after `as_of` a snapshot may be decided by

# An asset's id, what else it is called (ISRC, ISWC or artist), and the rows of each use that is allowed.
TestAsset = tuple[str, str, dict[str, tuple[Row, ...]]]
TestLines = Callable[[int, Window], Iterable[TestAsset]]
_test_lines: list[TestLines] = []


def register_test_lines(source: TestLines) -> None:
    """Let test clients have these assets, given the partner and the window."""
    _test_lines[:] = [source]


def lines_of(partner_id: int, at: datetime, *, test: bool) -> Iterator[bytes]:
    """The sorted lines of a partner's snapshot, as this transaction sees the database."""
    window = Window(at, at + BUILT_ANEW + GOOD_FOR)
    return _of_the_sandbox(partner_id, window) if test else Reading(partner_id, window).lines()


def _of_the_sandbox(partner_id: int, window: Window) -> Iterator[bytes]:
    sets: dict[str, str] = {}
    found = []
    for source in _test_lines:
        for asset, also, uses in source(partner_id, window):
            contents = [as_json(use, rows) for use, rows in uses.items() if rows]
            sets |= {name_of(content): content for content in contents}
            if contents:
                found.append(f"asset\t{asset}\t{also}\t{' '.join(sorted(map(name_of, contents)))}\n")
    yield from (line.encode() for line in sorted(found))
    yield from (f"set\t{name}\t{sets[name]}\n".encode() for name in sorted(sets))
