"""Notices of splits and disputes: who must answer, what came of it, what is held. One for a press, of however many."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField, Count, Min
from django.db.models.functions import Cast

from artists.access import Permission
from artists.journal.models import Entry
from artists.journal.querysets import EntryQuerySet
from artists.notices.following import tell
from artists.notices.kinds import Kind, register
from artists.notices.telling import Cured, Told, Words
from artists.teams.models import Team
from consent.splits import division
from consent.splits import entries as acts
from consent.splits.models import Answer, Dispute, Split
from consent.splits.querysets import SplitQuerySet
from consent.splits.states import Outcome, State

PROPOSED = register("splits.proposed", "A split needs your answer", group="money", permission=Permission.CHANGE_MONEY)
AGREED = register("splits.agreed", "A split is agreed", group="money", permission=Permission.SEE_MONEY)
REFUSED = register("splits.refused", "A split was refused", group="money", permission=Permission.SEE_MONEY)
DISPUTED = register("splits.disputed", "A share is disputed", group="money", permission=Permission.SEE_MONEY)
ENDED = register("splits.dispute_ended", "A dispute has ended", group="money", permission=Permission.SEE_MONEY)
DUE = register("splits.dispute_due", "A dispute waits for an end", group="money", permission=Permission.SEE_MONEY)
LIST = ("splits", "")


@dataclass(frozen=True)
class _Alike:
    """Proposals of a press that one answer answers: a team, a side, a division, a day."""

    by: int
    side: str
    text: str
    effective_on: date
    reason: str

    def of(self, splits: SplitQuerySet) -> SplitQuerySet:
        """Those of them that are so."""
        return splits.filter(
            proposed_for_id=self.by, side=self.side, division=self.text, effective_on=self.effective_on,
            reason=self.reason,
        )  # fmt: skip

    @property
    def fold_key(self) -> str:
        """What notices of it are folded by."""
        said = "|".join([str(self.by), self.side, self.text, self.effective_on.isoformat(), self.reason])
        return f"split:{hashlib.sha256(said.encode()).hexdigest()[:24]}"


def proposed(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """Whoever has not answered what is on the table still."""
    for alike in _alike(entries):
        waiting = Answer.objects.filter(split__in=alike.of(_splits(entries)), split__state=State.PROPOSED, agrees=None)
        teams = {row["team"]: row for row in waiting.values("team").annotate(n=Count("pk"), first=Min("split_id"))}
        if not teams:
            continue
        by, shares = Team.objects.get(pk=alike.by), division.shares_of(alike.text)
        firsts = Split.objects.select_related("asset").in_bulk([row["first"] for row in teams.values()])
        for team, row in teams.items():
            first = firsts[row["first"]]
            what = f"“{first.asset}”" if row["n"] == 1 else f"{row['n']:,} works"
            words = Words(
                f"{by.name} proposes how the money of {what} divides",
                alike.reason or "It counts once everybody it concerns has said yes.",
                (("Your share", f"{shares.get(team, 0) / 100:g} %"), ("From", f"{first.effective_on:%-d %B %Y}")),
                "Answer",
            )
            place = ("split", f"{first.asset_id}/{first.side}") if row["n"] == 1 else LIST
            yield Told(PROPOSED, f"{alike.fold_key}:{team}", {team: words}, place=place, needs_answer=True)


def answered(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """What a team has answered, or nobody waits for any more, needs no answer."""
    for alike in _alike(entries):
        still = Answer.objects.filter(agrees=None, split__in=alike.of(Split.objects.filter(state=State.PROPOSED)))
        waiting = set(still.values_list("team_id", flat=True).distinct())
        for team in division.shares_of(alike.text):
            if team not in waiting:
                yield Cured(f"{alike.fold_key}:{team}", outcome="It was answered, or taken back.")


def agreed(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """Everybody who was asked hears that it counts."""
    yield from _decided(entries, AGREED, "is agreed", "are agreed", "Money for uses from that day on divides so.")


def refused(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """And that it does not, with the reason."""
    head = entries.first()
    if head is not None:
        who = Team.objects.filter(pk=head.team_id or 0).first()
        said = f"{who.name if who else 'Somebody'}: “{head.data.get('reason', '')}”"
        yield from _decided(entries, REFUSED, "was refused", "were refused", said)


def disputed(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """The holders of that side, and the one whose part waits."""
    for entry, dispute in _disputes(entries):
        if dispute.ended_at is None:
            words = Words(
                f"{dispute.raised_for.name} disputes a share of “{dispute.asset}”",
                f"{dispute.reason} That part is held when a month closes; the rest is paid.",
                _facts(dispute), "See the dispute",
            )  # fmt: skip
            yield Told(DISPUTED, _of(dispute), dict.fromkeys(entry.concerns, words), place=place_of(dispute))


def ended(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """The same, and that what was held is paid."""
    how = {
        Outcome.WITHDRAWN.value: "It was taken back.",
        Outcome.AGREED.value: "A new split was agreed.",
        Outcome.DISMISSED.value: "The operator of this portal dismissed it.",
    }
    for entry, dispute in _disputes(entries):
        yield Cured(_of(dispute), outcome="The dispute has ended.")
        words = Words(
            f"The dispute over “{dispute.asset}” has ended",
            " ".join(filter(None, [how[dispute.outcome], dispute.sentence, _paid(dispute)])),
            (), "See the split",
        )  # fmt: skip
        yield Told(ENDED, f"{_of(dispute)}:ended", dict.fromkeys(entry.concerns, words), place=place_of(dispute))


def place_of(dispute: Dispute) -> tuple[str, object]:
    """Where its button leads."""
    return ("split", f"{dispute.asset_id}/{dispute.side}")


def _decided(entries: EntryQuerySet, kind: Kind, one: str, many: str, text: str) -> Iterator[Told | Cured]:
    rows = (
        Answer.objects.filter(split__in=_splits(entries)).values("team").annotate(n=Count("pk"), first=Min("split_id"))
    )
    counts = {row["team"]: row for row in rows}
    firsts = Split.objects.select_related("asset").in_bulk([row["first"] for row in counts.values()])
    for team, row in counts.items():
        first = firsts[row["first"]]
        title = f"A split of “{first.asset}” {one}" if row["n"] == 1 else f"{row['n']:,} splits {many}"
        words = Words(title, text, (("From", f"{first.effective_on:%-d %B %Y}"),), "See it")
        place = ("split", f"{first.asset_id}/{first.side}") if row["n"] == 1 else LIST
        yield Told(kind, f"split:decided:{first.pk}", {team: words}, place=place)


def _splits(entries: EntryQuerySet) -> SplitQuerySet:
    """The splits of a press, found by the database: there may be 100,000."""
    numbers = entries.order_by().annotate(number=Cast("subject_id", BigIntegerField())).values("number")
    return Split.objects.filter(pk__in=numbers)


def _alike(entries: EntryQuerySet) -> list[_Alike]:
    rows = _splits(entries).order_by().values_list("proposed_for_id", "side", "division", "effective_on", "reason")
    return [_Alike(*row) for row in rows.distinct()]


def _disputes(entries: EntryQuerySet) -> Iterator[tuple[Entry, Dispute]]:
    told = list(entries)
    found = Dispute.objects.select_related("asset", "against", "raised_for").in_bulk(
        [int(entry.subject_id) for entry in told]
    )
    for entry in told:
        yield entry, found[int(entry.subject_id)]


def _facts(dispute: Dispute) -> tuple[tuple[str, str], ...]:
    return (
        ("Held", f"{dispute.basis_points / 100:g} % of everything, out of the share of {dispute.against.name}"),
        ("Until", f"{dispute.until:%-d %B %Y}"),
    )


def _paid(dispute: Dispute) -> str:
    return f"What was held is paid to {dispute.against.name} with the next month that closes."


def _of(dispute: Dispute) -> str:
    return f"dispute:{dispute.pk}"


tell(proposed, acts.PROPOSED)
tell(answered, acts.ANSWERED, acts.AGREED, acts.REFUSED, acts.WITHDRAWN)
tell(agreed, acts.AGREED)
tell(refused, acts.REFUSED)
tell(disputed, acts.DISPUTED)
tell(ended, acts.DISPUTE_ENDED)
