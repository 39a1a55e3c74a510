"""What a partner's server can be told, as the document describes it: for each event its data, and an example.

`artists.webhooks.events` has the registry; a test holds this table to it, and to what is really sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from artists.access import TeamKind
from artists.webhooks import events
from consent.claims import states as claims

_ID: dict[str, Any] = {"type": "string", "format": "uuid"}
_TIME: dict[str, Any] = {"type": "string", "format": "date-time"}
_DAY: dict[str, Any] = {"type": "string", "format": "date"}
_LICENCE: dict[str, Any] = {
    "licence": {"type": "integer", "description": "The number of the licence."},
    "reference": {"type": "string", "description": "What people call it; `id` of /api/v1/licences.", "pattern": "^L-"},
    "version": {"type": "integer"},
    "sha256": {"type": "string", "description": "Of the text that was signed."},
    "ends_at": _TIME,
}
_REQUEST: dict[str, Any] = {
    "request": {"type": "integer", "description": "The number of the request."},
    "reference": {"type": "string", "description": "What people call it; `id` of /api/v1/requests.", "pattern": "^R-"},
}
_WITHDRAWAL: dict[str, Any] = {
    "withdrawal": _ID | {"description": "Read it at /api/v1/withdrawals/{id}, and acknowledge it there."},
    "uses": {"type": "array", "items": {"type": "string"}},
    "count": {"type": "integer", "description": "How many assets."},
    "assets": {"type": "array", "items": _ID, "description": "The first of them; all at /withdrawals/{id}/assets."},
    "test": {"type": "boolean", "description": "A drill of the sandbox. Left out in earnest."},
}
_WHATS = ["stop_new", "sunset", "takedown_outputs", "exclude_from_next_model"]
_ASSET = "019ab1c2-7d3e-7a10-8f00-5b6c7d8e9f01"
_ONE = "019ab1d0-2f6b-7c44-9d11-3c5e7a9b1d02"


@dataclass(frozen=True)
class Described:
    """The data of an event: its properties (JSON Schema), those it always has, and an example."""

    properties: Mapping[str, Any]
    required: tuple[str, ...]
    example: Mapping[str, Any]


_ASKED = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["what", "due_at"],
        "properties": {"what": {"enum": _WHATS}, "due_at": _TIME, "until": {"type": ["string", "null"]}},
    },
}


_EXAMPLE = [{"what": "takedown_outputs", "due_at": "2026-11-27T14:31:07Z", "until": None}]
_SAID: dict[str, Any] = {"withdrawal": _ONE, "uses": ["remix"], "count": 1, "assets": [_ASSET]}


def _licence(**example: Any) -> Described:
    return Described(_LICENCE, ("licence", "reference"), {"licence": 7, "reference": "L-0007", **example})


_INVOICE = Described(
    {"invoice": {"type": "string", "description": "Its number: read it at /api/v1/invoices/{number}."}},
    ("invoice",),
    {"invoice": "SC-2026-000123"},
)

_CLAIM: dict[str, Any] = {
    "claim": _ID,
    "number": {"type": "string", "description": "What people call it."},
    "output": _ID | {"description": "Read it at /api/v1/outputs/{id}."},
    "kind": {"enum": [one.value for one in claims.Kind]},
}
_CLAIMED: dict[str, Any] = {"claim": _ONE, "number": "SC-R-7", "output": _ONE, "kind": "rights"}

_WHICH: dict[str, Any] = {"experience": _ID | {"description": "Read it at /api/v1/experiences/{id}."}}
_EXPERIENCE = Described(_WHICH, ("experience",), {"experience": _ONE})
_STOPPED = Described(
    _WHICH | {"because": {"enum": ["holder", "partner", "choice", "licence", "narrowed", "operator", "full"]}},
    ("experience",),
    {"experience": _ONE, "because": "choice"},
)

DESCRIBED: Mapping[str, Described] = MappingProxyType(
    {
        "claim.opened": Described(
            _CLAIM
            | {
                "hides": {"type": "boolean", "description": "Whether it is not played until somebody has looked."},
                "due_at": _TIME | {"description": "By when a person answers."},
            },
            ("claim", "number", "output", "kind", "hides", "due_at"),
            _CLAIMED | {"hides": True, "due_at": "2026-11-25T16:00:00Z"},
        ),
        "claim.answered": Described(
            _CLAIM | {"state": {"enum": [one.value for one in claims.State]}},
            ("claim", "number", "output", "kind"),
            _CLAIMED | {"state": "upheld"},
        ),
        "client.changed": Described(
            {
                "client_id": {"type": "string"},
                "change": {"enum": ["made", "secret_changed", "revoked"]},
            },
            ("client_id", "change"),
            {"client_id": "live_5d1a", "change": "secret_changed"},
        ),
        "experience.approved": _EXPERIENCE,
        "experience.live": _EXPERIENCE,
        "experience.changed": _EXPERIENCE,
        "experience.paused": _STOPPED,
        "experience.ended": _STOPPED,
        "experience.refused": _EXPERIENCE,
        "invoice.issued": _INVOICE,
        "invoice.overdue": _INVOICE,
        "invoice.paid": _INVOICE,
        "licence.active": _licence(version=1, sha256="03fa39ba" * 8),
        "licence.suspended": _licence(),
        "licence.resumed": _licence(),
        "licence.ending": _licence(ends_at="2027-03-31T22:00:00Z"),
        "licence.ended": _licence(),
        "request.countered": Described(
            _REQUEST | {"round": {"type": "integer"}},
            ("request", "reference", "round"),
            {"request": 2148, "reference": "R-2148", "round": 2},
        ),
        "request.resolved": Described(
            _REQUEST | {"state": {"enum": ["approved", "declined", "conflicted", "refused", "lapsed", "withdrawn"]}},
            ("request", "reference", "state"),
            {"request": 2148, "reference": "R-2148", "state": "approved"},
        ),
        "output.taken_down": Described(
            {"output": _ID | {"description": "Read it at /api/v1/outputs/{id}."}}, ("output",), {"output": _ONE}
        ),
        "report.overdue": Described(
            {
                "licence": {"type": "string", "pattern": "^L-"},
                "period": {
                    "type": "object",
                    "required": ["from", "to"],
                    "properties": {"from": _DAY, "to": _DAY},
                    "description": "Days, both within, in UTC.",
                },
            },
            ("licence", "period"),
            {"licence": "L-0007", "period": {"from": "2026-10-01", "to": "2026-10-31"}},
        ),
        "permits.stopped": Described(
            {
                "stopped": {"type": "boolean", "description": "False: you get them again."},
                "because": {"type": "string", "description": "Why, in a sentence."},
            },
            ("stopped", "because"),
            {"stopped": True, "because": "An acknowledgement is overdue."},
        ),
        "withdrawal.created": Described(
            _WITHDRAWAL | {"asked": _ASKED}, ("withdrawal", "uses", "count", "asked"), _SAID | {"asked": _EXAMPLE}
        ),
        "withdrawal.changed": Described(
            _WITHDRAWAL | {"asked": _ASKED}, ("withdrawal", "uses", "count", "asked"), _SAID | {"asked": _EXAMPLE}
        ),
        "withdrawal.lifted": Described(
            _WITHDRAWAL
            | {
                "all": {"type": "boolean", "description": "Whether all of it is allowed again, or some assets alone."},
            },
            ("withdrawal", "uses", "count", "assets", "all"),
            _SAID | {"all": True},
        ),
        "withdrawal.overdue": Described(
            _WITHDRAWAL | {"asked": _ASKED, "what": {"type": "array", "items": {"enum": _WHATS}}, "due_at": _TIME},
            ("withdrawal", "uses", "count", "asked", "what", "due_at"),
            _SAID | {"asked": _EXAMPLE, "what": ["takedown_outputs"], "due_at": "2026-11-27T14:31:07Z"},
        ),
    }
)


_NOTHING = Described({}, (), {})  # for what is newer than this table; the tests want it in there


def partner_events() -> list[events.EventType]:
    """The types that a partner can be told, by name."""
    return events.types_for(TeamKind.PARTNER)


def webhooks() -> dict[str, Any]:
    """The `webhooks` of the OpenAPI document."""
    return {one.name: {"post": _operation(one)} for one in partner_events()}


def payload(name: str) -> dict[str, Any]:
    """The whole body of an event, as an example."""
    return {"type": name, "timestamp": "2026-11-24T14:31:07.120Z", "data": dict(DESCRIBED.get(name, _NOTHING).example)}


def schema_of(name: str) -> dict[str, Any]:
    """The JSON Schema of the body of an event."""
    described = DESCRIBED.get(name, _NOTHING)
    data = {"type": "object", "required": list(described.required), "properties": dict(described.properties)}
    return {
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"const": name},
            "timestamp": _TIME | {"description": "When it happened."},
            "data": data,
        },
    }


def _operation(one: events.EventType) -> dict[str, Any]:
    return {
        "operationId": one.name,
        "summary": one.label,
        "description": one.says,
        "tags": ["Webhooks"],
        "security": [],
        "parameters": [_header(*header) for header in _HEADERS],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": schema_of(one.name), "example": payload(one.name)}},
        },
        "responses": {
            "2XX": {"description": "Delivered. Answer within 20 seconds; no body is needed."},
            "410": {"description": "Switch this webhook off."},
            "default": {"description": "Tried again: ten times in all, over three days."},
        },
    }


_HEADERS = (
    ("webhook-id", "The event's id, the same at each attempt: drop what comes twice.", {"type": "string"}),
    ("webhook-timestamp", "When this attempt was made, in seconds since 1970.", {"type": "string"}),
    (
        "webhook-signature",
        "Standard Webhooks: `v1a,` and an Ed25519 signature or `v1,` and an HMAC-SHA256, of id, timestamp and body "
        "joined by full stops; several with blanks between while a key is replaced.",
        {"type": "string"},
    ),
)


def _header(name: str, description: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": True, "description": description, "schema": dict(schema)}
