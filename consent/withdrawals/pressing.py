"""From the journal's entries to what they took back: which press, whose, of what, and what may have come back by it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from artists.catalog import entries as catalogue
from artists.journal.models import Entry
from consent.choices import entries as choices
from consent.choices import standing
from consent.choices.answers import Answer
from consent.choices.models import Standing
from consent.choices.state import State
from consent.licences import entries as licences
from consent.licences.models import Cover, Licence
from consent.licences.terms import AtEnd, Terms
from consent.uses import USES
from consent.withdrawals.filing import Taken
from consent.withdrawals.models import Withdrawal
from consent.withdrawals.replay import Gone, Question
from consent.withdrawals.states import What

ANSWERS = (choices.CHOICE_SET, choices.CHOICE_UNDONE, choices.CHOICE_DEFAULTED)
DEALS = (licences.SUSPENDED, licences.RESUMED, licences.ENDED, licences.IN_FORCE)
RIGHTS = (catalogue.HOLDING_WITHDRAWN,)
TYPES = (*ANSWERS, choices.PAUSED, choices.RESUMED, *DEALS, *RIGHTS, catalogue.HOLDING_REMOVED)
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Press:
    """What took something back, and where to look for whom it concerns."""

    taken: Taken
    asked: Question
    subjects: Sequence[UUID]
    uses: Sequence[str]


def presses(entries: Sequence[Entry]) -> Iterator[Press]:
    """What the entries of one batch took back: one press for each team and each narrowing."""
    by_type: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_type[entry.type].append(entry)
    answers = [entry for type_ in ANSWERS for entry in by_type.pop(type_, [])]
    yield from _answers(answers)
    yield from _rights([entry for type_ in RIGHTS for entry in by_type.pop(type_, [])])
    for entry in (entry for some in by_type.values() for entry in some):
        if entry.type == choices.PAUSED and entry.team_id is not None:
            yield _pause(entry, entry.team_id)
        elif entry.type in (licences.SUSPENDED, licences.ENDED, licences.IN_FORCE):
            licence = Licence.objects.select_related("in_force").get(pk=entry.subject_id)
            yield from _deal(entry, licence)


def _answers(entries: Sequence[Entry]) -> Iterator[Press]:
    found: dict[tuple[int, tuple[str, ...]], list[Entry]] = defaultdict(list)
    for entry in entries:
        before, after = State.from_data(entry.data["from"]), State.from_data(entry.data["to"])
        if entry.team_id is not None and before.loosens(after):
            kept = after.limits.territories if after.effective is Answer.ON else ()
            found[entry.team_id, kept].append(entry)
    for (team, kept), some in found.items():
        taken = Taken(
            key=f"{some[0].batch}:{some[0].pk}", origin=Withdrawal.Origin.CHOICE, at=some[0].at, team_id=team,
            batch=some[0].batch, kept_in=kept,
        )  # fmt: skip
        assets = {UUID(entry.subject_id) for entry in some}
        # Other teams' entries of the batch are another press: what they did is in neither side, or in both.
        yield Press(taken, _asked(entries), standing.subjects_of(assets), sorted({e.data["use"] for e in some}))


def _rights(entries: Sequence[Entry]) -> Iterator[Press]:
    if not entries:
        return
    gone = Gone(
        [UUID(entry.subject_id) for entry in entries],
        [int(entry.data["team"]) for entry in entries],
        [str(entry.data["right"]) for entry in entries],
    )
    first, last = _first(entries), max(entry.pk for entry in entries)
    at = entries[0].at
    asked = Question(first.pk, last, at, at - _MOMENT, gone=gone)
    taken = Taken(key=f"{first.batch}:{first.pk}", origin=Withdrawal.Origin.RIGHT, at=at, batch=first.batch)
    yield Press(taken, asked, standing.subjects_of(set(gone.assets)), sorted(USES))


def _pause(entry: Entry, team: int) -> Press:
    taken = Taken(
        key=f"{entry.batch}:{entry.pk}", origin=Withdrawal.Origin.PAUSE, at=entry.at, team_id=team, batch=entry.batch,
        resumes=True,
    )  # fmt: skip
    return Press(taken, _asked([entry]), *_stood(Q(teams__contains=[team]), entry))


def _deal(entry: Entry, licence: Licence) -> Iterator[Press]:
    """What a licence covered that it covers no more. A side that lets go of its own licence is not told of that."""
    suspended = entry.type == licences.SUSPENDED
    if suspended and entry.team_id == licence.partner_id:
        return
    version = _version(entry, licence)
    if version is None:
        return
    before = (licence.ends_at or entry.at) if entry.type == licences.ENDED else entry.at
    taken = Taken(
        key=f"{entry.batch}:{entry.pk}", origin=Withdrawal.Origin.LICENCE, at=entry.at, licence_id=licence.pk,
        team_id=entry.team_id if suspended else None, batch=entry.batch, resumes=suspended,
        more=_at_end(version, before) if entry.type == licences.ENDED else {},
    )  # fmt: skip
    asked = Question(entry.pk, entry.pk, entry.at, min(before, entry.at) - _MOMENT, partner=licence.partner_id)
    covers = Cover.objects.filter(licence=licence)
    every = covers.filter(asset__isnull=True, artist__isnull=True)
    covered = (
        Q(asset_id__in=covers.filter(asset__isnull=False).values("asset_id"))
        | Q(asset__artist_id__in=covers.filter(artist__isnull=False).values("artist_id"))
        | Q(licensors__overlap=list(every.values_list("team_id", flat=True).distinct()) or [0])
    )
    uses = set(covers.values_list("use", flat=True).distinct())
    yield Press(taken, asked, *_stood(covered & Q(use__in=uses), entry))


def _version(entry: Entry, licence: Licence) -> Terms | None:
    """The terms that the act is about: for a new version those of the one before, where there was one."""
    if entry.type != licences.IN_FORCE:
        return licence.in_force.agreed if licence.in_force else None
    if licence.covers.filter(ends_at__lte=entry.at).exists():
        return licence.in_force.agreed if licence.in_force else None
    return None


def _at_end(terms: Terms, ended_at: datetime) -> Mapping[What, datetime | None]:
    if terms.at_end is AtEnd.TAKEDOWN:
        return {What.TAKEDOWN: None}
    if terms.at_end is AtEnd.SUNSET:
        return {What.SUNSET: ended_at + timedelta(days=terms.sunset_days)}
    return {}


def _stood(which: Q, entry: Entry) -> tuple[list[UUID], list[str]]:
    """The subjects and uses that are open to anybody, or were answered for since and may have been."""
    since = Entry.objects.filter(pk__gt=entry.pk, subject_kind="asset", type__in=ANSWERS)
    answered = standing.subjects_of({UUID(one) for one in since.values_list("subject_id", flat=True).distinct()})
    found = Standing.objects.filter(which).filter(Q(answer__gt=0) | Q(asset_id__in=answered)).order_by()
    uses = sorted(found.values_list("use", flat=True).distinct())
    return sorted(found.values_list("asset_id", flat=True).distinct()), uses


def _asked(entries: Sequence[Entry]) -> Question:
    first, last = _first(entries), max(entry.pk for entry in entries)
    return Question(first.pk, last, first.at, first.at - _MOMENT)


def _first(entries: Iterable[Entry]) -> Entry:
    return min(entries, key=lambda entry: entry.pk)


def touched(entries: Collection[Entry]) -> dict[str, set[UUID]]:
    """For each use the assets that were answered for: something may have come back there."""
    found: dict[str, set[UUID]] = defaultdict(set)
    for entry in entries:
        if entry.type in ANSWERS:
            found[entry.data["use"]].add(UUID(entry.subject_id))
    return found
