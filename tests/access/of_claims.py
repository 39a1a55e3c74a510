"""The rows of the matrix for claims: anybody may report what is public, the operator alone answers."""

from consent.claims.models import Claim
from consent.making.models import Making
from consent.reports.models import Output
from portal.claim_links import path_of
from tests.access.people import World
from tests.access.rows import ON, Row, everybody, of_team, public
from tests.support.claiming import a_making, an_output, claimed


def the_output(world: World) -> Output:
    """Something a fan made of her own track and shows."""
    found = Output.objects.filter(reference="of-claims").first()
    if found is None:
        found = an_output(world.cast, "of-claims", asset=world.own)
        a_making(world.cast, found, asset=world.own)
    return found


def made(world: World) -> dict[str, object]:
    """Its address."""
    return {"pk": the_output(world).pk}


def private(world: World) -> dict[str, object]:
    """The same, kept private by the fan."""
    Making.objects.filter(output=the_output(world)).update(public=False)
    return made(world)


def claim(world: World) -> dict[str, object]:
    """A claim about it."""
    output = the_output(world)
    found = Claim.objects.filter(output=output).first() or claimed(output)
    return {"pk": found.pk}


def link(world: World) -> dict[str, object]:
    """The link to follow it by."""
    pk = claim(world)["pk"]
    return {"token": path_of(Claim.objects.get(pk=pk)).rstrip("/").rpartition("/")[2]}


CLAIMS: tuple[Row, ...] = (
    public("fans:made", made, notes="of a fan"),
    Row("fans:made", "GET", {**everybody(404), "fay": 200}, private, notes="kept private"),
    public("fans:made_midi", made, outcome=404, notes="which has no notes"),
    public("fans:report", made),
    Row("fans:report", "GET", {**everybody(404), "fay": 200}, private, notes="of what is private"),
    Row("fans:report", "POST", everybody(ON), made, data=lambda w: {"kind": "label", "words": "It is mine."}),
    public("fans:claim", link),
    public("fans:claim", lambda w: {"token": "x"}, outcome=404, notes="with no link of ours"),
    of_team("operator", "olu", "site:claims"),
    of_team("artist", "ayla", "site:claims", outcome=404, notes="of an artist"),
    of_team("operator", "olu", "site:claim", args=claim),
    of_team("partner", "rin", "site:claim", args=claim, outcome=404, notes="of a partner"),
    of_team(
        "operator", "olu", "site:claim_answer", "POST", claim,
        data=lambda w: {"act": "dismiss", "sentence": "It is right."}, outcome=ON,
    ),
    of_team("artist", "ayla", "site:claim_answer", "POST", claim, outcome=404, notes="by an artist"),
    of_team(
        "operator", "olu", "site:claim_ban", "POST", claim, data=lambda w: {"period": "month", "because": "x"},
        outcome=ON,
    ),
)  # fmt: skip
