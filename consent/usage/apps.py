from django.apps import AppConfig


class UsageConfig(AppConfig):
    name = "consent.usage"
    label = "usage"
