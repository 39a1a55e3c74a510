"""Who gets in where people say who they are, and where the operator checks it."""

from typing import Any

from tests.access.people import MANDATED, World
from tests.access.rows import ON, PROVE, Args, Row, nothing, of_artist, of_team


def said(world: World) -> dict[str, object]:
    """The other artist's team says that it is an artist the label brought in; it waits."""
    return {"pk": world.said.pk}


def linked(world: World) -> dict[str, object]:
    """The artist's own artist, checked."""
    return {"pk": world.linked.pk}


def sentence(world: World) -> dict[str, object]:
    """Why."""
    return {"sentence": "It is somebody else."}


def a_holding(world: World) -> dict[str, object]:
    """The label's right in the shared track."""
    held = world.shared.holdings.get(team=world.cast.label)
    return {"asset": world.shared.pk, "holding": held.pk}


def operators(name: str, method: str = "GET", args: Args = nothing, **more: Any) -> Row:
    """A page of the operator's team."""
    return of_team("operator", "olu", f"site:{name}", method, args, **more)


BY_MANDATE = dict.fromkeys(MANDATED, 404)
IDENTITY = (
    of_artist("site:identity", but=BY_MANDATE),
    of_team("label", "dana", "site:identity", outcome=404, notes="of a label"),
    of_artist("site:identity_say", args=lambda w: {"artist": "marsh-a"}, may=("ayla", "marco"), but=BY_MANDATE),
    of_artist(
        "site:identity_say", "POST", lambda w: {"artist": "marsh-a"}, data=lambda w: {"evidence": "Our site says so."},
        outcome=ON, may=("ayla", "marco"), but=BY_MANDATE,
    ),
    of_artist("site:identity_withdraw", "POST", said, outcome=404, others=404, notes="of others"),
    operators("identities"),
    of_artist("site:identities", outcome=404, others=404, notes="of an artist"),
    of_team("label", "dana", "site:identities", outcome=404, notes="of a label"),
    operators("identification", args=said),
    of_artist("site:identification", args=said, outcome=404, others=404, notes="of an artist"),
    operators("identification_link", "POST", said, outcome=PROVE),
    operators("identification_link", "POST", said, outcome=ON, fresh=True, notes="just proved"),
    of_artist("site:identification_link", "POST", said, outcome=404, others=404, fresh=True, notes="of an artist"),
    operators("identification_refuse", "POST", said, data=sentence, outcome=ON),
    operators("identification_undo", "POST", linked, data=sentence, outcome=ON),
    operators("rights"),
    of_team("label", "dana", "site:rights", outcome=404, notes="of a label"),
    operators("rights_artist", args=lambda w: {"artist": "ayla-marsh"}),
    operators("rights_artist", "POST", lambda w: {"artist": "ayla-marsh"}, data=sentence, outcome=ON),
    operators("rights_withdraw", args=a_holding),
    operators("rights_withdraw", "POST", a_holding, data=sentence, outcome=ON),
    of_team("label", "dana", "site:rights_withdraw", "POST", a_holding, outcome=404, notes="of a label"),
)  # fmt: skip
