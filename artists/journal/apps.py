from importlib import import_module

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "artists.journal"
    label = "journal"

    def ready(self) -> None:
        """Register this room's entry types."""
        import_module("artists.journal.entries")
