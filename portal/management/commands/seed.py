"""`manage.py seed`: the demonstration's people, teams, music, answers and deals. What is there stays as it is."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from artists.access import Refusal
from artists.audio.models import Sound
from artists.journal import outbox
from artists.teams.models import Team
from consent.earnings.models import Month
from consent.experiences.models import Experience
from consent.invoices.models import BillTo
from consent.licences.models import Licence
from consent.payouts.models import Account
from consent.reports.models import Batch
from consent.sandbox.models import Run
from consent.splits.models import Split
from consent.withdrawals.models import Withdrawal
from portal.celery import wake
from portal.ops.seeding.answers import sow_answers, sow_defaults
from portal.ops.seeding.catalogue import sow_catalogue, work_off
from portal.ops.seeding.console import sow_console
from portal.ops.seeding.deals import sow_deals
from portal.ops.seeding.earnings import sow_earnings
from portal.ops.seeding.experiences import sow_experiences
from portal.ops.seeding.invoices import sow_invoices
from portal.ops.seeding.large import sow_large_label
from portal.ops.seeding.payouts import sow_payouts
from portal.ops.seeding.reports import sow_reports
from portal.ops.seeding.sounds import sow_sounds
from portal.ops.seeding.splits import sow_splits
from portal.ops.seeding.withdrawals import sow_withdrawals
from portal.ops.seeding.world import World, sow_client, sow_newcomers, sow_world


class Command(BaseCommand):
    """Sow the demonstration, through the actions that everybody uses: each answer is in the journal."""

    help = "Sows the demonstration, unless it is there already."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to add the large label, and how large."""
        parser.add_argument("--large", action="store_true", help="add the label of 100,000 tracks")
        parser.add_argument("--tracks", type=int, default=100_000, help="how many tracks the large label has")

    def handle(self, *args: Any, **options: Any) -> None:
        """Only in a demonstration: everybody here has the same, printed password."""
        if not settings.DEMO:
            raise CommandError("This is not a demonstration (SOUNDCHECK_DEMO is not set).")
        outbox.set_waker(lambda lane: None)  # what follows is done here, so no worker needs to be woken
        try:
            self._sow_what_is_missing(**options)
        finally:
            outbox.set_waker(wake)

    def _sow_what_is_missing(self, *, large: bool, tracks: int, **options: Any) -> None:
        if not Team.objects.filter(slug="ayla-marsh").exists():
            with transaction.atomic():  # all of it or nothing: half a world would never be completed
                self._sow_world()
        self._sow_newcomers()
        if not Split.objects.exists():  # what follows earns, and that divides
            self._sow(sow_splits, "splits")
        if not Licence.objects.exists():  # so that an older demonstration gets them too
            self._sow(sow_deals, "deals")
        if not Experience.objects.exists():
            self._sow(sow_experiences, "experiences")
        if not Withdrawal.objects.exists():
            self._sow(sow_withdrawals, "withdrawals")
        if not Batch.objects.exists():
            self._sow(sow_reports, "reports")
        if Licence.objects.exists() and not Month.objects.exists():
            self._sow(sow_earnings, "months of earnings")
        if not Run.objects.exists():
            self._sow(sow_console, "checks and conformance runs")
        if Month.objects.exists() and not BillTo.objects.exists():
            self._sow(sow_invoices, "invoices")
        if not Account.objects.exists():
            self._sow(sow_payouts, "payouts")
        if not Sound.objects.filter(asset__isnull=False).exists():
            self._sow(sow_sounds, "sounds", wait=False)
        if large:
            sow_large_label(tracks, say=self.stdout.write)

    def _sow_world(self) -> None:
        world = sow_world()
        sow_defaults(world)
        sow_catalogue(world)
        sow_answers(world)
        sow_client(world)
        work_off()

    def _sow_newcomers(self) -> None:
        try:
            with transaction.atomic():
                sow_newcomers()
        except (ObjectDoesNotExist, LookupError, Refusal) as trouble:
            self.stdout.write(f"Nobody new came ({trouble}). `make demo-reset` starts over.")

    def _sow(self, sow: Callable[[World], None], what: str, *, wait: bool = True) -> None:
        try:
            with transaction.atomic():
                sow(World.found())
                if wait:  # the worker reads sound when it starts: nobody waits for that
                    work_off()
        except (ObjectDoesNotExist, LookupError, Refusal) as trouble:
            # Somebody has changed the demonstration so much that these do not fit it any more.
            self.stdout.write(f"No {what} were sown ({trouble}). `make demo-reset` starts over.")
