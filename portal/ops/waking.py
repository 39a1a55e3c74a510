"""Filed outbox rows wake a worker: where the floor that files them meets the broker it must not know."""

from artists.journal import outbox
from artists.webhooks import queue
from consent.making import waking as making
from portal.celery import wake, wake_senders, wake_studio

outbox.set_waker(wake)
queue.set_waker(wake_senders)
making.set_waker(wake_studio)
