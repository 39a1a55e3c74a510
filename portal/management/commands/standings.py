"""`manage.py standings`: work every standing out anew, from the choices."""

from typing import Any

from django.core.management.base import BaseCommand

from consent.choices import standing


class Command(BaseCommand):
    """For the operator, after a restore or a repair by hand. Changes nothing where nothing was wrong."""

    help = "Works every standing out anew and says how many were not as they should have been."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; the number printed should be 0."""
        self.stdout.write(f"{standing.refresh_all()} standings changed")
