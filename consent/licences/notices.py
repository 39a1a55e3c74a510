"""Notices of licences: to their sides what happens to them, to everybody whom one covers that it does."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from artists.access import Permission
from artists.journal.querysets import EntryQuerySet
from artists.notices.following import tell
from artists.notices.kinds import register
from artists.notices.telling import Cured, Told, Words
from artists.teams.models import Team
from consent.licences import entries as acts
from consent.licences import selectors_reach, steps
from consent.licences.models import Licence
from consent.licences.selectors_reach import Deal
from consent.licences.states import State

CHANGED = register("licences.changed", "A licence begins, stops or ends", group="licences", permission=Permission.VIEW)
COVERS = register("licences.covers", "A licence covers your music", group="licences", permission=Permission.VIEW)
EXPIRES = register("licences.expires", "A licence ends soon", group="licences", permission=Permission.SIGN)

_OPENS_NOTHING = "It opens nothing from the next check on, until they let it go on."


def happened(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """The sides hear what was done to their licence, in words that are still true."""
    teams = Team.objects.in_bulk({entry.team_id for entry in entries if entry.team_id})
    for entry in entries:
        licence = _licence(entry.subject_id)
        if licence is None:
            continue
        by = teams[entry.team_id].name if entry.team_id in teams and entry.person_id else ""
        words = _words(entry.type, licence, by, entry.data)
        sides = steps.concerned(licence)
        if entry.type == acts.RESUMED:
            yield Cured(f"{_about(licence)}:stopped", outcome="It goes on.")
        if entry.type in (acts.IN_FORCE, acts.ENDED):
            yield Cured(f"{_about(licence)}:expires", outcome="It was renewed or has ended.")
        if words is not None:
            key = f"{_about(licence)}:{'stopped' if entry.type == acts.SUSPENDED else 'changed'}"
            yield Told(CHANGED, key, dict.fromkeys(sides, words), place=("licence", licence.pk))
        if entry.type == acts.IN_FORCE and entry.data.get("version") == (licence.in_force and licence.in_force.number):
            yield from _covers(licence, sides)


def expires(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """Who may sign hears before it ends, while there is time to renew it."""
    for entry in entries:
        licence = _licence(entry.subject_id)
        if licence is None or licence.state not in (State.SIGNED, State.SUSPENDED) or licence.ends_at is None:
            continue
        if licence.ends_at <= timezone.now():
            continue
        words = Words(
            f"{_called(licence)} ends soon",
            "A new version, signed by every side, renews it. Otherwise nothing new is made under it.",
            (("Last day", _last_day(licence.ends_at)),),
            "Read it",
        )
        yield Told(
            EXPIRES, f"{_about(licence)}:expires", dict.fromkeys(steps.concerned(licence), words),
            place=("licence", licence.pk), closes_at=licence.ends_at,
        )  # fmt: skip


def _covers(licence: Licence, sides: frozenset[int]) -> Iterator[Told]:
    """Whoever holds a right in what it names and is no side: how many of its tracks, and that its choices stand."""
    if licence.in_force is None:
        return
    deal = Deal(licence.partner_id, tuple(sides - {licence.partner_id}), licence.in_force.agreed)
    covered = selectors_reach.holders(deal, at=timezone.now())
    said: Mapping[int, Words] = {
        team: Words(
            f"A licence for {licence.partner.name} now covers {_tracks(count)} of yours",
            "It opens nothing that you keep shut. Read who signed it, what it pays and what it allows.",
            (("Licence", _called(licence)),),
            "See your tracks",
        )
        for team, count in covered.items()
        if team not in sides
    }
    if said:
        yield Told(COVERS, f"{_about(licence)}:covers", said, place=("licence_tracks", licence.pk))


def _words(type_: str, licence: Licence, by: str, data: Mapping[str, object]) -> Words | None:
    name, reason = _called(licence), str(data.get("reason") or "")
    if type_ == acts.IN_FORCE:
        return Words(f"{name} is signed by every side", "Its terms count from their first day.", (), "Read it")
    if type_ == acts.SUSPENDED:
        if licence.state != State.SUSPENDED:
            return None  # it goes on already
        return Words(f"{by} suspended {name}", " ".join(filter(None, [reason, _OPENS_NOTHING])), (), "Read it")
    if type_ == acts.RESUMED:
        still = licence.state == State.SUSPENDED
        more = "Another side still suspends it." if still else "It counts again from the next check on."
        return Words(f"{by} lets {name} go on", more, (), "Read it")
    if type_ == acts.NOTICE_GIVEN:
        last = _last_day(licence.ends_at) if licence.ends_at else "soon"
        return Words(f"{by} gave notice to end {name}", "New uses go on until then.", (("Last day", last),), "Read it")
    if type_ == acts.NOTICE_TAKEN_BACK:
        return Words(f"{by} took back the notice on {name}", "It runs to its own end.", (), "Read it")
    return Words(f"{name} has ended", "It opens nothing any more. Sums earned before remain due.", (), "Read it")


def _licence(number: str) -> Licence | None:
    return Licence.objects.filter(pk=int(number)).select_related("partner", "in_force").first()


def _about(licence: Licence) -> str:
    return f"licence:{licence.pk}"


def _called(licence: Licence) -> str:
    return f"{licence.reference} “{licence.title}”"


def _tracks(count: int) -> str:
    return "one track" if count == 1 else f"{count:,} tracks"


def _last_day(ends_at: datetime) -> str:
    return f"{(ends_at - timedelta(microseconds=1)).astimezone(UTC):%-d %B %Y}"


tell(
    happened,
    acts.IN_FORCE,
    acts.SUSPENDED,
    acts.RESUMED,
    acts.NOTICE_GIVEN,
    acts.NOTICE_TAKEN_BACK,
    acts.ENDED,
)
tell(expires, acts.EXPIRES_SOON)
