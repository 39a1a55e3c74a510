from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "artists.accounts"
    label = "accounts"
