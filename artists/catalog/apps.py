from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "artists.catalog"
    label = "catalog"
