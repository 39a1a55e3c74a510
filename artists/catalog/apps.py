from importlib import import_module

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "artists.catalog"
    label = "catalog"

    def ready(self) -> None:
        """Register this room's entry types and outbox handlers."""
        import_module("artists.catalog.entries")
        import_module("artists.catalog.tasks")
