from importlib import import_module

from django.apps import AppConfig


class LicencesConfig(AppConfig):
    name = "consent.licences"
    label = "licences"

    def ready(self) -> None:
        """Register this room's entry types and outbox handlers."""
        import_module("consent.licences.entries")
        import_module("consent.licences.tasks")
