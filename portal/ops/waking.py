"""Filed outbox rows wake a worker: where the floor that files them meets the broker it must not know."""

from artists.journal import outbox
from portal.celery import wake

outbox.set_waker(wake)
