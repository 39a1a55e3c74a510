from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "artists.teams"
    label = "teams"
