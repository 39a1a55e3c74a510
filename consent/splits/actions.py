"""Splits: propose, answer, take back. One or many at once are the same few statements.

Only who holds a right on a side proposes, and everybody it concerns must say yes: see `inforce.CONCERNED`. One no
refuses it. The last yes puts it in force, and ends the disputes of those who said it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict, Denied, Invalid, Permission, one_line, require
from artists.catalog.models import Asset
from artists.journal.record import Act, record_many
from consent.splits import answering, division, entries, proposing
from consent.splits.inforce import sides_of
from consent.splits.models import Answer, Dispute, Split
from consent.splits.proposing import Sorted, Wanted
from consent.splits.states import State

MOST = 500
_PIECE = 5_000  # rows of a press that are written down at a time


@dataclass(frozen=True)
class Answered:
    """What a press came to: how many splits it answered, which of them are agreed now, which disputes that ended."""

    count: int
    agreed: tuple[int, ...] = ()
    settled: tuple[int, ...] = ()


def propose(asset: Asset, wanted: Wanted, *, actor: Actor) -> Split:
    """Put a split on the table. The proposer's yes is in it; it counts once everybody else it concerns has said yes: at
    once where the team alone is left, and sets right what others have or had.

    Raises `Denied` (no right in that side), `Invalid` (shares, day, teams named or left out), `Conflict` (another is on
    the table; the team holds it alone).
    """
    if wanted.side not in sides_of(asset):
        raise Invalid("side", "Money for this does not divide that way.", field="side")
    found = propose_many([asset.pk], wanted, actor=actor)
    if found.strange:
        raise Denied("not_a_holder", "Only a team that holds a right on this side can propose how its money divides.")
    if found.alone:
        raise Conflict(
            "holds_alone", "Your team holds this side alone: everything is yours, and there is nothing to split."
        )
    if found.waiting:
        raise Conflict("on_the_table", "A split is on the table already. Answer that one, or have it taken back first.")
    if found.others:
        raise Invalid(
            "holders", "Name every team that holds a right on this side, and those in the split in force: nobody else, "
            "and nobody left out. Somebody who gets nothing is named with 0 %.", field="shares",
        )  # fmt: skip
    return Split.objects.filter(asset=asset, side=wanted.side, proposed_for_id=actor.team_id).latest("number")


def propose_many(works: Sequence[UUID], wanted: Wanted, *, actor: Actor) -> Sorted:
    """Propose the same division for many works; what was put on the table is `fitting`, the rest says why not."""
    require(actor, Permission.CHANGE_MONEY)
    return _propose([(works, wanted)], actor=actor)[0]


def propose_all(groups: Sequence[tuple[Sequence[UUID], Wanted]], *, actor: Actor) -> int:
    """Propose divisions for groups of works, all of them or none; how many were put on the table.

    Raises `Conflict` where one of them cannot be: nothing is written then.
    """
    require(actor, Permission.CHANGE_MONEY)
    with transaction.atomic():
        found = _propose(groups, actor=actor)
        if any(one.waiting or one.alone or one.others or one.strange for one in found):
            raise Conflict("changed", "Something changed while you looked. Nothing was proposed; look once more.")
    return sum(len(one.fitting) for one in found)


def _propose(groups: Sequence[tuple[Sequence[UUID], Wanted]], *, actor: Actor) -> list[Sorted]:
    now, checked = timezone.now(), []
    for works, wanted in groups:
        division.require_whole(wanted.shares)
        division.require_day(wanted.effective_on, today=now.date())
        reason = _reason(wanted.reason)
        checked.append((works, Wanted(wanted.side, wanted.shares, wanted.effective_on, reason)))
    found, made = [], []
    with transaction.atomic():
        for works, wanted in checked:
            sorted_out = proposing.sort_out(works, wanted, team_id=actor.team_id)
            if sorted_out.fitting:
                numbers = proposing.put(sorted_out.fitting, wanted, actor=actor, at=now)
                _note_faster(sorted_out, numbers)
                made += numbers
            found.append(sorted_out)
        _record(entries.PROPOSED, made, actor=actor, at=now)
        _agree_alone(made, [wanted for _, wanted in checked], actor=actor, at=now)
    return found


def _agree_alone(made: Sequence[int], wanted: Sequence[Wanted], *, actor: Actor, at: datetime) -> None:
    """A team that alone is left of those it concerns waits for nobody: it sets right what others had before."""
    if any(len(one.shares) == 1 for one in wanted):
        agreed = answering.agree(made, at=at)
        settled = answering.settle(agreed, person_id=actor.person_id, at=at)
        _record(entries.AGREED, agreed, actor=actor, at=at)
        _record_settled(settled, actor=actor, at=at)


def _note_faster(found: Sorted, made: Sequence[int]) -> None:
    """Somebody put one of them on the table between our look and our hand."""
    if len(made) < len(found.fitting):
        ours = set(proposing.works_of(made))
        found.waiting += [work for work in found.fitting if work not in ours]
        found.fitting = [work for work in found.fitting if work in ours]


def answer(split: Split, agrees: bool, reason: str = "", *, actor: Actor) -> Split:
    """Say yes or no to a split on the table, for the actor's team. A no says why, and refuses it.

    Raises `Denied` (not asked), `Conflict` (closed, or answered already), `Invalid` (no without a reason).
    """
    _answer([split.pk], agrees, reason, actor=actor, one=split)
    split.refresh_from_db()
    return split


def answer_many(splits: Collection[int], agrees: bool, reason: str = "", *, actor: Actor) -> Answered:
    """Answer all of these that wait for the team; those that do not any more are passed over."""
    return _answer(list(splits), agrees, reason, actor=actor, one=None)


def _answer(splits: Sequence[int], agrees: bool, reason: str, *, actor: Actor, one: Split | None) -> Answered:
    require(actor, Permission.CHANGE_MONEY)
    said = _reason(reason)
    if not agrees and not said:
        raise Invalid("no_reason", "Say why not, so that the others can propose something better.", field="reason")
    now = timezone.now()
    with transaction.atomic():
        on_the_table = answering.locked(splits)
        if one and not on_the_table:
            raise Conflict("closed", "This split is not on the table any more.")
        answering.invite(on_the_table)
        done = answering.say(on_the_table, actor.team_id, agrees=agrees, reason=said, person_id=actor.person_id, at=now)
        if one and not done:
            raise _why_not_answered(one, actor)
        if not agrees:
            answering.decide(done, State.REFUSED, at=now)
            _record(entries.REFUSED, done, actor=actor, at=now, reason=said)
            return Answered(len(done))
        return _conclude(done, actor=actor, at=now)


def _why_not_answered(split: Split, actor: Actor) -> Conflict | Denied:
    if Answer.objects.filter(split=split, team_id=actor.team_id).exists():
        return Conflict("answered", "Your team has answered this split already.")
    return Denied("not_asked", "Only those whom the split concerns answer it.")


def _conclude(answered: Sequence[int], *, actor: Actor | None, at: datetime) -> Answered:
    """Put in force what all have said yes to, and write it down."""
    agreed = answering.agree(answered, at=at)
    person = actor.person_id if actor else None
    settled = answering.settle(agreed, person_id=person, at=at)
    left = sorted(set(answered) - set(agreed))
    if actor:
        _record(entries.ANSWERED, left, actor=actor, at=at)
    _record(entries.AGREED, agreed, actor=actor, at=at)
    _record_settled(settled, actor=actor, at=at)
    return Answered(len(answered), tuple(agreed), tuple(settled))


def withdraw(split: Split, *, actor: Actor) -> None:
    """Take a proposal back; only the team that made it can, while it is on the table."""
    if withdraw_many([split.pk], actor=actor):
        return
    fresh = Split.objects.get(pk=split.pk)
    if fresh.proposed_for_id != actor.team_id:
        raise Denied("not_yours", "Only the team that proposed it can take it back. You can say no.")
    raise Conflict("closed", "This split is not on the table any more.")


def withdraw_many(splits: Collection[int], *, actor: Actor) -> int:
    """Take back those of these proposals that are the team's own and on the table; how many."""
    require(actor, Permission.CHANGE_MONEY)
    now = timezone.now()
    with transaction.atomic():
        on_the_table = answering.locked(list(splits), proposed_for=actor.team_id)
        answering.decide(on_the_table, State.WITHDRAWN, at=now)
        _record(entries.WITHDRAWN, on_the_table, actor=actor, at=now)
    return len(on_the_table)


