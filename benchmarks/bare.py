"""The floor: a bare WSGI callable that runs the one prepared query and answers in JSON. No framework, no token."""

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import parse_qs

import orjson
import psycopg

from benchmarks.queries import CHECK, PARTICIPATION

StartResponse = Callable[[str, list[tuple[str, str]]], Any]

connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)


def application(environ: Mapping[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """One query, one answer."""
    if environ["PATH_INFO"] == "/participation":
        asked = parse_qs(environ["QUERY_STRING"])
        rows = _rows(PARTICIPATION, [int(asked["team"][0])])
    elif environ["REQUEST_METHOD"] == "GET":
        asked = parse_qs(environ["QUERY_STRING"])
        rows = _rows(CHECK, [asked["asset"], [None], asked["use"]])
    else:
        questions = orjson.loads(environ["wsgi.input"].read())["questions"]
        assets = [one["asset"] for one in questions]
        rows = _rows(CHECK, [assets, [None] * len(assets), [one["use"] for one in questions]])
    content = orjson.dumps(rows)
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(content)))])
    return [content]


def _rows(query: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        return cursor.execute(query, parameters, prepare=True).fetchall()
