"""What fans ask for, in a world with one experience that is live."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any

from django.db import connections
from django.utils import timezone

from artists.access import Conflict
from artists.catalog.models import Asset
from consent.choices.answers import Answer
from consent.experiences.models import Experience
from consent.making import work
from consent.making.fan import Fan, fan_of
from consent.making.models import Making
from consent.reports.models import Output, Part
from tests.cast import Cast
from tests.consent.decisions.scenes import answer, own_track
from tests.support.experiencing import OFFER, live

SLOWED = {"preset": "slowed", "strength": "60"}


def remixing(cast: Cast, **changed: Any) -> tuple[Experience, Asset]:
    """An experience on a track of Ayla's own, and the track."""
    track = own_track(cast)
    answer(cast, track, "remix", Answer.ON)
    return live(cast.partner, [cast.artist], [track], offer=changed.pop("offer", OFFER), **changed), track


def visitor(name: str = "v", address: str = "192.0.2.7") -> Fan:
    """Somebody without an account."""
    return fan_of(None, secret=name, address=address)


def person(user: Any, address: str = "192.0.2.7") -> Fan:
    """Somebody signed in."""
    return fan_of(user.pk, secret="", address=address)


def waiting(experience: Experience, fan: Fan | None = None, *, at: datetime | None = None) -> Making:
    """Something that waits in line, past no limit."""
    who = fan or visitor()
    asset = experience.assets.first()
    assert asset is not None
    return Making.objects.create(
        experience=experience, asset=asset, person_id=who.person, visitor=who.visitor, address=who.address,
        inputs=dict(SLOWED), asked_at=at or timezone.now(),
    )  # fmt: skip


def reported(making: Making) -> Output:
    """The output as a report under its id registers it."""
    now = timezone.now()
    output = Output.objects.create(
        partner_id=making.experience.partner_id, reference=str(making.pk), title="Neon Harbor", kind="audio",
        contains_ai="None", made_at=now, registered_at=now,
    )  # fmt: skip
    Part.objects.create(output=output, asset_id=making.asset_id, use="remix")
    return output


def ready(making: Making) -> Making:
    """The whole way, without a tool."""
    taken = work.take()
    assert taken is not None
    assert taken.pk == making.pk
    assert work.keep(taken, [], recipe="r")
    reported(taken)
    assert work.finish(taken)
    return Making.objects.get(pk=making.pk)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Each on a connection of its own; what each gave, or the code of the conflict it met."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            barrier.wait(10)
            return act()
        except Conflict as refused:
            return refused.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
