from importlib import import_module

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "artists.notices"
    label = "notices"

    def ready(self) -> None:
        """Register the kinds and builders for what the rooms below do, and the outbox handler."""
        import_module("artists.notices.following")
        import_module("artists.notices.about_teams")
        import_module("artists.notices.about_catalogue")
        import_module("artists.notices.about_sound")
