from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "consent.claims"
    label = "claims"
