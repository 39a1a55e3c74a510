"""The rows of the matrix for withdrawals: who pressed, who holds, and a partner its own row alone."""

from artists.journal import outbox
from consent.choices.actions import Consent, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.state import State
from consent.uses import text_of
from consent.withdrawals.models import Concern
from tests.access.people import World
from tests.access.rows import ON, Row, of_artist, of_team, public
from tests.cast import acting

CHOOSE = ("ayla", "marco", "ed", "mara")  # her mandate covers it


def _taken_back(world: World) -> Concern:
    """The partner's row of a cover of her own track, that she took back."""
    found = Concern.objects.filter(partner=world.cast.partner).first()
    if found is None:
        for answer in (Answer.ON, Answer.OFF):
            choose_for_tracks(
                [world.own.pk], "cover", State(answer), actor=acting(world.cast.ayla, world.cast.artist),
                consent=Consent(text_of("cover").sha256),
            )  # fmt: skip
        outbox.drain()
        found = Concern.objects.get(partner=world.cast.partner)
    return found


def whole(world: World) -> dict[str, object]:
    """The withdrawal, as holders call it."""
    return {"pk": _taken_back(world).withdrawal_id}


def own(world: World) -> dict[str, object]:
    """The same, as the partner calls it."""
    return {"pk": _taken_back(world).pk}


def takedown(world: World) -> dict[str, object]:
    """More to ask."""
    return {"what": "takedown_outputs"}


def stopped(world: World) -> dict[str, object]:
    """What is done."""
    return {"what": ["stop_new"]}


WITHDRAWALS: tuple[Row, ...] = (
    of_artist("site:withdrawals"),
    of_team("label", "dana", "site:withdrawals", notes="of a label"),
    of_team("partner", "rin", "site:withdrawals", notes="of a partner"),
    of_team("operator", "olu", "site:withdrawals", outcome=404, notes="of the operator"),
    of_artist("site:withdrawal", args=whole),
    of_team("label", "dana", "site:withdrawal", args=whole, outcome=404, notes="of who holds nothing in it"),
    of_team("partner", "rin", "site:withdrawal", args=own, notes="its own row"),
    of_team("partner", "rin", "site:withdrawal", args=whole, outcome=404, notes="the whole, to a partner"),
    of_artist("site:withdrawal", args=own, outcome=404, others=404, notes="a partner's row, to holders"),
    of_artist("site:withdrawal_more", "POST", whole, data=takedown, outcome=ON, may=CHOOSE),
    of_team("label", "dana", "site:withdrawal_more", "POST", whole, data=takedown, outcome=404, notes="of others"),
    of_team("partner", "rin", "site:withdrawal_more", "POST", whole, data=takedown, outcome=404, notes="to a partner"),
    of_team("partner", "rin", "site:withdrawal_done", "POST", own, data=stopped, outcome=ON),
    of_artist("site:withdrawal_done", "POST", own, data=stopped, outcome=404, others=404, notes="to holders"),
    public("fans:overdue"),
)
