from importlib import import_module

from django.apps import AppConfig


class WithdrawalsConfig(AppConfig):
    name = "consent.withdrawals"
    label = "withdrawals"

    def ready(self) -> None:
        """Register this room's entry types, outbox handlers, notices, and what teams' servers are told."""
        import_module("consent.withdrawals.entries")
        import_module("consent.withdrawals.events")
        import_module("consent.withdrawals.tasks")
        import_module("consent.withdrawals.notices")
