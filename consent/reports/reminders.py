"""What is told by the clock alone: a report comes due, something was left out. Each once."""

from datetime import datetime, timedelta

from django.utils import timezone

from artists.notices.telling import Told, Words, tell_now
from consent.reports import notices
from consent.reports.models import Due, Finding
from consent.reports.states import State

BEFORE = timedelta(days=3)
_MOST = 2000


def remind(*, now: datetime | None = None) -> int:
    """Tell partners of reports that are due within three days; how many people were told."""
    moment = now or timezone.now()
    soon = Due.objects.filter(
        state=State.EXPECTED, ends_at__lte=moment, due_at__gt=moment, due_at__lte=moment + BEFORE
    ).select_related("licence__partner")
    told = 0
    for due in soon.order_by("due_at", "pk")[:_MOST]:
        words = Words(
            f"Your report for {due.licence.reference} is due",
            "With lines, or with none: then say that it is complete.",
            notices.days(due), "Report",
        )  # fmt: skip
        one = Told(
            notices.DUE, notices.waits(due.pk), {due.licence.partner_id: words}, place=(notices.PLACE, ""),
            closes_at=due.due_at, needs_answer=True,
        )  # fmt: skip
        told += tell_now(one, key=f"{notices.waits(due.pk)}:soon", now=moment)
    return told


def tell_findings(*, now: datetime | None = None) -> int:
    """Tell the partner at once, and the sides that license once the report is overdue; how many people were told."""
    moment = now or timezone.now()
    found = Finding.objects.filter(resolved_at=None).select_related("due__licence__partner")
    told = 0
    for one in found.prefetch_related("due__licence__parties").order_by("pk")[:_MOST]:
        licence, partner = one.due.licence, one.due.licence.partner
        about, when = f"finding:{one.pk}", notices.days(one.due)
        said = Words(
            f"Something under {licence.reference} is not reported", one.get_kind_display() + ".", when, "See it"
        )
        mine = Told(notices.UNREPORTED, about, {partner.pk: said}, place=(notices.PLACE, ""))
        told += tell_now(mine, key=f"{about}:{one.found_at:%Y%m%d}", now=moment)
        if moment >= one.due.due_at:
            words = Words(f"{partner.name} left something out under {licence.reference}", said.text, when, "See it")
            teams = {party.team_id: words for party in licence.parties.all()}
            theirs = Told(notices.SILENT, f"{about}:silent", teams, place=(notices.PLACE, ""))
            told += tell_now(theirs, key=f"{about}:{one.found_at:%Y%m%d}:silent", now=moment)
    return told
