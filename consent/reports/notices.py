"""Notices of reports: to partners what is due and what they left out, to holders what was said and what is late."""

from collections.abc import Iterator, Mapping

from artists.access import Permission
from artists.journal.querysets import EntryQuerySet
from artists.notices.following import tell
from artists.notices.kinds import register
from artists.notices.telling import Cured, Told, Words
from artists.teams.models import Team
from consent.reports import entries as acts
from consent.reports.models import Due
from consent.reports.states import State

PLACE = "reports"
RECEIVED = register("reports.received", "A partner reported", group="reports", permission=Permission.VIEW)
LATE = register("reports.late", "A partner’s report is late", group="licences", permission=Permission.VIEW)
DUE = register("reports.due", "A report is due", group="licences", permission=Permission.REPORT)
UNREPORTED = register(
    "reports.unreported", "Something was not reported", group="licences", permission=Permission.REPORT
)
SILENT = register("reports.silent", "A partner left something out", group="licences", permission=Permission.VIEW)


def received(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """Whoever holds a right in what was reported hears that something was, by whom: the lines are on the page."""
    for entry in entries:
        partner = Team.objects.get(pk=entry.team_id or 0)
        words = Words(
            f"{partner.name} reported what it made with your music", "Every use is listed with when and how often.",
            button="Read the report",
        )  # fmt: skip
        teams = dict.fromkeys((team for team in entry.concerns if team != partner.pk), words)
        yield Told(RECEIVED, f"reports:{partner.pk}", teams, place=(PLACE, ""))


def closed(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """What is complete is waited for no more."""
    for entry in entries:
        yield Cured(waits(entry.data["due"]), outcome="It is reported.")


def late(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """Both sides, unless it came meanwhile."""
    for due in _dues(entries):
        if due.state == State.FILED:
            continue
        licence, partner = due.licence.reference, due.licence.partner
        said = Words(
            f"Your report for {licence} is late", "The holders see that. Report, or say that nothing was used.",
            days(due), "Report now",
        )  # fmt: skip
        yield Told(DUE, waits(due.pk), {partner.pk: said}, place=(PLACE, ""), needs_answer=True)
        words = Words(f"{partner.name} is late with its report for {licence}", "It has been told.", days(due))
        teams = {party.team_id: words for party in due.licence.parties.all()}
        yield Told(LATE, f"{waits(due.pk)}:late", teams, place=(PLACE, ""))


def waits(due: int) -> str:
    """What notices of a due report are folded by."""
    return f"report:{due}"


def days(due: Due) -> tuple[tuple[str, str], ...]:
    """The period, as a fact."""
    return (("Period", f"{due.first:%-d %B %Y} to {due.last:%-d %B %Y}"),)


def both(due: Due, partner: Words, holders: Words) -> Mapping[int, Words]:
    """Words for each side of a licence."""
    return {due.licence.partner_id: partner, **{party.team_id: holders for party in due.licence.parties.all()}}


def _dues(entries: EntryQuerySet) -> Iterator[Due]:
    numbers = [entry.data["due"] for entry in entries]
    found = Due.objects.filter(pk__in=numbers).select_related("licence__partner").prefetch_related("licence__parties")
    yield from found.order_by("pk")


tell(received, acts.RECEIVED)
tell(closed, acts.CLOSED)
tell(late, acts.OVERDUE)
