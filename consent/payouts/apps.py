from importlib import import_module

from django.apps import AppConfig


class PayoutsConfig(AppConfig):
    name = "consent.payouts"
    label = "payouts"

    def ready(self) -> None:
        """Register this room's entry types, outbox handlers, notices and events."""
        for name in ("entries", "tasks", "notices", "events"):
            import_module(f"consent.payouts.{name}")
