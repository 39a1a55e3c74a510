"""What a fan does with what is theirs: cancel it, show it, hide it, take it along when signing in."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from artists.access import Conflict, Denied
from consent.experiences import words
from consent.making import names
from consent.making.bans import carry_over
from consent.making.fan import Fan
from consent.making.models import Making
from consent.making.querysets import MakingQuerySet
from consent.making.states import State

_STOPPABLE = (State.WAITING, State.MAKING)


def find(pk: UUID, fan: Fan) -> Making | None:
    """The fan's own, or None: another's does not exist for them."""
    return _own(fan).filter(pk=pk).select_related("experience", "asset__artist", "output").first()


def cancel(making: Making, *, fan: Fan) -> Making:
    """Stop it; the worker hears of it within seconds. Cancelled already, nothing changes.

    Raises `Denied` for another's, `Conflict` (`too_late`) once it is being finished: it is counted then.
    """
    own = _required(making, fan)
    stopped = own.filter(state__in=_STOPPABLE).update(
        state=State.CANCELLED, ended_at=timezone.now(), hold=None, hold_ends_at=None, sentence=""
    )
    found = own.get()
    if not stopped and found.state != State.CANCELLED:
        raise Conflict("too_late", "It is ready, or nearly: there is nothing left to cancel.")
    return found


def publish(making: Making, *, fan: Fan, name: str | None = None) -> Making:
    """Let everybody with its address open it, and the experience's page show it. `name` is the first name that is to
    stand on its page, empty for none; None leaves what stands there.

    Raises `Denied` for another's, `Conflict` (`not_ready`, `gone`), `Invalid` for a name that a greeting would not say.
    """
    changed: dict[str, Any] = {"public": True}
    if name is not None:
        changed["maker_name"] = _cleaned(making, name) if name.strip() else ""
    return _show(making, fan, changed)


def unpublish(making: Making, *, fan: Fan) -> Making:
    """Keep it to oneself again; the name goes with that."""
    return _show(making, fan, {"public": False, "maker_name": ""})


def take_along(visitor: str, person: int) -> int:
    """Give what was made at a browser without an account to whoever has signed in there; return how many.

    A ban comes along with them.
    """
    if not visitor:
        return 0
    with transaction.atomic():
        carry_over(visitor, person, now=timezone.now())
        return Making.objects.filter(person=None, visitor=visitor).update(person_id=person, visitor="")


def _cleaned(making: Making, name: str) -> str:
    """Judged as a name in a greeting is: by our lists, and the words that the people behind the music do not want."""
    return names.clean(name, words.unwanted_of(making.experience))


def _show(making: Making, fan: Fan, changed: Mapping[str, Any]) -> Making:
    with transaction.atomic():
        found = _required(making, fan).select_for_update(of=("self",)).select_related("output").get()
        if found.state != State.READY or found.output is None:
            raise Conflict("not_ready", "It is not ready yet.")
        if changed["public"] and found.output.gone:
            raise Conflict("gone", "It was taken down, so it cannot be shown.")
        for field, value in changed.items():
            setattr(found, field, value)
        found.save(update_fields=list(changed))
    return found


def _own(fan: Fan) -> MakingQuerySet:
    return Making.objects.of_fan(fan.person, "" if fan.person is not None else fan.visitor)


def _required(making: Making, fan: Fan) -> MakingQuerySet:
    own = _own(fan).filter(pk=making.pk)
    if not own.exists():
        raise Denied("not_yours", "This was made by somebody else.")
    return own
