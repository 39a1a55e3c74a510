"""`manage.py outbox`: the operator's view of messages that could not be delivered."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from artists.journal import outbox
from artists.journal.models import Message
from portal.ops import health


class Command(BaseCommand):
    """List what waits and what is dead; replay dead messages once their cause is mended."""

    help = (
        "Shows the outbox: what waits, and which messages are dead. `--replay ID…` or `--replay-all` tries them again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The two ways to replay."""
        parser.add_argument("--replay", type=int, nargs="+", default=[], metavar="ID")
        parser.add_argument("--replay-all", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Replay what was asked for, then show how things stand."""
        dead = Message.objects.dead().order_by("id")
        ids = set(dead.values_list("id", flat=True))
        asked = ids if options["replay_all"] else set(options["replay"])
        if unknown := asked - ids:
            raise CommandError(f"Not dead: {', '.join(map(str, sorted(unknown)))}")
        for message_id in sorted(asked):
            outbox.replay(message_id)
        found = health.measure()
        self.stdout.write(f"{found.waiting} due, the oldest for {found.oldest_seconds} s; {found.dead} dead")
        for message in dead.all():
            why = message.reason or message.last_error.strip().rpartition("\n")[2]
            self.stdout.write(f"{message.pk:>8}  {message.dead_at:%Y-%m-%d %H:%M}  {message.topic}  {why}")
