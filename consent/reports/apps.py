from importlib import import_module

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "consent.reports"
    label = "reports"

    def ready(self) -> None:
        """Register this room's entry types, outbox handlers, notices and events, and what others ask of it."""
        for name in ("entries", "tasks", "taking_down", "notices", "events", "shown"):
            import_module(f"consent.reports.{name}")
