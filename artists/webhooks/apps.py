from importlib import import_module

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "artists.webhooks"
    label = "webhooks"

    def ready(self) -> None:
        """Register this room's entry types, and the events of the rooms below."""
        import_module("artists.webhooks.entries")
        import_module("artists.webhooks.of_teams")
