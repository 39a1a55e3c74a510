from importlib import import_module

from django.apps import AppConfig


class StudioConfig(AppConfig):
    name = "portal.studio"
    label = "studio"

    def ready(self) -> None:
        """Register how the studio keeps its word after a withdrawal."""
        import_module("portal.studio.withdrawals")
