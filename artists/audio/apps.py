from django.apps import AppConfig


class AudioConfig(AppConfig):
    name = "artists.audio"
    label = "audio"
