"""`manage.py demo`: prepare what the demonstration's processes need. `make demo` runs it; see portal/ops/demo.py."""

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from consent.choices.answers import Answer
from consent.choices.models import Standing


class Command(BaseCommand):
    """Migrate, collect the static files that changed, seed. Quick when there is nothing to do."""

    help = "Prepares the demonstration's database and static files."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which seed to sow."""
        parser.add_argument("--seed", default="seed", choices=["seed", "large"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Only in a demonstration: the seed would put people with a known password into a real portal."""
        if not settings.DEMO:
            raise CommandError("This is not a demonstration (SOUNDCHECK_DEMO is not set).")
        self.stdout.write("Database …")
        call_command("migrate", verbosity=0)
        if Standing.objects.filter(answer__gt=Answer.OFF, licensors=[]).exists():
            # From a version that knew no licences: every standing that is open has somebody who licenses.
            call_command("standings", stdout=self.stdout)
        self._collect_static()
        self.stdout.write("People, music and choices …")
        call_command("seed", large=options["seed"] == "large", stdout=self.stdout)

    def _collect_static(self) -> None:
        mark = Path(settings.STATIC_ROOT) / ".collected-from"
        wanted = _fingerprint_of_static_files()
        if mark.exists() and mark.read_text() == wanted:
            return
        self.stdout.write("Static files …")
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        mark.write_text(wanted)


def _fingerprint_of_static_files() -> str:
    """Changes when any static file, of ours or of a package, is added, removed or changed."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
