"""How often something made was listened to, counted so that nobody need be known: a number, and nothing else is kept.

A play is somebody's beginning to hear it: the first bytes that a player asks for under a signed address. A page that is
opened asks for none. All that one listener asks for within ten minutes (its parts, its ranges, the voice beside the
band) is one play; for so long the cache keeps a keyed hash of who, which leads back to nobody. Its maker's own
listening is not counted, nor that of the teams whose yes it needs or who offer it. What a browser plays again from what
it has kept, we never hear of: the number is no more than was played.
"""

from uuid import UUID

from django.core.cache import cache
from django.db.models import F, Q, Sum
from django.utils.crypto import salted_hmac

from artists.teams.models import Membership
from consent.making.fan import Fan
from consent.making.models import File, Making
from consent.making.states import State

_ONE_PLAY_SECONDS = 600
_SALT = "consent.making.plays"


def begun(sound: UUID, *, by: Fan, page: UUID | None = None) -> bool:
    """Somebody begins to hear this sound; return whether that is a play. `page` is the output whose page it is heard
    on, where that is known: the same sound can be of several makings, and then only that one is counted."""
    made = Making.objects.filter(pk__in=File.objects.filter(sound=sound).values("making"), state=State.READY)
    heard = list(made.filter(output=page)[:1]) or list(made[:2])
    if len(heard) != 1:
        return False
    (making,) = heard
    if _its_maker(making, by) or not _first(making, by) or _of_its_people(making, by):
        return False
    return bool(Making.objects.filter(pk=making.pk).update(plays=F("plays") + 1))


def plays_in(experience: UUID) -> int:
    """Of everything that was made with it and is still there."""
    there = Making.objects.filter(experience=experience, output__gone="")
    return there.aggregate(plays=Sum("plays"))["plays"] or 0


def _its_maker(making: Making, by: Fan) -> bool:
    if making.person_id is not None:
        return by.person == making.person_id
    return bool(making.visitor) and by.visitor == making.visitor


def _first(making: Making, by: Fan) -> bool:
    """Whether it is the first that this listener asks for within a while."""
    who = f"{by.person or ''} {by.visitor} {by.address}"
    return bool(cache.add("play:" + salted_hmac(_SALT, f"{making.pk} {who}").hexdigest(), "", _ONE_PLAY_SECONDS))


def _of_its_people(making: Making, by: Fan) -> bool:
    if by.person is None:
        return False
    holders = Q(team__licences_given__licence__experience=making.experience_id)
    offers = Q(team__experiences=making.experience_id)
    return Membership.objects.filter(holders | offers, person=by.person).exists()
