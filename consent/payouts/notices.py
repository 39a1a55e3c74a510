"""Notices of payouts: a change of the account at once to everybody who sees the money, whoever asked for it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from artists.access import Permission, TeamKind
from artists.journal.followers import entries_of, follow
from artists.journal.models import Entry
from artists.journal.outbox import handles
from artists.journal.querysets import EntryQuerySet
from artists.notices.following import tell
from artists.notices.kinds import register
from artists.notices.telling import Cured, Told, Words, tell_now
from artists.teams.models import Team
from consent.payouts import entries as acts

ACCOUNT = register(
    "payouts.account", "The account for payouts changes", group="security", permission=Permission.SEE_MONEY,
    at_once=True,
)  # fmt: skip
RETURNED = register("payouts.returned", "A payout came back", group="money", permission=Permission.SEE_MONEY)
PAID = register("payouts.paid", "A payout was paid", group="money", permission=Permission.SEE_MONEY)
READY = register("payouts.ready", "A batch of payouts is ready", group="money", permission=Permission.CHANGE_MONEY)
CHANGES = "payouts.changes"

_AFTER_A_RETURN = {
    "new": "The money stays yours. Name an account, and it goes out again after the wait, without a fee.",
    "same": "The money stays yours, and goes out again with the next payout. You need not do anything.",
    "paid": "Another transfer had paid you the same, so nothing is missing. You need not do anything.",
}


@handles(CHANGES)
def tell_of_change(payload: Mapping[str, Any]) -> None:
    """Tell everybody, the person who asked included: if their session was stolen, they must hear of it too."""
    for entry in entries_of(payload, CHANGES):
        if entry.team_id is not None:
            tell_now(_change(entry, entry.team_id), key=f"{entry.pk}:{ACCOUNT.code}")


def _change(entry: Entry, team: int) -> Told:
    shown, about = entry.data["account"], f"payout_account:{entry.subject_id}"
    if entry.type == acts.ACCOUNT_STOPPED:
        words = Words(
            f"The change of your account to {shown} was stopped",
            "Your money keeps going where it went. If you did not ask for the change, sign everyone out and set a new "
            "password.", (), "See payouts",
        )  # fmt: skip
        return Told(ACCOUNT, f"{about}:stopped", {team: words}, place=("payouts", ""), urgent=True)
    force_at = datetime.fromisoformat(entry.data["force_at"])
    waits = force_at > entry.at
    text = (
        f"It takes force on {force_at:%d %b at %H:%M} UTC. If it was not you or your team, stop it before."
        if waits
        else "It is your first account, and nothing was waiting, so it is in force at once. If it was not you or your "
        "team, name the right one."
    )
    words = Words(f"Your payouts are to go to {shown}", text, (("Account", shown),), "Look at it")
    return Told(
        ACCOUNT, about, {team: words}, place=("payouts", ""), closes_at=force_at if waits else None,
        needs_answer=waits, urgent=True,
    )  # fmt: skip


def settled(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """A change that was stopped or affirmed asks nobody any more; an account that was named ends the asking for one."""
    for entry in entries:
        if entry.type == acts.ACCOUNT_ASKED:
            yield Cured(f"payout_returned:{entry.team_id}", outcome="A new account was named.")
        else:
            outcome = "Stopped." if entry.type == acts.ACCOUNT_STOPPED else "It was your team."
            yield Cured(f"payout_account:{entry.subject_id}", outcome=outcome)


def returned(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """The team hears that its money came back, that it keeps it, and what to do."""
    for entry, team in _about(entries):
        sum_ = f"{entry.data['amount']} {entry.data['currency']}"
        new = entry.data["account"] == "new"
        what = _AFTER_A_RETURN[entry.data["account"]]
        words = Words(
            f"Your bank returned {sum_}: {entry.data['reason']}", what, (("Reference", entry.data["reference"]),),
            "Name an account" if new else "See payouts",
        )  # fmt: skip
        yield Told(
            RETURNED, f"payout_returned:{team}:{entry.subject_id}", {team: words}, place=("payouts", ""),
            needs_answer=new, urgent=True,
        )  # fmt: skip


def paid(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """The team hears that it was paid."""
    for entry, team in _about(entries):
        words = Words(
            f"{entry.data['amount']} {entry.data['currency']} was paid to you", "",
            (("Reference", entry.data["reference"]), ("Paid on", entry.data["day"])), "See payouts",
        )  # fmt: skip
        yield Told(PAID, f"payout:{entry.subject_id}", {team: words}, place=("payouts", ""))


def ready(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """The operator hears that a batch waits to be carried to the bank."""
    operators = list(Team.objects.filter(kind=TeamKind.OPERATOR).values_list("pk", flat=True))
    for entry in entries:
        about = f"payout_batch:{entry.subject_id}"
        if entry.type == acts.BATCH_MADE:
            words = Words(
                f"A batch of payouts is ready: {entry.data['reference']}",
                "Fetch its files, carry them to the bank, and mark it as sent.", (), "Open the batch",
            )  # fmt: skip
            told = dict.fromkeys(operators, words)
            yield Told(READY, about, told, place=("payout_batch", entry.subject_id), needs_answer=True)
        else:
            yield Cured(about, outcome="Sent." if entry.type == acts.BATCH_SENT else "Cancelled.")


def _about(entries: EntryQuerySet) -> Iterator[tuple[Entry, int]]:
    """Each entry with the team that the payout is for: its line concerns that team and whoever confirmed it."""
    operators = set(Team.objects.filter(kind=TeamKind.OPERATOR).values_list("pk", flat=True))
    for entry in entries:
        for team in entry.concerns:
            if team not in operators:
                yield entry, team


follow(CHANGES, acts.ACCOUNT_ASKED, acts.ACCOUNT_STOPPED)
tell(settled, acts.ACCOUNT_ASKED, acts.ACCOUNT_STOPPED, acts.ACCOUNT_AFFIRMED)
tell(returned, acts.RETURNED)
tell(paid, acts.PAID)
tell(ready, acts.BATCH_MADE, acts.BATCH_SENT, acts.BATCH_CANCELLED)
