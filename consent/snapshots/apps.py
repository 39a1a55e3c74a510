from django.apps import AppConfig


class SnapshotsConfig(AppConfig):
    name = "consent.snapshots"
    label = "snapshots"
