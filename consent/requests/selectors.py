"""The inbox: which requests wait for whom. The number of queries never grows with the rows."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from artists.access import Actor, TeamKind
from artists.accounts.models import User
from artists.catalog.models import AssetKind
from artists.notices.models import Notice
from artists.teams.models import Mandate, Membership, Team
from consent.licences.models import Party, Version
from consent.requests.models import Request, RequestedAsset, Vote, Voter
from consent.requests.querysets import RequestQuerySet
from consent.requests.states import State, outward

MOST_COUNTED = 100  # of what waits: the navigation says 99+
PLACE = "request"


class Turn(StrEnum):
    """The tabs of the inbox."""

    YOURS = "yours"
    OTHERS = "others"
    SNOOZED = "snoozed"
    DONE = "done"


@dataclass(frozen=True)
class Wanted:
    """What the inbox is narrowed to. `assignee` 0 is nobody."""

    use: str = ""
    partner: str = ""
    assignee: int | None = None


@dataclass(frozen=True)
class Row:
    """One request in the list.

    `state` is what this team may know. `to_go` counts the teams that have not answered, for holders alone; None for the
    one who asked. `second` says that a yes waits for a second person of the team.
    """

    pk: int
    reference: str
    title: str
    partner: str
    kind: str
    uses: tuple[str, ...]
    subject: str
    round: int
    state: str
    opened_at: datetime
    deadline_at: datetime
    closed_at: datetime | None
    waits: bool
    second: bool
    asleep_until: datetime | None
    to_go: int | None
    assignee: User | None
    unread: bool

    @property
    def most(self) -> str:
        """The first of its uses."""
        return self.uses[0] if self.uses else ""


@dataclass(frozen=True)
class Counts:
    """How many there are in each tab that is counted, and how many close within 48 hours."""

    yours: int
    others: int
    snoozed: int
    soon: int


def inbox(actor: Actor, *, now: datetime) -> RequestQuerySet:
    """What the actor may see, with what it comes to for the team: `needed`, `voted`, `half` (a yes that waits for a
    second person) and `asleep`."""
    team = actor.team_id
    mandates = Mandate.objects.in_force(now=now).values("pk")
    cast = Vote.objects.filter(version_id=OuterRef("version_id"), team_id=team)
    counted = cast.filter(Q(mandate_id__isnull=True) | Q(mandate_id__in=mandates), needs_second=False)
    asleep = Voter.objects.filter(request_id=OuterRef("pk"), team_id=team, wakes_at__gt=now)
    if actor.team_kind is TeamKind.PARTNER:
        other = Version.objects.filter(pk=OuterRef("version_id")).exclude(proposed_for_id=team)
        needed = Exists(other)
    else:
        needed = Exists(Party.objects.filter(licence_id=OuterRef("licence_id"), team_id=team))
    return Request.objects.visible_to(actor).annotate(
        needed=needed, voted=Exists(counted), half=Exists(cast.filter(needs_second=True)), asleep=Exists(asleep)
    )


def in_turn(found: RequestQuerySet, turn: Turn, *, now: datetime) -> RequestQuerySet:
    """The rows of one tab of `inbox`, in its order."""
    running, waits = Q(state=State.OPEN, deadline_at__gt=now), Q(needed=True, voted=False)
    if turn is Turn.DONE:
        return found.filter(~running).order_by(F("closed_at").desc(nulls_first=True), "-pk")
    which = {
        Turn.YOURS: running & waits & Q(asleep=False),
        Turn.OTHERS: running & ~waits,
        Turn.SNOOZED: running & waits & Q(asleep=True),
    }[turn]
    return found.filter(which).order_by("deadline_at", "pk")


def narrowed(found: RequestQuerySet, wanted: Wanted, actor: Actor) -> RequestQuerySet:
    """Only those of a use, a partner, an assignee."""
    if wanted.use:
        found = found.filter(uses__contains=[wanted.use])
    if wanted.partner:
        found = found.filter(partner__slug=wanted.partner)
    if wanted.assignee is not None:
        ours = Voter.objects.filter(request_id=OuterRef("pk"), team_id=actor.team_id, assignee__isnull=False)
        one = Exists(ours.filter(assignee_id=wanted.assignee))
        found = found.filter(~Exists(ours) if wanted.assignee == 0 else one)
    return found


def counts(actor: Actor, *, now: datetime) -> Counts:
    """The numbers on the tabs. One query, which looks at each open request once."""
    soon = Count("pk", filter=Q(deadline_at__lte=now + timedelta(hours=48)))
    found: Any = inbox(actor, now=now)  # the checker loses annotations at a type's border
    running = found.open(now=now).order_by().values_list("needed", "voted", "asleep")
    yours = others = snoozed = urgent = 0
    for needed, voted, asleep, number, closing in running.annotate(number=Count("pk"), closing=soon):
        if not needed or voted:
            others += number
        elif asleep:
            snoozed += number
        else:
            yours, urgent = yours + number, urgent + closing
    return Counts(yours, others, snoozed, urgent)


def waiting(actor: Actor) -> int:
    """How many wait for this team, counted no further than a hundred. One query, for every page's navigation."""
    now = timezone.now()
    return in_turn(inbox(actor, now=now), Turn.YOURS, now=now).order_by()[:MOST_COUNTED].count()


