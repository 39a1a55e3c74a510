from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "artists.journal"
    label = "journal"
