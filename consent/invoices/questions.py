"""What became of uses that nobody reported: a holder asks, once for each finding; the partner answers in a sentence."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict, Denied, Invalid, Permission, TeamKind, require
from artists.access.writing import one_line
from artists.journal.record import Act, record
from consent.invoices import entries
from consent.invoices.models import Question
from consent.reports import silence
from consent.reports.models import Finding

TIME = timedelta(days=14)
MOST = 500


@dataclass(frozen=True)
class Asked:
    """What was asked of a finding, and what the partner said. `overdue`: the day passed without an answer."""

    pk: int
    finding: int
    asked_at: datetime
    due_on: date
    ours: bool
    answer: str
    answered_at: datetime | None
    overdue: bool


def ask(finding: int, *, actor: Actor, now: datetime | None = None) -> Question:
    """Ask the partner what became of a finding that the team sees; it has 14 days.

    Raises `Conflict` (`asked`) where a holder has asked already, `Denied` for a finding one does not see.
    """
    require(actor, Permission.SEE_MONEY)
    if not actor.team_kind.holds_rights:
        raise Denied("holders_only", "Only holders ask a partner.")
    moment = now or timezone.now()
    if finding not in {one.pk for one in silence.findings(actor, now=moment)}:
        raise Denied("not_yours", "There is nothing like that to ask about any more.")
    due_on = moment.astimezone(UTC).date() + TIME
    with transaction.atomic():
        made, new = Question.objects.get_or_create(
            finding_id=finding,
            defaults={
                "asked_for_id": actor.team_id, "asked_at": moment, "asked_by_id": actor.person_id, "due_on": due_on
            },
        )  # fmt: skip
        if not new:
            raise Conflict("asked", f"The partner was asked on {made.asked_at:%-d %B %Y}; once is enough.")
        due = Finding.objects.select_related("due__licence").get(pk=finding).due
        data = {"question": made.pk, "licence": due.licence.reference, "due_on": due_on.isoformat()}
        concerns = frozenset({due.licence.partner_id})
        record(Act(entries.ASKED, "licence", str(due.licence_id), data, concerns), actor=actor, at=moment)
    return made


def answer(question: int, text: str, *, actor: Actor, now: datetime | None = None) -> None:
    """Say what became of it, in a sentence; who asked is told. Raises `Conflict` where it was answered already."""
    require(actor, Permission.REPORT)
    said = one_line(text, field="answer")
    if not said or len(said) > MOST:
        raise Invalid("answer_wrong", f"Write what became of it, in {MOST} characters at most.", field="answer")
    moment = now or timezone.now()
    with transaction.atomic():
        row = (
            Question.objects.select_for_update(of=("self",))
            .select_related("finding__due__licence")
            .filter(pk=question, finding__due__licence__partner_id=actor.team_id)
            .first()
        )
        if row is None:
            raise Denied("not_yours", "Nobody has asked this team that.")
        if row.answered_at is not None:
            raise Conflict("answered", "This was answered already.")
        row.answer, row.answered_at, row.answered_by_id = said, moment, actor.person_id
        row.save(update_fields=["answer", "answered_at", "answered_by"])
        due = row.finding.due
        data = {"question": row.pk, "licence": due.licence.reference}
        act = Act(entries.ANSWERED, "licence", str(due.licence_id), data, frozenset({row.asked_for_id}))
        record(act, actor=actor, at=moment)


def of(findings: Collection[int], actor: Actor, *, now: datetime | None = None) -> dict[int, Asked]:
    """What was asked of these findings, by finding. Give it those that the actor sees. One query."""
    today = (now or timezone.now()).astimezone(UTC).date()
    return {
        one.finding_id: Asked(
            one.pk, one.finding_id, one.asked_at, one.due_on,
            one.asked_for_id == actor.team_id or actor.team_kind is TeamKind.PARTNER, one.answer, one.answered_at,
            one.answered_at is None and one.due_on < today,
        )
        for one in Question.objects.filter(finding_id__in=findings)
    }  # fmt: skip
