"""Draw the tables of states into docs/states.md."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.ops import drawn_states


class Command(BaseCommand):
    """Write docs/states.md from the tables."""

    help = "Draw the states of requests and licences into docs/states.md."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file."""
        drawn_states.FILE.write_text(drawn_states.page())
        self.stdout.write(f"{drawn_states.FILE.name} says what the tables say.")
