from django.apps import AppConfig


class MakingConfig(AppConfig):
    name = "consent.making"
    label = "making"
