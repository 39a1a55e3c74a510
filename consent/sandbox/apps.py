from importlib import import_module

from django.apps import AppConfig


class SandboxConfig(AppConfig):
    name = "consent.sandbox"
    label = "sandbox"

    def ready(self) -> None:
        """Register this room's entry types, outbox handlers, notices and invented licences."""
        import_module("consent.sandbox.entries")
        import_module("consent.sandbox.tasks")
        import_module("consent.sandbox.notices")
        import_module("consent.sandbox.licences")
        import_module("consent.sandbox.snapshots")
