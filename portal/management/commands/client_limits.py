"""`manage.py client_limits`: what the operator agreed with a partner."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from artists.teams.models import ApiClient
from consent.usage.limits import KINDS


class Command(BaseCommand):
    """Show a client's limits a minute, or change them."""

    help = (
        "Shows what an API client may ask in a minute. `client_limits CLIENT_ID checks=240000` agrees another limit, "
        "`checks=` goes back to the portal's own. Servers heed it within half a second of the client's next request."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose, and which."""
        parser.add_argument("client_id")
        parser.add_argument("limits", nargs="*", metavar="KIND=NUMBER")

    def handle(self, *args: Any, **options: Any) -> None:
        """Change what is to be changed, then show how things stand."""
        client = ApiClient.objects.live().filter(client_id=options["client_id"]).first()
        if client is None:
            raise CommandError("There is no such client, or it was revoked.")
        for wanted in options["limits"]:
            kind, _, number = wanted.partition("=")
            if kind not in KINDS or (number and not (number.isascii() and number.isdecimal() and len(number) < 13)):
                raise CommandError(f"Not a limit: {wanted}. Kinds: {', '.join(KINDS)}; a number, or nothing.")
            if number:
                client.limits[kind] = int(number)
            else:
                client.limits.pop(kind, None)
        client.save(update_fields=["limits"])
        for kind, spec in KINDS.items():
            own = "agreed" if kind in client.limits else "the portal's own"
            self.stdout.write(f"{kind:<8} {client.limits.get(kind, spec.per_minute):>12,} {spec.counted}, {own}")