def look_again(works: Collection[UUID]) -> Answered:
    """After holders of these works changed: ask the new ones, and put in force what only waited for one that left."""
    now = timezone.now()
    with transaction.atomic():
        on_the_table = answering.locked(answering.on_the_table(list(works)))
        if not on_the_table:
            return Answered(0)
        answering.invite(on_the_table)
        return _conclude(on_the_table, actor=None, at=now)


def _reason(text: str) -> str:
    said = one_line(text, field="reason")
    if len(said) > MOST:
        raise Invalid("reason_long", f"This is longer than {MOST} characters. Shorten it.", field="reason")
    return said


def _record(kind: str, splits: Sequence[int], *, actor: Actor | None, at: datetime, reason: str = "") -> None:
    """One entry for each split, all of one batch; whoever is asked for it may read it."""
    if splits:
        pieces = (splits[start : start + _PIECE] for start in range(0, len(splits), _PIECE))
        record_many((act for piece in pieces for act in _acts(kind, piece, reason)), actor=actor, at=at)


def _acts(kind: str, splits: Sequence[int], reason: str) -> Iterable[Act]:
    rows = Split.objects.filter(pk__in=splits).order_by("pk").values_list(
        "pk", "asset_id", "asset__title", "asset__version_title", "side", "number", "effective_on", "reason"
    )  # fmt: skip
    teams: dict[int, set[int]] = {}
    for split, team in Answer.objects.filter(split_id__in=splits).values_list("split_id", "team_id"):
        teams.setdefault(split, set()).add(team)
    for pk, asset, title, version, side, number, day, proposed_because in rows:
        data: dict[str, Any] = {
            "asset": str(asset), "title": f"{title} ({version})" if version else title, "side": side,
            "number": number, "effective_on": day.isoformat(),
        }  # fmt: skip
        if because := reason or (proposed_because if kind == entries.PROPOSED else ""):
            data["reason"] = because
        yield Act(kind, "split", str(pk), data, frozenset(teams.get(pk, ())))


def _record_settled(disputes: Sequence[int], *, actor: Actor | None, at: datetime) -> None:
    acts = []
    for start in range(0, len(disputes), _PIECE):
        found = Dispute.objects.filter(pk__in=disputes[start : start + _PIECE]).select_related("asset").order_by("pk")
        acts += [ended_act(one, frozenset()) for one in found]
    if acts:
        record_many(acts, actor=actor, at=at)


def ended_act(dispute: Dispute, holders: frozenset[int]) -> Act:
    """The entry that says that a dispute has ended, and how."""
    data = {
        "asset": str(dispute.asset_id), "title": str(dispute.asset), "side": dispute.side,
        "against": dispute.against_id, "basis_points": dispute.basis_points, "outcome": dispute.outcome,
    }  # fmt: skip
    if dispute.sentence:
        data["reason"] = dispute.sentence
    concerns = holders | {dispute.against_id, dispute.raised_for_id}
    return Act(entries.DISPUTE_ENDED, "dispute", str(dispute.pk), data, frozenset(concerns))
