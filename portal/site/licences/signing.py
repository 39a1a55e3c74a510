"""The signatures of a licence, and what the team may do with the round on the table. Votes stay sealed."""

from dataclasses import dataclass
from datetime import datetime

from artists.access import Permission, why_not
from artists.teams.models import Membership, Team
from consent.licences.models import Signature
from consent.requests.models import Request, Vote
from portal.site.licences.page import LicencePage

SIGNERS = ("owner", "manager")


@dataclass(frozen=True)
class Side:
    """One side in the list of signatures: who signed and when, or that it waits."""

    team: Team
    role: str
    who: str = ""
    at: datetime | None = None
    says: str = ""
    ours: bool = False


@dataclass(frozen=True)
class Panel:
    """What the team may do now. `why_not` is the reason why it cannot sign; empty where it can, or need not."""

    sides: tuple[Side, ...]
    signed: int
    asked: bool
    may_sign: bool
    why_not: str
    why_no_answer: str
    second: bool
    may_counter: bool
    may_withdraw: bool
    signers: str


def panel(page: LicencePage) -> Panel:
    """For the round that is read. A handful of queries."""
    request = page.request if page.on_the_table else None
    mine = _vote(page.team.pk, request)
    # What the partner accepts is no vote of a holder: everybody in the request is told of it.
    accepted = _vote(page.licence.partner_id, request, yes=True)
    asked = bool(request) and request is not None and request.voters.filter(team_id=page.team.pk).exists()
    asked = asked and _counts(page, request)
    sides = tuple(_side(page, team, request, mine, accepted) for team in page.sides)
    offered = request is not None and request.kind == Request.Kind.LICENCE
    blocked = _why_not(page, request, mine) if asked else ""
    return Panel(
        sides=sides,
        signed=sum(side.at is not None for side in sides),
        asked=asked,
        may_sign=asked and offered and not blocked,
        why_not=blocked,
        why_no_answer=why_not(page.actor, Permission.CHOOSE) if not page.is_partner else "",
        second=bool(mine and mine.needs_second and mine.cast_by_id != page.actor.person_id),
        may_counter=offered and page.is_side and not why_not(page.actor, Permission.SIGN),
        may_withdraw=bool(request and request.opened_for_id == page.team.pk and page.actor.has(Permission.ASK)),
        signers=_signers(page.team) if blocked else "",
    )


def _vote(team_id: int, request: Request | None, **which: bool) -> Vote | None:
    if request is None:
        return None
    cast = Vote.objects.filter(version_id=request.version_id, team_id=team_id, **which)
    return cast.select_related("cast_by").first()


def _counts(page: LicencePage, request: Request | None) -> bool:
    """The partner answers only where the round on the table is somebody else's."""
    return bool(request) and not (page.is_partner and page.version and page.version.proposed_for_id == page.team.pk)


def _why_not(page: LicencePage, request: Request | None, mine: Vote | None) -> str:
    if request is None or request.kind != Request.Kind.LICENCE:
        return ""
    if sentence := why_not(page.actor, Permission.SIGN):
        return sentence
    if not page.text_matches:
        return "Signing is stopped: the text and its hash do not match."
    if mine and mine.yes:
        return "Your team waits for a second person." if mine.needs_second else "Your team has signed."
    return ""


def _side(page: LicencePage, team: Team, request: Request | None, mine: Vote | None, accepted: Vote | None) -> Side:
    ours, version = team.pk == page.team.pk, page.version
    role = "partner" if team.pk == page.licence.partner_id else team.team_kind.label.lower()
    signed = next((one for one in version.signatures.all() if one.team_id == team.pk), None) if version else None
    if signed:
        who = signed.signed_by.get_full_name() if signed.signed_by else ""
        says = "" if signed.how == Signature.How.SIGNED else signed.get_how_display()
        return Side(team, role, who, signed.signed_at, says, ours)
    if request is None or version is None:
        return Side(team, role, says="Not sent yet" if page.is_draft else "Not signed", ours=ours)
    if version.proposed_for_id == team.pk and team.pk == page.licence.partner_id:
        who = version.proposed_by.get_full_name() if version.proposed_by else ""
        return Side(team, role, who, version.proposed_at, "Signed by sending it", ours)
    if team.pk == page.licence.partner_id and accepted:
        who = accepted.cast_by.get_full_name() if accepted.cast_by else ""
        return Side(team, role, who, accepted.cast_at, "Accepted the counter-offer", ours)
    if ours and mine:
        who = mine.cast_by.get_full_name() if mine.cast_by else ""
        if not mine.yes:
            return Side(team, role, says=f"{who} said no. Sealed until every side has answered.", ours=True)
        if mine.needs_second:
            return Side(team, role, says=f"{who} signed; a second person must confirm it.", ours=True)
        return Side(team, role, who, mine.cast_at, "Sealed until every side has answered", ours=True)
    return Side(team, role, says="Waiting for you" if ours else "Waiting", ours=ours)


def _signers(team: Team) -> str:
    people = Membership.objects.filter(team=team, role__in=SIGNERS).select_related("person").order_by("joined_at")[:4]
    return ", ".join(one.person.get_full_name() for one in people)
