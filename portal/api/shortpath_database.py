"""The short path's own connection to the database: whose token it is and what the check finds, prepared once.

psycopg's cursors take as long as the look-up itself. So statements are prepared and run by name, and psycopg only reads
their results: values come out as they do from Django's connection, but ids as text.
"""

import re
import string
import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import psycopg
from django.db import connection as django_connection
from psycopg.adapt import Transformer
from psycopg.pq import ExecStatus
from psycopg.types.string import TextLoader

from consent.decisions import checks
from consent.decisions.checks import Question
from portal.api.bearer import LOOKUP, LOOKUP_COLUMNS

Row = tuple[Any, ...]

_CHECK = checks.QUERY.replace(checks.ASKER, "SELECT token.team_id AS partner, %s::timestamptz AS at")
_WHOSE_THEN_WHAT = "WITH token AS MATERIALIZED ({}) SELECT token.*, answer.* FROM token CROSS JOIN LATERAL ({}) answer"
_ONE = _WHOSE_THEN_WHAT.format(LOOKUP, _CHECK)
_STATEMENTS = {b"whose": LOOKUP, b"one": _ONE, b"many": checks.QUERY}
# A plan made anew for each question would take longer than all the rest, and it hardly depends on the question.
_OPTIONS = " -c plan_cache_mode=force_generic_plan -c TimeZone=UTC"
_AS_TEXT = ("uuid", "jsonb")
_NOTHING = [None]
_SIGNS = ("{", "}", '"', "\\", ",", *string.whitespace)  # what an array may not hold without quotes


def ask(token_hash: str, questions: Sequence[Question], now: datetime) -> tuple[Row, list[Row]] | None:
    """Whose token it is, as `LOOKUP` says, and for each question a row of `QUERY`; None for a token nobody has.

    The rows mean nothing before the token is found to be good. Raises `psycopg.Error`.
    """
    *asked, _, at = map(_encoded, checks.parameters(questions, None, now))
    whose = token_hash.encode()
    if len(questions) == 1:
        rows = _line().run(b"one", [whose, *asked, at])
        return (rows[0][:LOOKUP_COLUMNS], [rows[0][LOOKUP_COLUMNS:]]) if rows else None
    found = _line().run(b"whose", [whose])
    if not found:
        return None
    partner = found[0][LOOKUP_COLUMNS - 2]
    return found[0], _line().run(b"many", [*asked, _encoded(partner), at])


def close() -> None:
    """Let this thread's connection go."""
    _line().close()


class _Line:
    """One thread's connection, opened again where it was lost."""

    def __init__(self) -> None:
        self._connection: psycopg.Connection | None = None
        self._reading = Transformer()

    def run(self, name: bytes, parameters: Sequence[bytes | None]) -> list[Row]:
        """The rows of a prepared statement; tried a second time on a fresh connection, for the server may restart."""
        if self._connection is not None:
            try:
                return self._rows(self._connection, name, parameters)
            except psycopg.Error:
                self.close()
        self._connection = _opened()
        self._reading = Transformer(self._connection)
        return self._rows(self._connection, name, parameters)

    def close(self) -> None:
        """Let it go."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _rows(self, connection: psycopg.Connection, name: bytes, parameters: Sequence[bytes | None]) -> list[Row]:
        result = connection.pgconn.exec_prepared(name, cast(Sequence[bytes], parameters))  # None is NULL
        if result.status != ExecStatus.TUPLES_OK:
            raise psycopg.errors.error_from_result(result)
        self._reading.set_pgresult(result)
        return self._reading.load_rows(0, result.ntuples, tuple)


class _Lines(threading.local):
    def __init__(self) -> None:
        self.line = _Line()


_lines = _Lines()


def _line() -> _Line:
    return _lines.line


def _opened() -> psycopg.Connection:
    parameters = django_connection.get_connection_params()
    parameters.pop("context")  # Django's loaders are written in Python
    parameters["options"] = parameters.get("options", "") + _OPTIONS
    connection = psycopg.connect(**parameters, autocommit=True)
    for name in _AS_TEXT:
        connection.adapters.register_loader(name, TextLoader)
    for title, statement in _STATEMENTS.items():
        numbers = iter(range(1, 100))
        numbered = re.sub("%s", lambda _: f"${next(numbers)}", statement)  # noqa: B023 - used at once
        result = connection.pgconn.prepare(title, numbered.encode())
        if result.status != ExecStatus.COMMAND_OK:
            raise psycopg.errors.error_from_result(result)
    return connection


def _encoded(value: Any) -> bytes | None:
    """As PostgreSQL reads it: a list as an array of texts, which the statement casts."""
    if value is None:
        return None
    if not isinstance(value, list):
        return str(value).encode()
    if value == _NOTHING:
        return b"{NULL}"
    texts = [None if one is None else str(one) for one in value]
    plain = _are_plain([text for text in texts if text is not None])
    written = ["NULL" if text is None else text if plain else _quoted(text) for text in texts]
    return f"{{{','.join(written)}}}".encode()


def _are_plain(texts: Sequence[str]) -> bool:
    """Whether an array may hold them without quotes: looked at together, for a thousand at a time."""
    together = "".join(texts)
    return all(texts) and not any(sign in together for sign in _SIGNS) and "null" not in together.lower()


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
