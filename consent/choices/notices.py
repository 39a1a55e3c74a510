"""Notices of answers: to the others of the team, to the artist under whose mandate it was, and to the other holders of
the same assets (rule 7)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import BigIntegerField, Count, Exists, F, Func, Min, OuterRef, Q, UUIDField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from artists.access import Permission
from artists.accounts.models import User
from artists.catalog.models import Asset, AssetKind
from artists.journal.models import Entry
from artists.journal.querysets import EntryQuerySet
from artists.notices.following import tell
from artists.notices.kinds import register
from artists.notices.telling import Cured, Told, Words
from artists.teams.models import Team
from consent.choices import entries as acts
from consent.choices.models import PendingYes
from consent.uses import USES

CHANGED = register("choices.changed", "Somebody else answered", group="choices", permission=Permission.CHOOSE)
STANCE = register("choices.default", "A default or a pause changes", group="choices", permission=Permission.CHOOSE)

SECOND = register("choices.second", "A yes waits for a second person", group="requests", permission=Permission.CHOOSE)
SECOND_VOICE = register(
    "choices.second_voice", "A voice waits for a second person", group="requests", permission=Permission.CHOOSE_VOICE
)

_DID = {"on": "turned on {use} for {what}", "ask": "set {use} to ask for {what}", "off": "turned off {use} for {what}"}


@dataclass(frozen=True)
class _Part:
    """What a press did as far as one team may read it: entries of one use and answer, with one of its assets."""

    use: str
    answer: str
    count: int
    tracks: int
    sample: str


def changed(entries: EntryQuerySet) -> Iterator[Told]:
    """One notice for each team that may read the press, in words that say what it means to that team."""
    head = entries[0]
    parts = _by_reader(entries)
    teams = Team.objects.in_bulk([*parts, *filter(None, (head.team_id, head.mandated_team_id))])
    titles = {str(asset.pk): str(asset) for asset in Asset.objects.filter(pk__in=_samples(parts))}
    name = _name(head.person_id)
    words = {
        reader: _words(head, team_id=reader, name=name, teams=teams, did=_did(found, titles))
        for reader, found in parts.items()
        if reader in teams
    }
    yield Told(CHANGED, f"choices:{head.team_id}:{head.person_id}", teams=words, place=("press", head.batch))


def _by_reader(entries: EntryQuerySet) -> Mapping[int, list[_Part]]:
    """One statement for a press of any length."""
    track = Asset.objects.filter(pk=Cast(OuterRef("subject_id"), UUIDField()), kind=AssetKind.RECORDING)
    rows = (
        entries.order_by()
        .annotate(reader=Func(F("concerns"), function="unnest", output_field=BigIntegerField()), track=Exists(track))
        .values_list("reader", KT("data__use"), KT("data__to__answer"))
        .annotate(
            number=Count("id"),
            tracks=Count("id", filter=Q(track=True)),
            a_track=Min("subject_id", filter=Q(track=True)),
            any=Min("subject_id"),
        )
    )
    found: dict[int, list[_Part]] = defaultdict(list)
    for reader, use, answer, number, tracks, a_track, any_ in rows:
        found[reader].append(_Part(use, answer or "", number, tracks, a_track or any_))
    return found


def _samples(parts: Mapping[int, list[_Part]]) -> set[str]:
    return {part.sample for found in parts.values() for part in found}


def _did(parts: list[_Part], titles: Mapping[str, str]) -> str:
    """“turned on Discover for Night Ferry”; where a press did several things, how many answers it changed."""
    if len(parts) > 1 or parts[0].answer not in _DID:
        return f"changed {sum(part.count for part in parts):,} answers"
    part = parts[0]
    what = f"{part.tracks:,} tracks" if part.tracks > 1 else titles.get(part.sample, "a track")
    if not part.tracks and part.count > 1:
        what = f"{part.count:,} songs"
    return _DID[part.answer].format(use=USES[part.use].short, what=what)


def _words(head: Entry, *, team_id: int, name: str, teams: Mapping[int, Team], did: str) -> Words:
    acting = teams[head.team_id].name if head.team_id else "A team"
    mandated = teams.get(head.mandated_team_id) if head.mandated_team_id else None
    if team_id == head.team_id and mandated:
        text = f"They may: your team gave {mandated.name} a mandate. You can change the answer, and take it back."
        return Words(f"{name} of {mandated.name} {did}", text)
    if team_id == head.team_id:
        return Words(f"{name} {did}", f"For {acting}.")
    if mandated and team_id == mandated.pk:
        return Words(f"{name} {did}, for {acting}", "Under the mandate your team holds.")
    return Words(f"{acting} {did}", "You hold a right in it too, so you see each other's answers.")


def stance(entries: EntryQuerySet) -> Iterator[Told]:
    """The others of the team hear of a default and of a pause."""
    for entry in entries:
        name = _name(entry.person_id)
        said = {
            acts.PAUSED: Words(f"{name} paused everything", "Every check answers no until somebody resumes."),
            acts.RESUMED: Words(f"{name} resumed everything", "The answers count again as they were."),
        }.get(entry.type)
        if said is None:
            use = USES[entry.data["use"]].short
            said = Words(f"{name} changed the default for {use}", "It is for new releases; what exists stays as it is.")
        if entry.team_id:
            fold_key = f"stance:{entry.team_id}:{entry.type}"
            yield Told(STANCE, fold_key, teams={entry.team_id: said}, place=("press", entry.batch))


def second(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """The others of the team hear what waits for one of them, until it is decided."""
    numbers = [int(entry.subject_id) for entry in entries]
    for pending in PendingYes.objects.filter(pk__in=numbers):
        fold_key = f"second:{pending.pk}"
        if pending.outcome:
            yield Cured(fold_key, outcome=pending.get_outcome_display(), teams=[pending.team_id])
            continue
        personal = any(USES[use].answered_on != "track" for use in pending.uses)
        yield Told(
            SECOND_VOICE if personal else SECOND,
            fold_key,
            teams={pending.team_id: _second_words(pending)},
            place=("second", pending.pk),
            closes_at=pending.expires_at,
            needs_answer=True,
        )


def _second_words(pending: PendingYes) -> Words:
    name, uses = _name(pending.pressed_by_id), " and ".join(USES[use].short for use in pending.uses)
    if pending.kind == PendingYes.Kind.POLICY:
        did = "wants two people for less than now"
    elif pending.kind == PendingYes.Kind.DEFAULT:
        did = f"said yes to {uses} for new releases"
    else:
        did = f"said yes to {uses}" + (f" for {pending.count:,} at once" if pending.count > 1 else "")
    text = "Your team wants two people for this. Nothing changes until one of you confirms it."
    return Words(f"{name} {did}", text, button="Look")


def _name(person_id: int | None) -> str:
    person = User.objects.filter(pk=person_id or 0).first()
    return person.get_full_name() if person else "Somebody"


tell(changed, acts.CHOICE_SET, acts.CHOICE_UNDONE)
tell(second, acts.SECOND_NEEDED, acts.SECOND_CONFIRMED, acts.SECOND_REFUSED)
tell(stance, acts.DEFAULT_SET, acts.PAUSED, acts.RESUMED)
