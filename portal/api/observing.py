"""What a conformance run sees: the calls of the partner's test clients, as they came and as they were answered."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from consent.sandbox import seeing
from consent.sandbox.judging import Call, Kind
from portal.api.bearer import Partner
from portal.api.idempotency import key_of

_BASE = "/api/v1/"


def note(request: HttpRequest, response: HttpResponse) -> None:
    """Let the partner's open run see this call. Nothing for a live client, and little where no run is open."""
    partner = getattr(request, "auth", None)
    if isinstance(partner, Partner) and partner.test and seeing.is_watched(partner.team_id):
        seeing.see(partner.team_id, partner.client, list(_calls(request, response)))


def _calls(request: HttpRequest, response: HttpResponse) -> Iterator[Call]:
    path, now = request.path.removeprefix(_BASE), timezone.now()
    if path == "checks" and response.status_code == 200:
        body = orjson.loads(response.content)
        for answer in body.get("answers", [body]):
            if seeing.is_drills(answer["asset"], answer["question"]["use"]):
                permit = answer.get("permit") or {}
                yield Call(now, Kind.CHECK, answer=answer["answer"], permit=permit.get("id", ""))
    elif path == "reports" and request.method == "POST":
        yield from _reports(request, response)
    elif path.startswith("permits/") and path.endswith("/redeem") and response.status_code == 200:
        permit = orjson.loads(response.content)
        if seeing.is_drills(permit["asset"], permit["use"]):
            yield Call(now, Kind.REDEEM, permit=permit["id"], counted=True)


def _reports(request: HttpRequest, response: HttpResponse) -> Iterator[Call]:
    if response.status_code >= 300:
        return  # it reported nothing, and its body may not even be readable
    key, again = key_of(request) or "", response.get("Idempotent-Replayed") == "true"
    taken: Mapping[str, Any] = orjson.loads(response.content)
    permits = seeing.permits_reported(taken["id"])
    for permit in permits:
        yield Call(timezone.now(), Kind.REPORT, permit=permit, key=key, counted=True, again=again)
    if not permits and seeing.names_the_drill(request.body):
        yield Call(timezone.now(), Kind.REPORT, key=key)
