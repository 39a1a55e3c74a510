from importlib import import_module

from django.apps import AppConfig


class LicencesConfig(AppConfig):
    name = "consent.licences"
    label = "licences"

    def ready(self) -> None:
        """Register this room's entry types, outbox handlers, notices and events."""
        import_module("consent.licences.entries")
        import_module("consent.licences.tasks")
        import_module("consent.licences.notices")
        import_module("consent.licences.events")
