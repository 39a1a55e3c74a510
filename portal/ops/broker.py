"""How Celery's broker in PostgreSQL is reached: the same server and options as the database itself."""

from collections.abc import Mapping
from typing import Any

from psycopg.conninfo import make_conninfo

_NAMES = {"host": "HOST", "port": "PORT", "dbname": "NAME", "user": "USER", "password": "PASSWORD"}


def conn_string(database: Mapping[str, Any]) -> str:
    """Django's description of a database as the `conn_string` of the pgmq transport.

    pgmq takes the string apart and joins five values again, unquoted, in the order of `_NAMES`. So each goes in quoted
    once more, or a blank in a password or a path would end it; and what pgmq would drop, such as `sslmode`, goes behind
    the last. An empty password lets libpq look for one where it usually does.
    """
    extra = "".join(
        f" {name}={_quoted(value)}" for name, value in database.get("OPTIONS", {}).items() if name not in _NAMES
    )
    values = {name: database.get("OPTIONS", {}).get(name) or database.get(key) for name, key in _NAMES.items()}
    quoted = {name: _quoted(value) for name, value in values.items() if value}
    return make_conninfo(**{**quoted, "password": _quoted(values["password"] or "") + extra})


def _quoted(value: object) -> str:
    escaped = str(value).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
