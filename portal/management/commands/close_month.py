"""`manage.py close_month`: close a month by hand, or carry on with one that was broken off."""

from argparse import ArgumentParser
from datetime import UTC, date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from artists.access import Refusal
from consent.earnings import closing
from consent.earnings.closing_checks import DoesNotAddUp
from consent.earnings.models import Statement


class Command(BaseCommand):
    """Close one month; without one, say which wait."""

    help = "Closes a month, such as 2026-10: holds, recoups, states and signs. Killed, it is carried on by another run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The month."""
        parser.add_argument("month", nargs="?", metavar="YYYY-MM")

    def handle(self, *args: Any, **options: Any) -> None:
        """Close it, and say what came of it."""
        if not options["month"]:
            left = closing.left_open(before=datetime.now(UTC).date().replace(day=1))
            for first in closing.waiting():
                self.stdout.write(f"{first:%Y-%m} is being closed")
            self.stdout.write(f"{left:%Y-%m} is the oldest month that is over and open" if left else "No month is open")
            return
        try:
            month = date.fromisoformat(f"{options['month']}-01")
            closing.close(month, actor=None)
        except ValueError:
            raise CommandError("A month is written as 2026-10.") from None
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from None
        except DoesNotAddUp as wrong:
            raise CommandError(f"Not closed. {wrong}") from None
        stated = Statement.objects.filter(month_id=month).count()
        self.stdout.write(f"{month:%Y-%m} is closed: {stated} statement{'' if stated == 1 else 's'}")
