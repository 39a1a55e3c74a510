"""Filed outbox rows wake a worker: where the floor that files them meets the broker it must not know."""

from artists.journal import outbox
from artists.webhooks import queue
from portal.celery import wake, wake_senders

outbox.set_waker(wake)
queue.set_waker(wake_senders)
