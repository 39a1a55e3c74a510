"""The Celery application as the workers of these tests run it: ours, which also knows their topics."""

from portal.celery import app
from tests.faults import topics

__all__ = ["app", "topics"]
