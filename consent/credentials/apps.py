from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    name = "consent.credentials"
    label = "credentials"
