"""What follows a press by itself: partners concerned are told, what came back is lifted; and deadlines pass."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from artists.catalog import entries as catalogue
from artists.journal.followers import entries_of, follow
from artists.journal.models import Entry
from artists.journal.outbox import TryAgain, handles
from artists.journal.record import Follows, file_messages
from consent.choices import entries as choices
from consent.choices import standing
from consent.choices.models import Standing
from consent.licences import entries as licences
from consent.licences.models import Cover, Licence
from consent.withdrawals import concerned, filing, lifting, overdue, pressing
from consent.withdrawals.models import Concern

PRESSED, LOOK = "withdrawals.pressed", "withdrawals.look"
_SOON = timedelta(seconds=5)  # so that the standings of a changed catalogue are worked out by then


@handles(PRESSED)
def follow_up(payload: Mapping[str, Any]) -> None:
    """Tell the partners of what a press took back, and of what it gave back. In any order of presses, once each."""
    now = timezone.now()
    with transaction.atomic():
        entries = list(entries_of(payload, PRESSED))
        changed: dict[UUID, Concern] = {}
        for press in pressing.presses(entries):
            lost = concerned.losses(press.subjects, press.uses, press.asked)
            changed |= {one.pk: one for one in filing.file(press.taken, lost, now=now)}
        for use, assets in pressing.touched(entries).items():
            again = lifting.of_assets(standing.subjects_of(assets), [use])
            changed |= {one.pk: one for one in lifting.look(again, now=now)}
        for entry in entries:
            changed |= {one.pk: one for one in _given_back(entry)}
        _look_soon(entries)
        filing.positions(changed.values())


@handles(LOOK)
def look_again(payload: Mapping[str, Any]) -> None:
    """See whether something came back: the catalogue has changed, or a licence begins."""
    assets = [UUID(asset) for asset in payload.get("assets", ())]
    with transaction.atomic():
        now = timezone.now()
        if "licence" in payload:
            filing.positions(_of_licence(Licence.objects.get(pk=payload["licence"])))
            return
        subjects = standing.subjects_of(assets)
        if not Standing.objects.filter(asset_id__in=subjects).exists():
            raise TryAgain("The standings of what was changed are not worked out yet.", delay=_SOON)
        uses = Standing.objects.filter(asset_id__in=subjects).values_list("use", flat=True).distinct()
        filing.positions(lifting.look(lifting.of_assets(subjects, list(uses)), now=now))


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def pass_deadlines() -> int:
    """Warn, note what is overdue, and make public what stays so. Beat calls it every minute; twice is once."""
    return overdue.pass_deadlines(now=timezone.now())


def _given_back(entry: Entry) -> list[Concern]:
    if entry.type == choices.RESUMED and entry.team_id is not None:
        return lifting.look(lifting.of_team(entry.team_id), now=timezone.now())
    if entry.type in (licences.RESUMED, licences.IN_FORCE):
        licence = Licence.objects.get(pk=entry.subject_id)
        if licence.starts_at and licence.starts_at > timezone.now():
            delay = licence.starts_at - timezone.now()
            file_messages([Follows(LOOK, f"{LOOK}:{uuid7()}", {"licence": licence.pk}, delay)])
        return _of_licence(licence)
    return []


def _look_soon(entries: Sequence[Entry]) -> None:
    """Somebody whose yes was missing may hold nothing there any more."""
    left = [one for one in entries if one.type in (catalogue.HOLDING_REMOVED, catalogue.HOLDING_WITHDRAWN)]
    if left:
        assets = sorted({one.subject_id for one in left})
        file_messages([Follows(LOOK, f"{LOOK}:{left[0].pk}", {"assets": assets}, _SOON)])


def _of_licence(licence: Licence) -> list[Concern]:
    uses = list(Cover.objects.filter(licence=licence).values_list("use", flat=True).distinct())
    return lifting.look(lifting.of_partner(licence.partner_id, uses), now=timezone.now())


follow(PRESSED, *pressing.TYPES)
