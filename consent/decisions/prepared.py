"""A cursor that prepares its statements in the database: for the few queries asked thousands of times a second."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper


@contextmanager
def prepared_cursor() -> Iterator[CursorWrapper]:
    """A cursor on Django's connection whose parameters travel beside the statement.

    Django's own cursor writes them into the text, so that the database plans each question anew. Errors, the current
    transaction and the count of queries are Django's as ever.
    """
    with connection.cursor() as opened, psycopg.Cursor(opened.connection) as cursor:
        wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
        yield wrap(cast(CursorWrapper, cursor))
