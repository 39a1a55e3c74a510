from importlib import import_module

from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "artists.teams"
    label = "teams"

    def ready(self) -> None:
        """Register this room's entry types and outbox handlers."""
        import_module("artists.teams.entries")
        import_module("artists.teams.tasks")
