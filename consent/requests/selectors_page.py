"""One request, as one team may know it. Others' votes stay sealed; who asked reads the outward state alone."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from artists.access import Actor, TeamKind
from artists.accounts.models import User
from artists.catalog.models import Embodiment, Holding, Right
from artists.teams.models import Team
from consent.licences import steps
from consent.licences.models import Version
from consent.licences.terms import Catalogue, Scope, Terms
from consent.licences.wording import Change, Line, changes, in_words
from consent.requests import voters
from consent.requests.models import Request, Vote, Voter
from consent.requests.selectors import shown_state
from consent.requests.states import State


@dataclass(frozen=True)
class Seat:
    """A team whose yes is needed. `says` is one of: asked (our turn), second (ours waits for a second person), waiting
    (no answer yet), sealed, yes, no; empty where the reader may not know."""

    team_id: int
    name: str
    rights: str
    mine: bool
    says: str
    shown: bool = False


@dataclass(frozen=True)
class Round:
    """One round of terms: who put it on the table, and when."""

    number: int
    by: str
    ours: bool
    at: datetime
    current: bool
    compared: bool


@dataclass(frozen=True)
class Sheet:
    """The terms on the table, and what differs from the round they are compared with (the one before, unless said)."""

    lines: tuple[Line, ...]
    against: int | None
    changed: tuple[Change, ...]
    same: tuple[Line, ...]
    rounds: tuple[Round, ...]


@dataclass(frozen=True)
class Mine:
    """The team's own part in it: `vote` on the round on the table, if the actor may see it, and how it is handled.

    `hidden` says that the team has answered, and the actor, who acts under a mandate, may not know how.
    """

    needed: bool
    vote: Vote | None
    hidden: bool
    counted: bool
    voter: Voter | None

    @property
    def turn(self) -> bool:
        """Whether an answer of this team is missing."""
        return self.needed and not self.counted

    @property
    def second(self) -> bool:
        """Whether a yes waits for a second person."""
        return self.vote is not None and self.vote.needs_second


@dataclass(frozen=True)
class Page:
    """A request as its page shows it. `holder` is false for the partner who asked, or is asked to sign."""

    request: Request
    state: str
    open: bool
    holder: bool
    asker: bool
    mine: Mine
    seats: tuple[Seat, ...]
    sheet: Sheet
    assignee: User | None

    @property
    def last(self) -> bool:
        """Whether everybody else has answered, so that this team's answer closes it. For holders alone."""
        others = [seat for seat in self.seats if not seat.mine]
        return self.holder and all(seat.says not in ("waiting", "") for seat in others)


def page_of(request: Request, actor: Actor, *, now: datetime, against: int | None = None) -> Page:
    """The page of a request that the actor may see. Its queries do not grow with tracks, holders or rounds."""
    holder = actor.team_kind is not TeamKind.PARTNER
    counted = _asked(request)
    mine = _mine(request, actor, counted)
    return Page(
        request=request,
        state=shown_state(request, actor, now=now),
        open=request.is_open(now=now),
        holder=holder,
        asker=actor.team_id == request.opened_for_id,
        mine=mine,
        seats=tuple(_seats(request, actor, counted, mine)),
        sheet=sheet_of(request, actor, against=against),
        assignee=mine.voter.assignee if mine.voter and actor.role else None,
    )


def sheet_of(request: Request, actor: Actor, *, against: int | None = None) -> Sheet:
    """The terms on the table beside an earlier round."""
    rounds = rounds_of(request)
    current, earlier = rounds[-1], rounds[:-1]
    base = next((one for one in earlier if one.number == against), earlier[-1] if earlier else None)
    terms = [one.agreed for one in (current, base) if one is not None]
    names = steps.names_of(request.licence, replace(terms[0], catalogue=_everything(terms)))
    lines = in_words(terms[0], names)
    changed = changes(in_words(terms[1], names), lines) if base else []
    keys = {one.key for one in changed}
    return Sheet(
        tuple(lines),
        base.number if base else None,
        tuple(changed),
        tuple(line for line in lines if line.key not in keys),
        tuple(
            Round(
                one.number, one.proposed_for.name, one.proposed_for_id == actor.team_id, one.proposed_at,
                one is current, one is base,
            )
            for one in rounds
        ),
    )  # fmt: skip


def rounds_of(request: Request) -> list[Version]:
    """The rounds of this request, the one on the table last. One query."""
    found = Version.objects.filter(licence_id=request.licence_id, proposed_at__gte=request.opened_at)
    found = found.filter(number__lte=request.version.number).select_related("proposed_for").order_by("number")
    return list(found.defer("text"))


