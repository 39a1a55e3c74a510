from importlib import import_module

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "portal.channels"
    label = "channels"

    def ready(self) -> None:
        """Register this room's outbox handlers."""
        import_module("portal.channels.invitations")
        import_module("portal.channels.webhooks")
        import_module("portal.channels.webhooks_notices")
        import_module("portal.channels.email")
        import_module("portal.channels.push")
        import_module("portal.channels.security")
        import_module("portal.channels.claims")
