from importlib import import_module

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "consent.requests"
    label = "requests"

    def ready(self) -> None:
        """Register this room's entry types, outbox handlers, notices and events."""
        import_module("consent.requests.entries")
        import_module("consent.requests.tasks")
        import_module("consent.requests.notices")
        import_module("consent.requests.events")
