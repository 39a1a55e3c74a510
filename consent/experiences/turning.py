"""The turns of an experience, each inside its caller's transaction under its row's lock. Nobody else writes a state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from artists.access import Actor, Conflict
from artists.journal.record import Act as Entry
from artists.journal.record import record
from consent.experiences import entries
from consent.experiences.models import Experience, Ingredient
from consent.experiences.states import TRANSITIONS, Act, Because, State
from consent.licences.models import Version

_SAID = {
    State.DRAFT: "is still a draft",
    State.IN_REVIEW: "waits for the answers of those whose yes it needs",
    State.APPROVED: "has not begun yet",
    State.LIVE: "is open already",
    State.PAUSED: "is paused already",
    State.ENDED: "is over",
}


@dataclass(frozen=True)
class Turn:
    """One act on an experience: which, when, by whom (None for the portal itself), and what the journal adds."""

    act: Act
    at: datetime
    actor: Actor | None = None
    entry: str = ""
    data: Mapping[str, str] | None = None
    because: Because | None = None


_ENTRIES = {
    Act.SUBMIT: entries.SUBMITTED,
    Act.REFUSE: entries.BACK,
    Act.APPROVE: entries.APPROVED,
    Act.BEGIN: entries.LIVE,
    Act.PAUSE: entries.PAUSED,
    Act.RESUME: entries.RESUMED,
    Act.END: entries.ENDED,
}


def lock(pk: UUID) -> Experience:
    """The experience as it is now, locked: one turn at a time. By itself first: a join could lose it."""
    Experience.objects.select_for_update().only("pk").get(pk=pk)
    return Experience.objects.select_related("partner", "paused_for", "licence__in_force", "request__version").get(
        pk=pk
    )


def take(one: Experience, turn: Turn) -> None:
    """Go where the table leads, and write it down. Raises `Conflict` (`experience_state`) where it leads nowhere."""
    to = require_can(one, turn.act)
    was, one.state = one.state, to.value
    if turn.act is Act.PAUSE and turn.because is not None:
        one.paused_at, one.paused_because = turn.at, turn.because.value
        one.paused_for_id = turn.actor.team_id if turn.actor else None
        one.paused_by_id = turn.actor.person_id if turn.actor else None
    elif was == State.PAUSED:
        one.paused_at, one.paused_because, one.paused_for, one.paused_by = None, "", None, None
    if turn.act is Act.END:
        one.ended_at, one.ended_for_id = turn.at, turn.actor.team_id if turn.actor else None
        one.ended_by_id = turn.actor.person_id if turn.actor else None
    one.save()
    told = {"title": one.title} | ({"because": turn.because.value} if turn.because else {}) | dict(turn.data or {})
    write(one, _ENTRIES[turn.act], told, actor=turn.actor, at=turn.at)


def require_can(one: Experience, act: Act) -> State:
    """Where this act leads; `Conflict` (`experience_state`) where it leads nowhere."""
    to = TRANSITIONS.get((State(one.state), act))
    if to is None:
        raise Conflict("experience_state", f"“{one.title}” {_SAID[State(one.state)]}, so that is not possible now.")
    return to


def write(one: Experience, entry: str, data: Mapping[str, str], *, actor: Actor | None, at: datetime) -> None:
    """One line in the journal, for the partner and everybody whose yes it needs."""
    act = Entry(entry, "experience", str(one.pk), data, concerned(one), team_id=one.partner_id)
    record(act, actor=actor, at=at)


def concerned(one: Experience) -> frozenset[int]:
    """The partner, and once it was sent the teams whose yes it needs."""
    sent = one.licence if one.state != State.DRAFT else None
    parties = sent.parties.values_list("team_id", flat=True) if sent is not None else ()
    return frozenset({one.partner_id, *parties})


def take_over(one: Experience, version: Version) -> None:
    """Let this version count: its offer, limits, dates and assets. The licence has come into force with it."""
    terms, licence = version.agreed, one.licence
    offer = terms.offer
    if offer is None or licence is None:
        raise ValueError("A version without an offer is for no experience.")
    one.title, one.tool, one.uses = offer.title, offer.tool.value, sorted(set(terms.uses))
    one.territories = sorted(set(terms.territories))
    one.outputs_a_day, one.outputs_in_all = offer.outputs_a_day, offer.outputs_in_all
    one.outputs_a_fan, one.fans = offer.outputs_a_fan, offer.fans
    one.starts_at, one.ends_at, one.draft, one.version = licence.starts_at, licence.ends_at, None, version
    one.save()
    set_ingredients(one, terms.catalogue.assets)


def set_ingredients(one: Experience, assets: tuple[UUID, ...]) -> None:
    """It is made of exactly these."""
    one.ingredients.exclude(asset_id__in=assets).delete()
    rows = [Ingredient(experience=one, asset_id=asset) for asset in dict.fromkeys(assets)]
    Ingredient.objects.bulk_create(rows, ignore_conflicts=True)
