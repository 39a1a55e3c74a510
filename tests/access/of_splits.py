"""The rows of the matrix for splits and disputes."""

from uuid import UUID

from django.utils import timezone

from consent.splits import actions, disputes
from consent.splits.models import Dispute, Split
from consent.splits.proposing import Wanted
from consent.splits.states import Side
from tests.access.people import World
from tests.access.rows import ON, Row, of_artist, of_team
from tests.cast import acting

SEE, CHANGE = ("ayla", "marco", "ann"), ("ayla", "ann")


def shared(world: World) -> dict[str, object]:
    """The recording that artist and label hold together."""
    return {"asset": world.shared.pk, "side": "recording"}


def on_the_table(world: World) -> dict[str, object]:
    """The same, with a split that the label proposed."""
    if not Split.objects.filter(asset=world.shared, state="proposed").exists():
        shares = {world.cast.artist.pk: 6_000, world.cast.label.pk: 4_000}
        wanted = Wanted(Side.RECORDING, shares, timezone.now().date())
        actions.propose(world.shared, wanted, actor=acting(world.cast.dana, world.cast.label))
    return shared(world)


def agreed(world: World) -> dict[str, object]:
    """The same, agreed by both."""
    on_the_table(world)
    split = Split.objects.get(asset=world.shared, state="proposed")
    actions.answer(split, True, actor=acting(world.cast.ayla, world.cast.artist))
    return shared(world)


def disputed(world: World) -> dict[str, object]:
    """A dispute that the artist raised."""
    agreed(world)
    found = Dispute.objects.filter(asset=world.shared, ended_at=None).first()
    if found is None:
        found = disputes.dispute(
            world.shared,
            Side.RECORDING,
            world.cast.label,
            100,
            "Mine.",
            actor=acting(world.cast.ayla, world.cast.artist),
        )
    return {"pk": found.pk}


def yes(world: World) -> dict[str, object]:
    """A yes to what is on the table."""
    return {"split": Split.objects.get(asset=world.shared, state="proposed").pk, "agrees": "yes"}


def group(world: World) -> str:
    """The query of the label's proposals."""
    on_the_table(world)
    artist, label = world.cast.artist.pk, world.cast.label.pk
    on = Split.objects.latest("pk").effective_on
    return f"by={label}&side=recording&division={artist}:6000+{label}:4000&on={on}"


def alike(world: World) -> str:
    """The query of what artist and label hold together."""
    return f"side=recording&teams={world.cast.artist.pk},{world.cast.label.pk}"


def song(world: World) -> dict[str, object]:
    """A song that is not there."""
    return {"asset": UUID(int=5), "side": "song"}


SPLITS: tuple[Row, ...] = (
    of_artist("site:splits", may=SEE),
    of_team("label", "dana", "site:splits", notes="of a label"),
    of_team("operator", "olu", "site:splits", notes="of the operator"),
    of_team("partner", "rin", "site:splits", outcome=404, notes="of a partner"),
    of_artist("site:split", args=shared, may=SEE),
    of_artist("site:split", args=song, may=SEE, outcome=404, notes="of nobody"),
    of_team("publisher", "theo", "site:split", args=shared, outcome=404, notes="to the song's publisher"),
    of_artist("site:split_propose", args=shared, may=CHANGE),
    of_artist("site:split_propose", "POST", shared, outcome=422, may=CHANGE),
    of_artist("site:split_answer", "POST", on_the_table, data=yes, outcome=ON, may=CHANGE),
    of_team("label", "dana", "site:split_withdraw", "POST", on_the_table, outcome=ON),
    of_artist("site:split_dispute", args=agreed, may=CHANGE),
    of_artist("site:split_dispute", "POST", agreed, outcome=422, may=CHANGE),
    of_artist(
        "site:dispute_end", "POST", disputed, data=lambda w: {"act": "withdraw"}, outcome=ON, may=CHANGE,
        but={"ed": 404, "vic": 404, "mara": 404},
    ),
    of_artist("site:splits_group", query=group, may=SEE),
    of_artist("site:splits_group", "POST", may=SEE, outcome=404, notes="that names no group"),
    of_artist("site:splits_many", may=CHANGE),
    of_artist("site:splits_propose", query=alike, may=CHANGE),
    of_artist("site:splits_propose", "POST", outcome=404, may=CHANGE, notes="that names nothing"),
    of_artist("site:splits_upload", "POST", outcome=422, may=CHANGE),
)  # fmt: skip
