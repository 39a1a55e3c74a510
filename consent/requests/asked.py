"""What the team that asked may read of its requests: where they stand outwardly, the rounds, never a vote.

Every value here is the same whoever voted how: two requests that differ only in sealed votes read alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from artists.access import Actor
from consent.licences import steps, wording
from consent.licences.models import Version
from consent.licences.terms import Terms
from consent.licences.wording import Change, Line, Names
from consent.requests.models import Request
from consent.requests.querysets import RequestQuerySet
from consent.requests.resolve import WAIT_AFTER_A_NO
from consent.requests.states import Outward, State, outward

_STORED: Mapping[Outward, tuple[State, ...]] = {
    one: tuple(state for state in State if outward(state) is one) for one in Outward
}


@dataclass(frozen=True)
class Asked:
    """One request. `ours` says whether the round on the table is the asking side's, `licence` what an approval made.

    `again_at` is from when it may be asked again after a no; `invited` says that it may be already.
    """

    number: int
    reference: str
    kind: str
    state: Outward
    title: str
    purpose: str
    uses: tuple[str, ...]
    round: int
    sha256: str
    ours: bool
    opened_at: datetime
    deadline_at: datetime
    closed_at: datetime | None
    again_at: datetime | None
    invited: bool
    licence: str


@dataclass(frozen=True)
class Round:
    """One round of terms: whose, in words, and how it differs from the one before, as the holders weigh it."""

    number: int
    proposed_at: datetime
    ours: bool
    by: str
    sha256: str
    terms: Terms
    lines: tuple[Line, ...]
    changes: tuple[Change, ...]


def sent(actor: Actor) -> RequestQuerySet:
    """What the actor's team asks for, newest first, with all that `summary` reads."""
    found = Request.objects.visible_to(actor).filter(partner_id=actor.team_id)
    return found.select_related("version", "licence").order_by("-pk")


def standing_at(found: RequestQuerySet, state: Outward, *, now: datetime) -> RequestQuerySet:
    """Those in this outward state."""
    return found.filter(_in(state, now))


def counted(actor: Actor, *, now: datetime) -> Mapping[Outward, int]:
    """How many there are in each outward state. One query."""
    mine = Request.objects.visible_to(actor).filter(partner_id=actor.team_id)
    found = mine.aggregate(**{one.value: Count("pk", filter=_in(one, now)) for one in Outward})
    return {one: found[one.value] for one in Outward}


def summary(request: Request, *, now: datetime | None = None) -> Asked:
    """The request as the asking team reads it. Without a query, where it came from `sent`."""
    at = now or timezone.now()
    state = _outward(State(request.state), request.deadline_at, at)
    lapsed = state is Outward.LAPSED
    again_at = request.deadline_at + WAIT_AFTER_A_NO if lapsed else request.again_at
    return Asked(
        number=request.pk,
        reference=request.reference,
        kind=request.kind,
        state=state,
        title=request.title,
        purpose=request.purpose,
        uses=tuple(request.uses),
        round=request.version.number,
        sha256=request.version.sha256,
        ours=request.version.proposed_for_id == request.partner_id,
        opened_at=request.opened_at,
        deadline_at=request.deadline_at,
        closed_at=request.deadline_at if lapsed else request.closed_at,
        again_at=again_at,
        invited=request.invited_at is not None,
        licence=request.licence.reference if state is Outward.APPROVED else "",
    )


def rounds(request: Request) -> Sequence[Round]:
    """Every round of this request, oldest first, each beside the one before. A few queries, however many."""
    began = Version.objects.filter(licence_id=request.licence_id, proposed_at__gte=request.opened_at)
    versions = list(began.filter(number__lte=request.version.number).select_related("proposed_for").order_by("number"))
    terms = [version.agreed for version in versions]
    names = _names(request, terms)
    lines = [wording.in_words(one, names) for one in terms]
    return [
        Round(
            number=version.number,
            proposed_at=version.proposed_at,
            ours=version.proposed_for_id == request.partner_id,
            by=version.proposed_for.name,
            sha256=version.sha256,
            terms=agreed,
            lines=tuple(said),
            changes=tuple(wording.changes(lines[place - 1], said)) if place else (),
        )
        for place, (version, agreed, said) in enumerate(zip(versions, terms, lines, strict=True))
    ]


def asset_ids(request: Request) -> list[UUID]:
    """What a use is asked of, in one order."""
    return sorted(request.requested.values_list("asset_id", flat=True))


def _names(request: Request, terms: Sequence[Terms]) -> Names:
    """All that any round names: a later one names no more than the first, except in a licence."""
    found = [steps.names_of(request.licence, one) for one in (terms if request.kind == "licence" else terms[:1])]
    artists = {key: name for one in found for key, name in one.artists.items()}
    assets = {key: name for one in found for key, name in one.assets.items()}
    return Names(found[0].partner, found[0].licensors, artists, assets)


def _in(state: Outward, now: datetime) -> Q:
    """A deadline that has passed is a no, whether or not anybody noted it."""
    stored = Q(state__in=_STORED[state])
    if state is Outward.OPEN:
        return stored & Q(deadline_at__gt=now)
    if state is Outward.LAPSED:
        return stored | Q(state=State.OPEN, deadline_at__lte=now)
    return stored


def _outward(state: State, deadline_at: datetime, now: datetime) -> Outward:
    return Outward.LAPSED if state is State.OPEN and deadline_at <= now else outward(state)
