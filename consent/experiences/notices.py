"""Notices of experiences: to the partner and the holders what became of them; fans hear by `notices_fans`."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from artists.access import Permission
from artists.journal.models import Entry
from artists.journal.querysets import EntryQuerySet
from artists.notices.following import tell
from artists.notices.kinds import register
from artists.notices.telling import Told, Words
from artists.teams.models import Team
from consent.experiences import entries as acts
from consent.experiences import turning
from consent.experiences.models import Experience
from consent.experiences.states import State

OPENED = register("experiences.opened", "An experience opened", group="experiences", permission=Permission.VIEW)
STOPPED = register("experiences.stopped", "An experience was paused", group="experiences", permission=Permission.VIEW)
GOES_ON = register("experiences.goes_on", "An experience goes on", group="experiences", permission=Permission.VIEW)
OVER = register("experiences.over", "An experience has ended", group="experiences", permission=Permission.VIEW)
BACK = register(
    "experiences.back", "An experience did not get every yes", group="experiences", permission=Permission.ASK
)

_WHY: Mapping[str, str] = MappingProxyType(
    {
        "choice": "A choice under it says yes no longer. Once all do, anybody concerned can let it go on.",
        "licence": "Its licence is stopped. Once it counts again, anybody concerned can let it go on.",
        "narrowed": "Narrower limits are proposed, and it waits for everybody’s answer to them.",
        "operator": "The portal stopped it for now.",
        "full": "Everything that was agreed was made.",
    }
)


def happened(entries: EntryQuerySet) -> Iterator[Told]:
    """The sides hear what happened, where it is still so."""
    for entry in entries:
        one = _experience(entry)
        words = _words(entry, one) if one is not None else None
        if one is None or words is None:
            continue
        kind = _KINDS[entry.type]
        key = f"experience:{one.pk}:{kind.code}"
        partner = {one.partner_id: words}
        yield Told(kind, key, partner, place=("offer", one.pk))
        holders = dict.fromkeys(turning.concerned(one) - {one.partner_id}, words)
        if holders and one.licence_id is not None:
            yield Told(kind, f"{key}:holders", holders, place=("held_experience", one.pk))


def back(entries: EntryQuerySet) -> Iterator[Told]:
    """The partner hears that what it sent is a draft again; whose no it was stays sealed."""
    for entry in entries:
        one = _experience(entry)
        if one is not None and one.state == State.DRAFT:
            words = Words(
                f"“{one.title}” did not get every yes",
                "It is a draft again, with all you wrote. Change it, and send it when you may.", (), "Open it",
            )  # fmt: skip
            yield Told(BACK, f"experience:{one.pk}:back", {one.partner_id: words}, place=("offer", one.pk))


def _words(entry: Entry, one: Experience) -> Words | None:
    """In words that are still true; None where it has moved on since."""
    if entry.type == acts.LIVE and one.state == State.LIVE:
        return Words(f"“{one.title}” is open to fans", f"{one.partner.name} offers it in its limits.", (), "See it")
    if entry.type == acts.RESUMED and one.state == State.LIVE:
        return Words(f"“{one.title}” goes on", "Everything under it holds.", (), "See it")
    if entry.type == acts.ENDED:
        why = _WHY.get(str(entry.data.get("because", "")), "Nothing new is made in it.")
        return Words(f"“{one.title}” has ended", why, (), "See it")
    if entry.type == acts.PAUSED and one.state == State.PAUSED:
        because = str(entry.data.get("because", ""))
        people = [entry.team_id] if entry.person_id and entry.team_id else []
        names = Team.objects.filter(pk__in=people).values_list("name", flat=True)
        by = names.first()
        why = _WHY.get(because, "Nothing new is made until they let it go on.")
        return Words(f"{by} paused “{one.title}”" if by else f"“{one.title}” paused by itself", why, (), "See it")
    return None


def _experience(entry: Entry) -> Experience | None:
    found = Experience.objects.select_related("partner", "paused_for", "licence")
    return found.filter(pk=entry.subject_id).first()


_KINDS = {acts.LIVE: OPENED, acts.PAUSED: STOPPED, acts.RESUMED: GOES_ON, acts.ENDED: OVER}

tell(happened, *_KINDS)
tell(back, acts.BACK)
