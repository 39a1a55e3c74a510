"""`manage.py seed`: the demonstration's people, teams, music and choices. Safe to repeat: what is there stays."""

from argparse import ArgumentParser
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from artists.accounts.models import User
from portal.ops.people import PASSWORD, PEOPLE


class Command(BaseCommand):
    """Sow the demonstration."""

    help = "Seeds the demonstration."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to add the large label."""
        parser.add_argument("--large", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Only in a demonstration: everybody here has the same, printed password."""
        if not settings.DEMO:
            raise CommandError("This is not a demonstration (SOUNDCHECK_DEMO is not set).")
        for person in PEOPLE:
            if not User.objects.filter(email=person.email).exists():
                user = User.objects.create_user(person.email, PASSWORD, name=person.name)
                EmailAddress.objects.create(user=user, email=person.email, verified=True, primary=True)
