"""kombu's transport for the broker in PostgreSQL, which outlives a restart of the database.

When a worker's answer that a task is done meets a broken connection, kombu's own keeps the task on its list for good. A
worker that holds as many as it may fetch then fetches nothing any more, and says so nowhere. Here the task is let go:
the broker hands it out again after the visibility timeout, which costs one more look into the outbox.
"""

import psycopg
from kombu.transport import pgmq, virtual


class Channel(pgmq.Channel):
    """Forgets a task whose end could not be told to the database."""

    def basic_ack(self, delivery_tag: str, multiple: bool = False) -> None:
        """Say that a task is done."""
        try:
            super().basic_ack(delivery_tag, multiple)
        except (psycopg.OperationalError, psycopg.InterfaceError):
            virtual.Channel.basic_ack(self, delivery_tag)

    def basic_reject(self, delivery_tag: str, requeue: bool = False) -> None:
        """Say that a task was not done."""
        try:
            super().basic_reject(delivery_tag, requeue=requeue)
        except (psycopg.OperationalError, psycopg.InterfaceError):
            self.qos.reject(delivery_tag, requeue=False)


class Transport(pgmq.Transport):
    """The transport with that channel."""

    Channel = Channel
