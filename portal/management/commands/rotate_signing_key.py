"""Make the next key that permits, status lists and snapshots are signed with."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from consent.decisions import signing


class Command(BaseCommand):
    """`manage.py rotate_signing_key`: once in a while, or `--at-once` when a key leaked."""

    help = "Make the next signing key. The one before stays published while anything it signed may count."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--at-once` and `--test`."""
        parser.add_argument("--at-once", action="store_true", help="a key leaked: what it signed counts no more")
        parser.add_argument("--test", action="store_true", help="the key of test clients")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, and say from when it signs."""
        made = signing.rotate(at_once=options["at_once"], test=options["test"])
        self.stdout.write(f"{made.kid} signs from {made.signs_at:%Y-%m-%d %H:%M:%S} UTC.")
