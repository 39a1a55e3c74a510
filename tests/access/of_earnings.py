"""The rows of the matrix for reading earnings."""

from uuid import uuid4

from consent.earnings.models import Charge
from tests.access.of_statements import SEES, reported
from tests.access.people import World
from tests.access.rows import of_artist


def use(world: World) -> dict[str, object]:
    """A use that earned the artist's team something."""
    reported(world)
    return {"pk": Charge.objects.latest("pk").line_id}


EARNINGS = (
    *(of_artist(f"site:{name}", may=SEES) for name in ("earnings", "earnings_tracks", "earnings_lines")),
    of_artist("site:earnings_lines_csv", may=SEES),
    of_artist("site:earnings_table_csv", args=lambda w: {"table": "day"}, may=SEES),
    of_artist("site:earnings_use", args=use, may=SEES),
    of_artist("site:earnings_receipt", args=use, may=SEES),
    of_artist("site:earnings_sum", args=lambda w: {"pool": 1, "asset": uuid4()}, may=SEES, outcome=404),
)
