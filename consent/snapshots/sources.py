"""Where the lines of a snapshot come from: the database, or for test clients the sandbox.

`consent.sandbox` registers its assets with `register_test_assets`; without it a test client may use nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from consent.snapshots.conditions import Row, Window, as_json, name_of
from consent.snapshots.freshness import BUILT_ANEW
from consent.snapshots.lines import Reading, licence_line

GOOD_FOR = timedelta(hours=1)  # how long after `as_of` a snapshot may be decided by


@dataclass(frozen=True)
class TestAsset:
    """An invented asset: its id, what else it is called (ISRC, ISWC or artist), and the rows of each allowed use."""

    id: UUID
    also: str
    uses: Mapping[str, tuple[Row, ...]]


@dataclass(frozen=True)
class TestLicence:
    """An invented licence, by the name that rows call it by."""

    name: str
    sha256: str
    credit_line: str


TestAssets = Callable[[int, Window], Iterable[TestAsset]]
_test_assets: list[tuple[TestAssets, tuple[TestLicence, ...]]] = []


def register_test_assets(assets: TestAssets, licences: Iterable[TestLicence]) -> None:
    """Let test clients have these, given the partner and the window."""
    _test_assets[:] = [(assets, tuple(licences))]


def lines_of(partner_id: int, at: datetime, *, test: bool) -> Iterator[bytes]:
    """The sorted lines of a partner's snapshot, as this transaction sees the database."""
    window = Window(at, at + BUILT_ANEW + GOOD_FOR)
    return _of_the_sandbox(partner_id, window) if test else Reading(partner_id, window).lines()


def _of_the_sandbox(partner_id: int, window: Window) -> Iterator[bytes]:
    sets: dict[str, str] = {}
    lines: list[bytes] = []
    for assets, licences in _test_assets:
        used: set[str] = set()
        for asset in assets(partner_id, window):
            contents = [as_json(use, rows) for use, rows in asset.uses.items() if rows]
            sets |= {name_of(content): content for content in contents}
            used |= {name for rows in asset.uses.values() for row in rows for name in row.licences}
            if contents:
                names = " ".join(sorted(map(name_of, contents)))
                lines.append(f"asset\t{asset.id}\t{asset.also}\t{names}\n".encode())
        lines += [licence_line(one.name, one.sha256, one.credit_line) for one in licences if one.name in used]
    lines += [f"set\t{name}\t{content}\n".encode() for name, content in sets.items()]
    yield from sorted(lines)
