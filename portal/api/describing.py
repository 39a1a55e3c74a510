"""The OpenAPI document, finished: what ninja cannot know. Tags, scopes, limits, webhooks, and examples that are true.

The examples are answers that the API gave (`examples.json`); a test holds each to its schema.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from portal.api import partner_events

Document = dict[str, Any]


class Part(NamedTuple):
    """A part of the API: its name in the document, the scope it takes, and what it is for."""

    name: str
    scope: str
    about: str


PARTS = (
    Part("Checks", "checks", "May this use go ahead, for you, here and now? Allow, ask or deny, with every reason."),
    Part("Permits", "checks", "A signed, short-lived allow: where it stands, and using it."),
    Part("Snapshots", "checks", "All you may use, as a signed file with changes, to decide by yourself."),
    Part("Voices", "checks", "Is this voice licensed? What a platform asks before it publishes."),
    Part("Experiences", "checks", "What you offer fans: its limits, whether it is open now, and why not."),
    Part("Requests", "requests", "Ask every holder for a yes; each answers without seeing the others."),
    Part("Licences", "requests", "What you have: phase, terms, signatures, and the text whose hash was signed."),
    Part("Withdrawals", "withdrawals", "What was taken back, what is asked of you and by when; acknowledging it."),
    Part("Reports", "reports", "Saying what was made: lines that count once, corrections, outputs with public pages."),
    Part("Invoices", "invoices", "What you owe for what you reported: closed months, every charge, what is paid."),
    Part("Vocabulary", "", "The uses and the reasons: public, the same for everybody."),
    Part("Webhooks", "", "What your server is told (Standard Webhooks)."),
)
_SCOPES: Mapping[str, str] = {part.name: part.scope for part in PARTS}
_TOO_MANY = {
    "description": "Too Many Requests",
    "headers": {
        "Retry-After": {"description": "Seconds until a new minute begins", "schema": {"type": "integer", "minimum": 1}}
    },
}


def finish(document: Document) -> None:
    """Make the document what is served."""
    for operations in document["paths"].values():
        for operation in operations.values():
            _finish(operation)
    document["tags"] = [{"name": part.name, "description": part.about} for part in PARTS]
    document["webhooks"] = partner_events.webhooks()
    document["externalDocs"] = {"description": "For developers", "url": "/developers/"}


def _finish(operation: Document) -> None:
    for status, response in operation["responses"].items():
        if int(status) >= 400:
            response["content"] = {"application/problem+json": response["content"]["application/json"]}
    for parameter in operation["parameters"]:
        parameter.pop("examples", None)  # they stay in its schema; here OpenAPI wants another shape
    scope = _SCOPES[operation["tags"][0]]
    if operation.get("security"):
        operation["responses"][429] = _TOO_MANY | {"content": operation["responses"][401]["content"]}
    operation["security"] = [{name: [scope] for name in one} for one in operation.get("security", [])]
    _exemplify(operation, examples().get(operation["operationId"], {}))


def _exemplify(operation: Document, shown: Mapping[str, Any]) -> None:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body and "request" in shown:
        body["example"] = shown["request"]
    for status, answer in shown.get("answers", {}).items():
        operation["responses"][int(status)]["content"]["application/json"]["example"] = answer


@cache
def examples() -> Mapping[str, Any]:
    """What is sent and what is answered, by operation: `request`, and `answers` by status."""
    found: Mapping[str, Any] = json.loads((Path(__file__).parent / "examples.json").read_text())
    return found