def rows(found: Sequence[Request], actor: Actor, *, now: datetime) -> list[Row]:
    """These requests of `inbox` as rows: five queries, however many."""
    ids = [one.pk for one in found]
    subjects, mine, partner = subjects_of(ids), _mine(ids, actor), actor.team_kind is TeamKind.PARTNER
    to_go = {} if partner else teams_to_go(found, now=now)
    new = Notice.objects.of_person(actor.person_id or 0).new().filter(place=PLACE, place_id__in=[str(pk) for pk in ids])
    unread = set(new.values_list("place_id", flat=True)) if actor.role else set()
    return [
        Row(
            pk=one.pk,
            reference=one.reference,
            title=one.title,
            partner=one.partner.name,
            kind=one.kind,
            uses=tuple(one.uses),
            subject=subjects.get(one.pk, ""),
            round=one.version.number,
            state=shown_state(one, actor, now=now),
            opened_at=one.opened_at,
            deadline_at=one.deadline_at,
            closed_at=one.closed_at or (one.deadline_at if one.deadline_at <= now else None),
            waits=one.needed and not one.voted,  # type: ignore[attr-defined]  # annotated by `inbox`
            second=one.half,  # type: ignore[attr-defined]
            asleep_until=mine[one.pk].wakes_at if one.asleep else None,  # type: ignore[attr-defined]
            to_go=to_go.get(one.pk) if one.is_open(now=now) else None,
            assignee=mine[one.pk].assignee if one.pk in mine and actor.role else None,
            unread=str(one.pk) in unread,
        )
        for one in found
    ]


def shown_state(request: Request, actor: Actor, *, now: datetime) -> str:
    """Where it stands, as this team may know it: a deadline that has passed is a no, noted or not."""
    state = State(request.state)
    if state is State.OPEN and not request.is_open(now=now):
        state = State.LAPSED
    return outward(state).value if request.partner_id == actor.team_id else state.value


def subjects_of(ids: Collection[int]) -> Mapping[int, str]:
    """“Ayla Marsh, 3 tracks”: what uses are asked of. One query."""
    asked = RequestedAsset.objects.filter(request_id__in=ids).order_by()
    found = asked.values_list("request_id", "asset__artist__name", "asset__kind").annotate(number=Count("pk"))
    names: dict[int, dict[str, int]] = defaultdict(dict)
    kinds: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for request, artist, kind, number in found:
        kinds[request][kind] += number
        if artist:
            names[request][artist] = names[request].get(artist, 0) + number
    return {request: _subject(names[request], kinds[request]) for request in kinds}


_NOUNS = {
    AssetKind.RECORDING.value: ("track", "tracks"),
    AssetKind.COMPOSITION.value: ("song", "songs"),
    AssetKind.VOICE.value: ("voice", "voices"),
    AssetKind.LIKENESS.value: ("likeness", "likenesses"),
}


def _subject(artists: Mapping[str, int], kinds: Mapping[str, int]) -> str:
    what = ", ".join(f"{number} {_NOUNS[kind][number != 1]}" for kind, number in sorted(kinds.items(), reverse=True))
    if not artists:
        return what
    first = max(artists, key=lambda name: (artists[name], name))
    more = f" and {len(artists) - 1} more" if len(artists) > 1 else ""
    return f"{first}{more}, {what}"


def teams_to_go(found: Sequence[Request], *, now: datetime) -> Mapping[int, int]:
    """For each request how many teams have not answered the round on the table. Two queries. For holders alone."""
    licences = {one.licence_id: one.pk for one in found}
    asked: dict[int, set[int]] = defaultdict(set)
    for licence, team in Party.objects.filter(licence_id__in=licences).values_list("licence_id", "team_id"):
        asked[licences[licence]].add(team)
    for one in found:
        if one.version.proposed_for_id != one.partner_id:
            asked[one.pk].add(one.partner_id)
    mandates = Mandate.objects.in_force(now=now).values("pk")
    cast = Vote.objects.filter(version_id__in=[one.version_id for one in found], needs_second=False)
    cast = cast.filter(Q(mandate_id__isnull=True) | Q(mandate_id__in=mandates))
    for request, team in cast.values_list("request_id", "team_id"):
        asked[request].discard(team)
    return {pk: len(teams) for pk, teams in asked.items()}


def _mine(ids: Collection[int], actor: Actor) -> Mapping[int, Voter]:
    ours = Voter.objects.filter(request_id__in=ids, team_id=actor.team_id).select_related("assignee")
    return {voter.request_id: voter for voter in ours}


def partners_of(actor: Actor) -> list[Team]:
    """Who asked this team for something: what the filter offers. One query."""
    seen = Request.objects.visible_to(actor).order_by().values("partner_id").distinct()
    return list(Team.objects.filter(pk__in=seen).order_by("name"))


def colleagues(actor: Actor) -> list[User]:
    """The members of the team to whom a request can be given; nobody for who acts under a mandate. One query."""
    members = Membership.objects.visible_to(actor).filter(person__is_active=True)
    return list(User.objects.filter(pk__in=members.values("person_id")).order_by("name", "pk"))
