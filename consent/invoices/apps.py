from importlib import import_module

from django.apps import AppConfig


class InvoicesConfig(AppConfig):
    name = "consent.invoices"
    label = "invoices"

    def ready(self) -> None:
        """Register this room's entry types, outbox handlers, notices and events."""
        for name in ("entries", "tasks", "notices", "events"):
            import_module(f"consent.invoices.{name}")
