"""The rows of the matrix for statements and months."""

from datetime import date

from consent.earnings import closing
from consent.earnings.models import Month
from tests.access.people import World
from tests.access.rows import ON, Row, everybody, of_artist, of_team, public
from tests.support.closing import close, this_month
from tests.support.earning import agreed, earned, licence, used
from tests.support.reporting import open_track, rin

SEES = ("ayla", "marco", "ann")  # owner, manager, accountant
MONTH = date(2026, 1, 1)


def reported(world: World) -> None:
    """Something that the artist's team earned."""
    asset = open_track(world.cast, "Earned")
    agreed(asset, {world.cast.artist: 10_000})
    earned(rin(world.cast), used(asset, licence(world.cast.partner, [world.cast.label])))


def closed(world: World) -> dict[str, object]:
    """A statement of the artist's team."""
    reported(world)
    (said,) = close(this_month())
    return {"number": said.number}


def running(world: World) -> dict[str, object]:
    """The month in which it earned, still open."""
    reported(world)
    return {"month": f"{this_month():%Y-%m}", "currency": "EUR"}


def over(world: World) -> dict[str, object]:
    """A month that has begun to close."""
    closing.begin(MONTH, actor=None) if not Month.objects.exists() else None
    return {"month": f"{MONTH:%Y-%m}"}


STATEMENTS = (
    of_artist("site:statements", may=SEES),
    *(
        of_artist(f"site:{name}", args=closed, may=SEES)
        for name in ("statement", "statement_pdf", "statement_csv", "statement_dsr", "statement_signed")
    ),
    of_artist("site:statement_draft", args=running, may=SEES),
    of_team("operator", "olu", "site:months"),
    of_team("operator", "olu", "site:close_month", "POST", args=over, outcome=ON),
    public("fans:check_statement"),
    Row("fans:check_statement", "POST", everybody(422)),
)
