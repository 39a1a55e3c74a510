from importlib import import_module

from django.apps import AppConfig


class SplitsConfig(AppConfig):
    name = "consent.splits"
    label = "splits"

    def ready(self) -> None:
        """Register this room's entry types, outbox handlers, notices and events."""
        for name in ("entries", "notices", "tasks", "for_fans"):
            import_module(f"consent.splits.{name}")
