"""Who gets at a request: the team that is asked, and the partner that asks."""

from tests.access.people import World
from tests.access.rows import ON, Row, of_artist, of_team

MAY = ("ayla", "marco", "ed")


def one(world: World) -> dict[str, object]:
    """The request to the artist's team."""
    return {"number": world.request.pk}


def a_file(world: World) -> dict[str, object]:
    """What the partner added to it."""
    return {**one(world), "pk": world.file.pk}


def no(world: World) -> dict[str, object]:
    """A no to the round on the table, read over."""
    return {"answer": "no", "seen": world.request.version.sha256, "reviewed": "1"}


def together(world: World) -> dict[str, object]:
    """The same no, as one of several."""
    return {"answer": "no", "pick": world.request.pk, "deal": world.request.deal_sha256}


def note(world: World) -> dict[str, object]:
    """Something for the own team."""
    return {"audience": "team", "body": "What do we think?"}


REQUESTS: tuple[Row, ...] = (
    of_artist("site:requests"),
    of_team("partner", "rin", "site:requests", notes="of a partner"),
    of_team("label", "dana", "site:requests", notes="of a label"),
    of_artist("site:request", args=one),
    of_team("partner", "rin", "site:request", args=one, notes="of a partner"),
    of_team("label", "dana", "site:request", args=one, outcome=404, notes="of others"),
    of_artist("site:request_answer", args=one, outcome=ON, others=ON, notes="without an answer"),
    of_artist("site:request_answer", "POST", one, data=no, outcome=ON, may=(*MAY, "mara")),
    of_team("label", "dana", "site:request_answer", "POST", one, data=no, outcome=404, notes="of others"),
    of_artist("site:request_answers", query=lambda w: f"pick={w.request.pk}"),
    of_artist("site:request_answers", "POST", data=together, outcome=ON, may=(*MAY, "mara")),
    of_artist("site:request_counter", args=one, may=MAY, others=ON),
    of_artist("site:request_counter", "POST", one, outcome=422, may=MAY, notes="of no terms"),
    of_artist("site:request_again", args=one, outcome=ON, others=ON, notes="of what is open"),
    of_team("partner", "rin", "site:request_again", "POST", one, outcome=422, notes="of no terms"),
    of_artist("site:request_withdraw", "POST", one, may=()),
    of_team("partner", "rin", "site:request_withdraw", "POST", one, outcome=ON),
    of_artist("site:request_invite", "POST", one, outcome=409, may=(*MAY, "mara")),
    of_artist("site:request_show", "POST", one, outcome=409, may=(*MAY, "mara")),
    of_artist("site:request_assign", "POST", one, outcome=ON, may=MAY),
    of_artist("site:request_snooze", "POST", one, data=lambda w: {"until": "1"}, outcome=ON, may=MAY),
    of_artist("site:request_wake", "POST", one, outcome=ON, may=MAY),
    of_artist("site:request_post", "POST", one, data=note, outcome=ON, may=MAY),
    of_team("label", "dana", "site:request_post", "POST", one, data=note, outcome=404, notes="of others"),
    of_artist("site:request_clip", "POST", one, may=()),
    of_team("partner", "rin", "site:request_clip", "POST", one, outcome=422, notes="without a file"),
    of_artist("site:request_file", args=a_file),
    of_team("partner", "rin", "site:request_file", args=a_file, notes="of a partner"),
    of_team("label", "dana", "site:request_file", args=a_file, outcome=404, notes="of others"),
)
