from importlib import import_module

from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "portal.ops"
    label = "ops"

    def ready(self) -> None:
        """Register the system checks, and let filed outbox rows wake a worker."""
        import_module("portal.ops.checks")
        import_module("portal.ops.waking")
