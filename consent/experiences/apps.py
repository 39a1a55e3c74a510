from importlib import import_module

from django.apps import AppConfig


class ExperiencesConfig(AppConfig):
    name = "consent.experiences"
    label = "experiences"

    def ready(self) -> None:
        """Register this room's entry types, outbox handlers, notices and events."""
        import_module("consent.experiences.entries")
        import_module("consent.experiences.tasks")
        import_module("consent.experiences.notices_fans")
        import_module("consent.experiences.notices")
        import_module("consent.experiences.events")
