from importlib import import_module

from django.apps import AppConfig


class EarningsConfig(AppConfig):
    name = "consent.earnings"
    label = "earnings"

    def ready(self) -> None:
        """Register this room's entry types, outbox handlers, notices and events."""
        for name in ("entries", "tasks", "notices", "events"):
            import_module(f"consent.earnings.{name}")
