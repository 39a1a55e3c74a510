"""The Celery application: the broker only wakes the worker; what is to be done is in the outbox."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("soundcheck")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
