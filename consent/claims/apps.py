from importlib import import_module

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "consent.claims"
    label = "claims"

    def ready(self) -> None:
        """Register this room's entry types, notices, and what teams' servers are told."""
        for name in ("entries", "notices", "events"):
            import_module(f"consent.claims.{name}")
