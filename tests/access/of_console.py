"""The rows of the matrix for a partner's console, and for its card in public."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

from consent.sandbox.models import Run
from tests.access.people import World
from tests.access.rows import ON, Args, Row, nothing, of_team, public

NO_RUN = {"pk": uuid4()}


def run(world: World) -> dict[str, object]:
    """A run that is not the partner's."""
    return NO_RUN


def own_run(world: World) -> dict[str, object]:
    """One of the partner's, that is over."""
    now = timezone.now()
    over, _ = Run.objects.get_or_create(
        team=world.cast.partner, defaults={"state": "cancelled", "started_at": now, "ended_at": now}
    )
    return {"pk": over.pk}


def saying(world: World) -> dict[str, object]:
    """Make Ayla say no."""
    return {"artist": "ayla", "answer": "off"}


def card(world: World) -> dict[str, object]:
    """The partner in public."""
    return {"slug": world.cast.partner.slug}


def of_partner(name: str, method: str = "GET", args: Args = nothing, **more: Any) -> Row:
    """For the partner's own people: another team's console is not there."""
    return of_team("partner", "rin", name, method, args, **more)


def of_nobody(name: str, method: str = "GET", args: Args = nothing, **more: Any) -> Row:
    """No label has one."""
    return of_team("label", "dana", name, method, args, outcome=404, notes="of a label", **more)


CONSOLE = (
    of_partner("site:console"),
    of_nobody("site:console"),
    of_partner("site:sandbox"),
    of_nobody("site:sandbox"),
    of_partner("site:sandbox_say", "POST", data=saying, outcome=ON),
    of_nobody("site:sandbox_say", "POST", data=saying),
    of_partner("site:sandbox_reset", "POST", outcome=ON),
    of_nobody("site:sandbox_reset", "POST"),
    of_partner("site:conformance"),
    of_nobody("site:conformance"),
    of_partner("site:conformance_start", "POST", outcome=409),
    of_nobody("site:conformance_start", "POST"),
    of_partner("site:conformance_run", args=own_run),
    of_partner("site:conformance_run", args=run, outcome=404, notes="of others"),
    of_partner("site:conformance_cancel", "POST", own_run, outcome=409),
    of_partner("site:conformance_cancel", "POST", run, outcome=404, notes="of others"),
    public("fans:partners"),
    public("fans:partner", card),
)
