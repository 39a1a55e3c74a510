from django.apps import AppConfig


class ExperiencesConfig(AppConfig):
    name = "consent.experiences"
    label = "experiences"
