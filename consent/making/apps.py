from importlib import import_module

from django.apps import AppConfig


class MakingConfig(AppConfig):
    name = "consent.making"
    label = "making"

    def ready(self) -> None:
        """Register this room's entry types, notices, and what follows a take-down."""
        for name in ("entries", "notices", "notices_own", "ending"):
            import_module(f"consent.making.{name}")
