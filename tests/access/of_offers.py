"""The rows of the matrix for a partner's experiences."""

from typing import Any

from artists.catalog.models import Asset
from consent.choices.answers import Answer
from consent.experiences.models import Experience
from tests.access.people import World
from tests.access.rows import ON, Args, Row, nothing, of_team
from tests.consent.decisions.scenes import answer, own_track
from tests.support.experiencing import live
from tests.support.offering import drafted


def draft(world: World) -> dict[str, object]:
    """A draft of the partner's."""
    return {"pk": drafted(world.cast.partner, [_open_track(world)]).pk}


def running(world: World) -> dict[str, object]:
    """One that fans are offered."""
    return {"pk": live(world.cast.partner, [world.cast.artist], [_open_track(world)]).pk}


def stopped(world: World) -> dict[str, object]:
    """One that the partner paused."""
    pk = running(world)["pk"]
    Experience.objects.filter(pk=pk).update(
        state="paused", paused_at=world.cast.partner.created_at, paused_because="partner", paused_for=world.cast.partner
    )
    return {"pk": pk}


def _open_track(world: World) -> Asset:
    asset = own_track(world.cast)
    answer(world.cast, asset, "remix", Answer.ON)
    return asset


def _row(name: str, method: str = "GET", args: Args = nothing, **more: Any) -> Row:
    return of_team("partner", "rin", f"site:{name}", method, args, **more)


OFFERS = (
    _row("offers"),
    _row("offer_new"),
    _row("offer_new", "POST", outcome=422, data=lambda w: {"do": "keep"}),
    _row("offer", args=running),
    _row("offer_look", args=running),
    _row("offer_change", args=draft),
    _row("offer_change", "POST", draft, outcome=422, data=lambda w: {"do": "keep"}),
    _row("offer_preview", args=draft),
    _row("offer_preview", "POST", draft, outcome=422),
    _row("offer_send", args=draft),
    _row("offer_send", "POST", draft, outcome=ON, data=lambda w: {"purpose": "For fans.", "days": "14"}),
    _row("offer_pause", "POST", running, outcome=ON),
    _row("offer_resume", "POST", stopped, outcome=ON),
    _row("offer_end", args=running),
    _row("offer_end", "POST", running, outcome=ON),
    _row("offer_discard", args=draft),
    _row("offer_discard", "POST", draft, outcome=ON),
)
