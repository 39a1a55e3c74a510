"""Write the invoices of months that are closed. It happens by itself; this is for whoever will not wait."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from artists.access import Conflict
from consent.invoices.issuing import issue, issue_closed


class Command(BaseCommand):
    """Issue what is closed, or up to a month."""

    help = "Write the invoices of all months that are closed, or of those up to MONTH (2026-10). Again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """The month."""
        parser.add_argument("month", nargs="?", help="the last month to issue, such as 2026-10")

    def handle(self, *args: Any, **options: Any) -> None:
        """Issue, and say how many there are."""
        try:
            month = date.fromisoformat(f"{options['month']}-01") if options["month"] else None
            made = issue(month) if month else issue_closed()
        except ValueError:
            raise CommandError("Write the month like 2026-10.") from None
        except Conflict as refusal:
            raise CommandError(refusal.sentence) from None
        self.stdout.write(f"{made} invoice{'' if made == 1 else 's'} written.")
