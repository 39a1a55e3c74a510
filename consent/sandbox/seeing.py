"""What a run looks at: whether it watches at all, and whether a call is about the drill's track."""

from collections.abc import Sequence
from uuid import UUID

from consent.reports.models import Line
from consent.sandbox import runs
from consent.sandbox.assets import DRILL, DRILL_USE
from consent.sandbox.judging import Call
from consent.sandbox.models import Run

_NAMES = (str(DRILL.id).encode(), DRILL.isrc.encode())


def is_watched(team_id: int) -> bool:
    """Whether a run of the partner's is open. One query."""
    return Run.objects.open().filter(team_id=team_id).exists()


def see(team_id: int, client: str, calls: Sequence[Call]) -> None:
    """Note the calls, and move the run on."""
    runs.observe(team_id, client, calls)


def is_drills(asset: str | None, use: str) -> bool:
    """Whether an answer is about what the drill takes back."""
    return asset == str(DRILL.id) and use == DRILL_USE


def permits_reported(batch: UUID | str) -> list[str]:
    """The permits under which a batch's counted lines about the drill's track are; an empty one for a line without."""
    lines = Line.objects.filter(batch_id=batch, test=True, asset_id=DRILL.id, reverses__isnull=True)
    return [str(permit or "") for permit in lines.order_by().values_list("permit_id", flat=True).distinct()]


def names_the_drill(body: bytes) -> bool:
    """Whether what was sent, and not counted, speaks of the drill's track."""
    return any(name in body for name in _NAMES)