def _everything(terms: Sequence[Terms]) -> Catalogue:
    """All that any of these rounds names, so that each can be put into words."""
    listed = [one.catalogue for one in terms]
    return Catalogue(
        Scope.ASSETS,
        *(
            tuple(dict.fromkeys(pk for one in listed for pk in getattr(one, part)))
            for part in ("artists", "assets", "without_artists", "without_assets")
        ),
    )


def _asked(request: Request) -> dict[int, Vote | None]:
    """Whose yes is needed, and the vote of each as far as it counts; once it is closed, as it was then."""
    if request.state == State.OPEN:
        return voters.votes_counted(request)
    teams = list(request.licence.parties.values_list("team_id", flat=True))
    if request.version.proposed_for_id != request.partner_id:
        teams.append(request.partner_id)
    cast = {vote.team_id: vote for vote in Vote.objects.filter(version_id=request.version_id, needs_second=False)}
    return {team: cast.get(team) for team in teams}


def _mine(request: Request, actor: Actor, counted: Mapping[int, Vote | None]) -> Mine:
    own = Vote.objects.filter(version_id=request.version_id, team_id=actor.team_id)
    vote = own.select_related("cast_by", "confirmed_by", "rule").first()
    # Somebody under a mandate may belong to another holder: what the team said by itself stays sealed from them.
    ours = actor.role is not None or (vote is not None and vote.mandate_id in {m.mandate_id for m in actor.mandates})
    return Mine(
        needed=actor.team_id in counted,
        vote=vote if ours else None,
        hidden=vote is not None and not ours,
        counted=counted.get(actor.team_id) is not None,
        voter=request.voters.filter(team_id=actor.team_id).select_related("assignee").first(),
    )


def _seats(request: Request, actor: Actor, counted: Mapping[int, Vote | None], mine: Mine) -> list[Seat]:
    teams = Team.objects.in_bulk(list(counted))
    rights = _rights(request, list(counted))
    found = []
    for team_id in sorted(counted, key=lambda pk: (pk != actor.team_id, teams[pk].name)):
        vote = counted[team_id]
        is_me = team_id == actor.team_id
        says = _own(mine) if is_me else _others(request, actor, team_id, vote)
        shown = vote is not None and vote.shown_at is not None
        found.append(Seat(team_id, teams[team_id].name, rights.get(team_id, ""), is_me, says, shown))
    return found


def _own(mine: Mine) -> str:
    if mine.second:
        return "second"
    if mine.vote is not None and mine.counted:
        return "yes" if mine.vote.yes else "no"
    return "sealed" if mine.hidden else "asked"


def _others(request: Request, actor: Actor, team_id: int, vote: Vote | None) -> str:
    """What this team may know of another's vote: whether it is in, for holders; and what it was where it was opened."""
    if actor.team_id == request.partner_id:
        return ""
    if vote is None:
        return "waiting"
    closed = request.state != State.OPEN
    # The partner's yes to a counter-offer is no holder's vote: everybody in the request is told of it.
    accepted = team_id == request.partner_id and vote.yes
    everybody = request.state == State.APPROVED
    # Under a mandate one may belong to another team: what holders show each other, they show members.
    if accepted or everybody or (closed and vote.shown_at is not None and actor.role is not None):
        return "yes" if vote.yes else "no"
    return "sealed"


_RIGHTS = {
    Right.PERFORMER.value: "performer", Right.MASTER.value: "master", Right.PUBLISHING.value: "publishing",
    Right.SELF.value: "in person",
}  # fmt: skip


def _rights(request: Request, teams: Sequence[int]) -> Mapping[int, str]:
    """“master, publishing”: in what right each team is asked. Two queries; a licence's sides are asked as such."""
    if request.kind == Request.Kind.LICENCE:
        return {team: "AI partner" if team == request.partner_id else "licensor" for team in teams}
    assets = list(request.requested.values_list("asset_id", flat=True))
    songs = Embodiment.objects.filter(recording_id__in=assets).values("composition_id")
    held = Holding.objects.filter(team_id__in=teams)
    held = held.filter(asset_id__in=assets) | held.filter(asset_id__in=songs)
    found: dict[int, set[str]] = defaultdict(set)
    for team, right in held.order_by().values_list("team_id", "right").distinct():
        found[team].add(_RIGHTS[right])
    return {request.partner_id: "AI partner"} | {team: ", ".join(sorted(some)) for team, some in found.items()}
