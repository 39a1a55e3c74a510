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


def transport_options(url: str, conn_string: str, *, visibility_seconds: int) -> dict[str, Any]:
    """How Celery speaks with the broker at `url`. What one worker holds is another's after `visibility_seconds`."""
    if url.startswith("pgmq"):
        return {
            "conn_string": conn_string,
            "init_extension": False,  # portal.ops has a migration that installs the SQL
            "use_notify": True,
            "notify_throttle_interval_ms": 0,
            "wait_time_seconds": 0,
            "polling_interval": 1,  # NOTIFY wakes at once; this bounds how long a worker takes to hear its end
            "pool_size": 2,
            "pool_timeout": 5,
            "visibility_timeout": visibility_seconds,
        }
    if url.startswith("redis"):
        # Without these a page would wait for as long as a broker that hangs does.
        return {"visibility_timeout": visibility_seconds, "socket_timeout": 5, "socket_connect_timeout": 2}
    return {}


def _quoted(value: object) -> str:
    escaped = str(value).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
