"""A fan asks for something to be made: may they, is it open, and is there room? Then it waits for the studio."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from artists.access import Conflict, Denied, Invalid
from artists.catalog.models import Asset
from consent.experiences import holding, words
from consent.experiences.holding import Held
from consent.experiences.models import Experience
from consent.licences.offer import Offer, Tool
from consent.making import benches, limits, waking
from consent.making.bans import ban_on
from consent.making.fan import Fan
from consent.making.inputs import read
from consent.making.models import Making
from consent.making.querysets import MakingQuerySet
from consent.making.states import OPEN, State

_LOCKS = 7_431_360  # of advisory locks: a number nobody else takes
_CAME_TO_NOTHING = (State.REFUSED, State.FAILED, State.CANCELLED)


@dataclass(frozen=True)
class _Wish:
    experience: Experience
    asset: Asset
    inputs: Mapping[str, Any]
    territory: str
    fan: Fan


def ask(
    experience: Experience,
    data: Mapping[str, Any],
    *,
    asset: UUID | None = None,
    territory: str = "",
    fan: Fan,
    now: datetime | None = None,
) -> Making:
    """Put it in line and wake the studio. `data` is what the fan chose, see `consent.making.inputs`; `asset` which of
    the experience's, where it has several; `territory` where the fan is (ISO 3166-1).

    Raises `Denied` (`banned`), `Conflict` (why it is closed, or which limit was reached) and `Invalid` with the field.
    Each carries a sentence for the fan.
    """
    at = now or timezone.now()
    if (because := benches.switched_off().get(experience.tool)) is not None:
        raise Conflict("switched_off", because)
    offer, longest = _offered(experience)
    if fan.nobody:
        raise Denied("nobody", "Your browser keeps no cookies for this site, so we could not find it again for you.")
    if ban_on(fan, experience.pk, now=at) is not None:
        raise Denied("banned", "You cannot make anything here for now.")
    place = _place(territory, experience)
    held = holding.open_now([experience], territory=place or None, now=at)[experience.pk]
    if not held.open:
        raise Conflict(held.because or "closed", held.sentence)
    unwanted = words.unwanted_of(experience)
    inputs = read(Tool(experience.tool), offer, data, longest=longest, unwanted=unwanted)
    wish = _Wish(experience, _asset(experience, asset, held), inputs, place, fan)
    with transaction.atomic():
        making = _put_in_line(wish, at)
        transaction.on_commit(waking.wake)
    return making


def _offered(experience: Experience) -> tuple[Offer, int | None]:
    version = experience.licence.in_force if experience.licence else None
    terms = version.agreed if version else None
    if terms is None or terms.offer is None or experience.tool == Tool.OTHER:
        raise Conflict("not_here", "This is not made here.")
    return terms.offer, terms.longest


def _place(territory: str, experience: Experience) -> str:
    place = territory.strip().upper()
    if place and not (len(place) == 2 and place.isascii() and place.isalpha()):
        raise Invalid("territory_wrong", "Choose the country you are in.", field="territory")
    if experience.territories and not place:
        raise Invalid("territory_needed", "This is open in some countries. Say in which you are.", field="territory")
    return place


def _asset(experience: Experience, wanted: UUID | None, held: Held) -> Asset:
    """The one that was named, or the first that may be used: of a mix, which is made from several, the one it is kept
    under."""
    left_out = {one.asset: one.sentence for one in held.left_out}
    found = Asset.objects.filter(pk__in=experience.ingredients.values("asset")).order_by("pk")
    if wanted in left_out:
        raise Conflict("left_out", left_out[wanted])
    found = found.filter(pk=wanted) if wanted is not None else found.exclude(pk__in=left_out)
    asset = found.first()
    if asset is None:
        raise Invalid("asset_unknown", "This is not part of it.", field="asset")
    return asset


def _put_in_line(wish: _Wish, at: datetime) -> Making:
    """One fan, one address and one experience at a time, so that no limit is passed by asking twice at once."""
    _lock(wish)
    _limits_of_fan(wish.fan, at)
    _limits_of_offer(wish, at)
    fan = wish.fan
    return Making.objects.create(
        experience=wish.experience, asset=wish.asset, person_id=fan.person,
        visitor="" if fan.person is not None else fan.visitor, address=fan.address, territory=wish.territory,
        inputs=dict(wish.inputs), asked_at=at,
    )  # fmt: skip


def _lock(wish: _Wish) -> None:
    fan = wish.fan
    marks = {
        f"person {fan.person}" if fan.person is not None else f"visitor {fan.visitor}",
        f"for {wish.experience.pk}",
    }
    marks |= {f"address {fan.address}"} if fan.address else set()
    with connection.cursor() as cursor:
        for mark in sorted(marks):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCKS, mark])


def _limits_of_fan(fan: Fan, at: datetime) -> None:
    mine = _of(fan)
    if mine.filter(state__in=OPEN).count() >= limits.OPEN_AT_ONCE:
        raise Conflict("enough_open", limits.OPEN_SENTENCE)
    whose = limits.OF_PERSON if fan.person is not None else limits.OF_VISITOR
    sides = [(whose, mine)]
    if fan.address:
        sides.append((limits.OF_ADDRESS, Making.objects.filter(address=fan.address)))
    for most, asked in sides:
        counts = {one.within: asked.filter(asked_at__gt=at - one.within).count() for one in most}
        if (reached := limits.reached(counts, most)) is not None:
            raise Conflict("too_much", reached.sentence)


def _limits_of_offer(wish: _Wish, at: datetime) -> None:
    """The limits of the offer, counted from what is under way too: a check counts permits alone, which come later."""
    experience = wish.experience
    counted = Making.objects.filter(experience=experience).exclude(state__in=_CAME_TO_NOTHING)
    midnight = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    today = Q(asked_at__gte=midnight, asked_at__lt=midnight + timedelta(days=1))
    mine = _of(wish.fan, counted)
    if experience.outputs_a_fan is not None and mine.filter(today).count() >= experience.outputs_a_fan:
        times = "once" if experience.outputs_a_fan == 1 else f"{experience.outputs_a_fan} times"
        raise Conflict("fan_full_today", f"Everybody can make this {times} a day. Come back tomorrow.")
    if experience.outputs_in_all is not None and counted.count() >= experience.outputs_in_all:
        raise Conflict("full", holding.SENTENCES["full"])
    if experience.outputs_a_day is not None and counted.filter(today).count() >= experience.outputs_a_day:
        raise Conflict("full_today", holding.SENTENCES["full_today"])
    if experience.fans is not None and not mine.exists():
        people = counted.order_by().values("person", "visitor").distinct().count()
        if people >= experience.fans:
            raise Conflict(
                "enough_fans", "This is a trial with a few fans, and all places are taken. Thank you for asking."
            )


def _of(fan: Fan, among: MakingQuerySet | None = None) -> MakingQuerySet:
    makings = Making.objects.all() if among is None else among
    return makings.of_fan(fan.person, "" if fan.person is not None else fan.visitor)
