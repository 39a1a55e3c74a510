from importlib import import_module

from django.apps import AppConfig


class AudioConfig(AppConfig):
    name = "artists.audio"
    label = "audio"

    def ready(self) -> None:
        """Register this room's entry types and outbox handlers."""
        import_module("artists.audio.entries")
        import_module("artists.audio.tasks")
