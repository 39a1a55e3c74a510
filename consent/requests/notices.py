"""Notices of requests: who is asked, who else must say something, what came of it. Nobody is told of another's vote."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from artists.access import Permission
from artists.accounts.models import User
from artists.journal.models import Entry
from artists.journal.querysets import EntryQuerySet
from artists.notices.following import tell
from artists.notices.kinds import Kind, register
from artists.notices.telling import Cured, Told, Words
from artists.teams.models import Team
from consent.requests import entries as acts
from consent.requests.models import Attachment, Post, Request, Vote
from consent.requests.selectors import PLACE, subjects_of
from consent.requests.states import State
from consent.requests.voters import votes_counted
from consent.uses import USES


@dataclass(frozen=True)
class _Pair:
    """One kind of notice for holders, and the same for partners, where another permission answers for it."""

    holders: Kind
    partners: Kind


def _pair(code: str, label: str, group: str = "requests") -> _Pair:
    return _Pair(
        register(f"requests.{code}", label, group=group, permission=Permission.CHOOSE),
        register(f"asking.{code}", label, group=group, permission=Permission.ASK),
    )


ASKED = _pair("asked", "Somebody asks for your team’s yes")
ENDED = _pair("ended", "A request is answered, or ran out")
POSTED = _pair("posted", "Somebody wrote about a request")
CLOSING = _pair("closing", "A request closes soon", "closing")
SECOND = register("requests.second", "A yes waits for a second person", group="requests", permission=Permission.CHOOSE)
BY_RULE = register("requests.by_rule", "A rule answered for you", group="choices", permission=Permission.CHOOSE)
INVITED = register("asking.invited", "A holder invites you to ask again", group="requests", permission=Permission.ASK)
ASSIGNED = register("requests.assigned", "A request was given to you", group="requests", permission=None)


def asked(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """Whoever has not answered the round on the table is asked, as it is now; a closed request asks nobody."""
    for request, told in _requests(entries):
        if request.state != State.OPEN:
            yield Cured(_waits(request), outcome="It is closed.")
            continue
        missing = [team for team, vote in votes_counted(request).items() if vote is None]
        if any(entry.type in (acts.COUNTERED, acts.REOPENED) for entry in told):
            yield Cured(_waits(request), outcome="There is a new round.")
        yield from _to_both(
            ASKED, request, {team: _asks(request, team) for team in missing}, _waits(request), needs_answer=True
        )


def _asks(request: Request, team_id: int) -> Words:
    partner, by, uses = request.partner.name, request.version.proposed_for.name, _uses(request)
    subject = subjects_of([request.pk]).get(request.pk, "")
    facts = [("Uses", uses), *([("Of", subject)] if subject else [])]
    if request.version.number > 1 and request.version.proposed_for_id != request.opened_for_id:
        title = f"{by} changed the terms of “{request.title}”"
        text = f"Round {request.version.number} is on the table. Answers to the round before count no more."
    elif request.kind == Request.Kind.LICENCE:
        title = f"{request.opened_for.name} offers a licence: “{request.title}”"
        text = "It opens nothing until every side has signed, and nothing that a holder keeps shut."
    else:
        title = f"{partner} asks for your yes: “{request.title}”"
        text = request.purpose if len(request.purpose) <= 300 else f"{request.purpose[:297].rstrip()}…"
    return Words(title, f"{text} No answer is a no.", tuple(facts), "Read and answer")


def answered(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """What a team has answered waits for it no more; a yes that needs a second person waits for that person."""
    for request, told in _requests(entries):
        for entry in told:
            team = entry.team_id or 0
            yield Cured(_waits(request), outcome="Answered.", teams=[team])
            vote = Vote.objects.filter(version_id=request.version_id, team_id=team).first()
            if vote is not None and vote.needs_second and request.state == State.OPEN:
                said = Words(
                    f"{_name(entry.person_id)} said yes to “{request.title}”: it waits for a second person",
                    "Your team wants two people for this. It does not count before somebody else confirms it.",
                    button="Read and confirm",
                )
                fold_key = f"{_waits(request)}:second"
                yield Told(
                    SECOND, fold_key, {team: said}, place=_place(request), closes_at=request.deadline_at,
                    needs_answer=True,
                )  # fmt: skip
            elif entry.data.get("rule"):
                said = Words(f"Your rule answered “{request.title}”", "You can change the answer until all are in.")
                yield Told(BY_RULE, f"request:{request.pk}:rule", {team: said}, place=_place(request))


def closing(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """The team that has not answered is warned, and nobody else: who is warned has not answered."""
    for request, told in _requests(entries):
        counted = votes_counted(request) if request.state == State.OPEN else {}
        for entry in told:
            team, hours = entry.team_id or 0, int(entry.data["hours"])
            if counted.get(team, True) is not None:
                continue
            words = Words(f"“{request.title}” closes in {hours} hours", "No answer by then is a no.", (), "Answer")
            fold_key = f"{_waits(request)}:closing:{hours}"
            yield from _to_both(CLOSING, request, {team: words}, fold_key, urgent=hours <= 6)


_ENDS = {
    acts.APPROVED: ("“{title}” is approved", "Everybody said yes. It is in force as the terms say."),
    acts.DECLINED: ("“{title}” is declined", "All holders said no. Nothing was opened."),
    acts.CONFLICTED: ("“{title}”: a yes and a no, so the answer is no", "Nothing was opened. You can talk, and invite "
                      "to ask again."),
    acts.REFUSED: ("“{title}” was not approved", "Not all holders agreed."),
    acts.LAPSED: ("“{title}” ran out, so the answer is no", "Not everybody answered in time. Nothing was opened."),
    acts.WITHDRAWN: ("“{title}” was withdrawn", "Nothing waits for an answer any more."),
}  # fmt: skip


def ended(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """What it came to: each side in the words that its own entry has."""
    for request, told in _requests(entries):
        yield Cured(_waits(request), outcome="It is closed.")
        for entry in told:
            title, text = _ENDS[entry.type]
            words = Words(title.format(title=request.title), text)
            teams = {team: words for team in entry.concerns if team != entry.team_id or entry.type != acts.WITHDRAWN}
            yield from _to_both(ENDED, request, teams, f"request:{request.pk}:end")


def invited(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """The one who asked may ask again."""
    for request, _ in _requests(entries):
        words = Words(f"You may ask again: “{request.title}”", "A holder invites you to come back with new terms.")
        fold_key, teams = f"request:{request.pk}:invited", {request.opened_for_id: words}
        yield Told(INVITED, fold_key, teams, place=_place(request), needs_answer=True)


def posted(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """Whoever may read what was said hears of it, in its words."""
    for request, told in _requests(entries):
        for entry in told:
            name, text = _name(entry.person_id), _said(entry)
            words = Words(f"{name} wrote about “{request.title}”", text)
            if "clip" in entry.data:
                words = Words(f"{name} added a clip to “{request.title}”", text)
            audience = entry.data.get("audience", "everyone")
            fold_key = f"request:{request.pk}:posts:{audience}"
            yield from _to_both(POSTED, request, dict.fromkeys(entry.concerns, words), fold_key)


def _said(entry: Entry) -> str:
    if "clip" in entry.data:
        clip = Attachment.objects.defer("content").filter(pk=entry.data["clip"]).first()
        return f"{clip.name}: press play on the request’s page." if clip else ""
    post = Post.objects.filter(pk=entry.data["post"]).first()
    words = " ".join(post.body.split()) if post else ""
    return words if len(words) <= 300 else f"{words[:297].rstrip()}…"


def assigned(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """The colleague who looks after it now."""
    for request, told in _requests(entries):
        person = told[-1].data.get("to")
        if person:
            words = Words(f"{_name(told[-1].person_id)} gave you “{request.title}”", "You look after it now.")
            people, fold_key = {int(person): words}, f"request:{request.pk}:assigned"
            slug = Team.objects.get(pk=told[-1].team_id or 0).slug
            yield Told(ASSIGNED, fold_key, people=people, place=("request_of", f"{slug}/{request.pk}"))


def _requests(entries: EntryQuerySet) -> Iterator[tuple[Request, list[Entry]]]:
    """The requests that a press was about, as they are now, each with its entries."""
    by: dict[int, list[Entry]] = {}
    for entry in entries:
        by.setdefault(int(entry.subject_id), []).append(entry)
    found = Request.objects.filter(pk__in=by).select_related(
        "partner", "licence", "version__proposed_for", "opened_for"
    )
    for request in found.order_by("pk"):
        yield request, by[request.pk]


def _to_both(
    pair: _Pair, request: Request, teams: Mapping[int, Words], fold_key: str, *, needs_answer: bool = False,
    urgent: bool = False,
) -> Iterator[Told]:  # fmt: skip
    """The same to holders and to the partner, each by the permission that answers for it."""
    closes_at = request.deadline_at if needs_answer or urgent else None
    for kind, some in (
        (pair.holders, {team: words for team, words in teams.items() if team != request.partner_id}),
        (pair.partners, {team: words for team, words in teams.items() if team == request.partner_id}),
    ):
        if some:
            yield Told(kind, fold_key, some, {}, _place(request), closes_at, needs_answer, urgent)


def _waits(request: Request) -> str:
    return f"request:{request.pk}:wait"


def _place(request: Request) -> tuple[str, object]:
    return PLACE, request.pk


def _uses(request: Request) -> str:
    return ", ".join(USES[use].short for use in request.uses)


def _name(person_id: int | None) -> str:
    person = User.objects.filter(pk=person_id or 0).first()
    return person.get_full_name() if person else "Somebody"


tell(asked, acts.OPENED, acts.COUNTERED, acts.REOPENED, acts.JOINED)
tell(answered, acts.VOTED, acts.ACCEPTED, acts.CONFIRMED)
tell(closing, acts.CLOSING_SOON)
tell(ended, acts.APPROVED, acts.DECLINED, acts.CONFLICTED, acts.REFUSED, acts.LAPSED, acts.WITHDRAWN)
tell(invited, acts.INVITED)
tell(posted, acts.POSTED)
tell(assigned, acts.ASSIGNED)
