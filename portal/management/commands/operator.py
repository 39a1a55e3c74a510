"""`manage.py operator EMAIL`: make the team that runs this portal. There is no other way to one."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from artists.access import Refusal, TeamKind
from artists.accounts.models import User
from artists.teams.actions import create_team


class Command(BaseCommand):
    """Start an operator team, owned by a person who has an account already."""

    help = "Starts an operator team with this person as its owner."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, and what the team is called."""
        parser.add_argument("email")
        parser.add_argument("--name", default="Operators")

    def handle(self, *args: Any, **options: Any) -> None:
        """The person must be here first, so that nobody becomes an operator by a typing error."""
        person = User.objects.filter(email__iexact=options["email"]).first()
        if person is None:
            raise CommandError(f"Nobody has an account with {options['email']}. Let them make one first.")
        try:
            team = create_team(TeamKind.OPERATOR, options["name"], person_id=person.pk, by_command=True)
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from None
        self.stdout.write(f"{team.name} is there, owned by {person.email}: /t/{team.slug}/")
