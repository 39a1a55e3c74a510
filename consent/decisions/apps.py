from importlib import import_module

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "consent.decisions"
    label = "decisions"

    def ready(self) -> None:
        """Register this room's entry types and events."""
        import_module("consent.decisions.entries")
        import_module("consent.decisions.events")
