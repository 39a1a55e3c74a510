from importlib import import_module

from django.apps import AppConfig


class ChoicesConfig(AppConfig):
    name = "consent.choices"
    label = "choices"

    def ready(self) -> None:
        """Register this room's entry types, outbox handlers, notices, and what teams' servers are told."""
        import_module("consent.choices.entries")
        import_module("consent.choices.events")
        import_module("consent.choices.tasks")
        import_module("consent.choices.notices")
