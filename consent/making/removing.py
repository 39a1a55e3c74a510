"""A fan deletes what is theirs."""

from django.db import transaction

from artists.access import Conflict, Denied
from consent.making.fan import Fan
from consent.making.forgetting import drop_files
from consent.making.models import Making
from consent.making.states import OPEN


def remove(making: Making, *, fan: Fan) -> None:
    """Delete it with its files and everything that was chosen. What was reported stays reported: of it no more than the
    output in the register is left, and nothing in there says who asked for it.

    Raises `Denied` for another's, `Conflict` (`still_open`) while it is being made.
    """
    with transaction.atomic():
        mine = Making.objects.of_fan(fan.person, "" if fan.person is not None else fan.visitor)
        found = mine.select_for_update(of=("self",)).filter(pk=making.pk).first()
        if found is None:
            raise Denied("not_yours", "This was made by somebody else.")
        if found.state in OPEN:
            raise Conflict("still_open", "It is still being made. Cancel it first.")
        drop_files(Making.objects.filter(pk=found.pk))
        found.delete()
