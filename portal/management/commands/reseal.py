"""Seal every secret of the database anew, under the newest SECRET_KEY."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.ops.resealing import reseal


class Command(BaseCommand):
    """`manage.py reseal`: after SECRET_KEY was changed, with the old one in SECRET_KEY_FALLBACKS."""

    help = "Seal accounts, tax details, files and signing keys anew. After it, SECRET_KEY_FALLBACKS can be emptied."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many of each were sealed anew."""
        for name, count in reseal().items():
            self.stdout.write(f"{name}: {count}")
