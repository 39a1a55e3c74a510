"""Make the key that signs notices to phones."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.ops.keys import new_push_key


class Command(BaseCommand):
    """`manage.py vapid` prints a new VAPID_PRIVATE_KEY."""

    help = "Print a new key for web push. A new key makes every device ask again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        self.stdout.write(new_push_key())
