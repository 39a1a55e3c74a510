"""Cerbos, an authorization server in Go, asked the same questions: what a partner could run instead of asking us.

It looks nothing up: every question carries the standing and the licences it is to be answered from. Its binary is taken
from the PATH, or fetched once with npm; without either, there is nothing to compare with, and that is said.
"""

import json
import os
import platform
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from django.db import connection
from django.utils import timezone

from benchmarks.environment import FOLDER
from benchmarks.figures import progress
from benchmarks.load import ask, request
from benchmarks.million import Million
from benchmarks.queries import CHECK
from benchmarks.servers import free_port, running

VERSION = "0.55.0"
_PACKAGE = "@cerbos/cerbos-linux-x64"
_PLACE = Path(__file__).resolve().parent / "cerbos_policies"
# Everything that our own rule looks at, as attributes.
_ATTRIBUTES = "SELECT s.answer, s.reasons, s.limits, s.licensors, s.askers, c.signed, c.answered, a.kind"
_FOUND = _ATTRIBUTES + CHECK[CHECK.index("  FROM unnest") :]
_FIELDS = ("asset", "isrc", "use", "territory", "model", "iswc", "artist", "personal", "time")


@contextmanager
def serving() -> Iterator[int | None]:
    """Its port; None where it cannot be had."""
    binary = _binary()
    if binary is None:
        progress(f"  no Cerbos: neither on the PATH, nor {_PACKAGE} from npm; that comparison is left out")
        yield None
        return
    port = free_port()
    settings = FOLDER / "cerbos.json"
    settings.write_text(
        json.dumps(
            {
                "server": {"httpListenAddr": f"127.0.0.1:{port}", "grpcListenAddr": f"127.0.0.1:{free_port()}"},
                "storage": {"driver": "disk", "disk": {"directory": str(_PLACE), "watchForChanges": False}},
                "telemetry": {"disabled": True},
            }
        )
    )
    command = [binary, "server", f"--config={settings}", "--log-level=error"]
    with running("cerbos", command, port, environment={**os.environ, "CERBOS_NO_TELEMETRY": "1"}):
        yield port


def requests(made: Million, questions: Sequence[Mapping[str, str]]) -> list[bytes]:
    """The same questions, each with all that the answer is to be found from."""
    columns = [[one.get(name) for one in questions] for name in _FIELDS]
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, [*columns, made.partner, timezone.now()])
        rows = cursor.fetchall()
    return [_request(made, question, row) for question, row in zip(questions, rows, strict=True)]


def allows(port: int, sent: bytes) -> bool:
    """Whether it says yes."""
    [result] = orjson.loads(ask(port, sent))["results"]
    return list(result["actions"].values()) == ["EFFECT_ALLOW"]


def _request(made: Million, question: Mapping[str, str], row: tuple[Any, ...]) -> bytes:
    answer, reasons, limits, licensors, askers, signed, answered, kind = row
    narrowed = [
        {**one, "until": one["until"] and datetime.fromtimestamp(one["until"], UTC)}
        for one in orjson.loads(limits or "[]")
    ]
    document = {
        "requestId": "1",
        "principal": {
            "id": str(made.partner), "roles": ["partner"],
            "attr": {"signed": signed or [], "answered": answered or [], "territory": question.get("territory", "")},
        },
        "resources": [
            {
                "actions": [question["use"]],
                "resource": {
                    "kind": "asset", "id": question.get("asset") or question["isrc"],
                    "attr": {
                        "kind": kind, "answer": answer or 0, "reasons": reasons or ["unknown_asset"],
                        "limits": narrowed, "licensors": licensors or [], "askers": askers or [],
                    },
                },
            }
        ],
    }  # fmt: skip
    return request("/api/check/resources", body=orjson.dumps(document))


def _binary() -> str | None:
    if found := shutil.which("cerbos"):
        return found
    folder = FOLDER / "cerbos_policies"
    binary = folder / "node_modules" / _PACKAGE / "cerbos-linux-x64"
    if not binary.exists() and shutil.which("npm") and (platform.system(), platform.machine()) == ("Linux", "x86_64"):
        progress(f"  fetching {_PACKAGE} {VERSION} with npm")
        folder.mkdir(exist_ok=True)
        command = ["npm", "install", "--prefix", str(folder), "--no-save", "--ignore-scripts", f"{_PACKAGE}@{VERSION}"]
        subprocess.run(command, check=False, capture_output=True)
    if not binary.exists():
        return None
    binary.chmod(0o755)
    return str(binary)
