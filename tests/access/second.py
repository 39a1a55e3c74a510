"""Who gets at what waits for a second person, and at the team's policy."""

from tests.access.people import MANDATED, World
from tests.access.rows import ON, of_artist, of_team

CHOOSE = ("ayla", "marco", "ed")
NOT_THERE = dict.fromkeys(MANDATED, 404)


def held(world: World) -> dict[str, object]:
    """A yes that Ayla pressed."""
    return {"pk": world.held.pk}


def read(world: World) -> dict[str, object]:
    """The text was read."""
    return {"agreed": "1"}


SECOND = (
    of_artist("site:second", args=held, but=NOT_THERE),
    of_team("label", "dana", "site:second", args=held, outcome=404, notes="of others"),
    of_artist(
        "site:second", "POST", held, data=lambda w: {"agreed": "1"}, outcome=ON, may=("marco", "ed"), but=NOT_THERE
    ),
    of_artist("site:second_refuse", "POST", held, outcome=ON, may=CHOOSE, but=NOT_THERE),
    of_artist("site:two_people", but=NOT_THERE),
    of_team("label", "dana", "site:two_people", notes="of a label"),
    of_team("partner", "rin", "site:two_people", outcome=404, notes="of a partner"),
    of_artist("site:two_people", "POST", data=lambda w: {"training": "1"}, outcome=ON, may=("ayla",), but=NOT_THERE),
)
