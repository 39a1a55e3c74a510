from importlib import import_module

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "portal.site"
    label = "site"

    def ready(self) -> None:
        """Register who makes the files that people ask for."""
        import_module("portal.site.earnings.exporting")
