from importlib import import_module

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "consent.reports"
    label = "reports"

    def ready(self) -> None:
        """Register this room's entry types."""
        import_module("consent.reports.entries")
