"""What the channels need of this room: what is to leave, and what became of it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from artists.notices.kinds import Channel, register
from artists.notices.models import Delivery, Settings
from artists.notices.telling import Told, Words, tell_now
from artists.teams.models import Membership

REFUSALS = 3
UNREACHABLE = register(
    "portal.unreachable", "Your mailbox refuses us", group="security", permission=None, mailed_already=True
)
_NOT_TRIED = "Not sent: the mailbox refused the letters before it."


def claim(key: str) -> Delivery | None:
    """The delivery of this key if it is still to leave, with its notice, its team and its person.

    One that was refused comes again: only an operator who sends it again asks for it.
    """
    left = Delivery.objects.filter(key=key, sent_at__isnull=True, cancelled_at__isnull=True)
    found = left.select_related("person__notice_settings", "notice__team").first()
    if found is None:
        return None
    if found.notice.withdrawn_at or not _may_still_know([found]):
        Delivery.objects.filter(pk=found.pk).update(cancelled_at=timezone.now())
        return None
    if found.channel == Channel.EMAIL and is_unreachable(found.person_id):
        refused([found], _NOT_TRIED)
        return None
    found.notice.person = found.person
    return found


def claim_digest(person_id: int, due_at: datetime) -> list[Delivery]:
    """What the person's digest of that moment says, newest first; what they have read meanwhile is left out."""
    due = Delivery.objects.filter(person_id=person_id, channel=Channel.DIGEST, due_at__lte=due_at)
    left = due.filter(sent_at__isnull=True, cancelled_at__isnull=True)
    rows = list(left.select_related("person", "notice__team").order_by("-notice__told_at", "-notice_id"))
    may = {row.pk for row in _may_still_know(rows)}
    over = {row.pk for row in rows if row.notice.withdrawn_at or row.notice.read_at or row.pk not in may}
    Delivery.objects.filter(pk__in=over).update(cancelled_at=timezone.now())
    rows = [row for row in rows if row.pk not in over]
    if rows and is_unreachable(person_id):
        refused(rows, _NOT_TRIED)
        return []
    for row in rows:
        row.notice.person = row.person
    return rows


def _may_still_know(rows: Sequence[Delivery]) -> list[Delivery]:
    """Those told for a team the person is still in: what waited until they left does not follow them. One query."""
    person_id = rows[0].person_id if rows else 0
    teams = set(Membership.objects.filter(person_id=person_id).values_list("team_id", flat=True))
    return [row for row in rows if row.notice.team_id is None or row.notice.team_id in teams]


def is_unreachable(person_id: int) -> bool:
    """Whether the person's mailbox has refused too often to go on."""
    return Settings.objects.filter(person_id=person_id, unreachable_at__isnull=False).exists()


def sent(rows: Sequence[Delivery]) -> None:
    """These have left."""
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
        sent_at=timezone.now(), cancelled_at=None, refused_at=None, problem=""
    )
    if rows[0].channel != Channel.PUSH:
        Settings.objects.filter(person_id=rows[0].person_id, refusals__gt=0).update(refusals=0)


def refused(rows: Sequence[Delivery], problem: str) -> None:
    """The person's mailbox, or their phone, will not take these; trying again would not help."""
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(refused_at=timezone.now(), problem=problem[:500])


def mailbox_refused(rows: Sequence[Delivery], address: str, problem: str) -> None:
    """A letter came back. After the third in a row we stop writing, and say so where the person will see it."""
    person_id, now = rows[0].person_id, timezone.now()
    with transaction.atomic():
        refused(rows, problem)
        Settings.objects.get_or_create(person_id=person_id)
        Settings.objects.filter(person_id=person_id).update(refusals=F("refusals") + 1)
        stopped = Settings.objects.filter(person_id=person_id, refusals__gte=REFUSALS, unreachable_at__isnull=True)
        if not stopped.update(unreachable_at=now):
            return
        words = Words(
            f"We cannot reach {address}",
            "Three messages came back. Notices are still here; please check the address.",
            button="Check the address",
        )
        told = Told(
            UNREACHABLE,
            f"unreachable:{person_id}",
            people={person_id: words},
            place=("how", ""),
            needs_answer=True,
        )
        tell_now(told, key=f"unreachable:{person_id}:{now.isoformat()}", now=now)
