"""`Idempotency-Key`: the same POST sent again, by a program that lost the answer, is answered again and not done again.

The key's row is written first, in the act's own transaction: a second POST with it waits there for the first, and then
finds its answer. What was refused is not kept, so it may be mended and sent with the same key.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from portal.api.bearer import Partner
from portal.api.models import Answered
from portal.api.problems import Problem

KEPT = timedelta(hours=48)
HEADER = "Idempotency-Key"


def once(request: HttpRequest, partner: Partner, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Do `act` in one transaction and answer with what it gives; with a key seen before, with what it gave then.

    Raises `Problem`: `idempotency_key_unreadable`, or `idempotency_key_reused` for another request under the same key.
    """
    key = key_of(request)
    if key is None:
        with transaction.atomic():
            return act()
    now = timezone.now()
    mark = hashlib.sha256(f"{request.method} {request.path}\n".encode() + request.body).hexdigest()
    with transaction.atomic():
        Answered.objects.filter(client_id=partner.client_id, answered_at__lt=now - KEPT).delete()
        row = Answered(client_id=partner.client_id, key=key, fingerprint=mark, answered_at=now)
        Answered.objects.bulk_create([row], ignore_conflicts=True)
        mine = Answered.objects.select_for_update().get(client_id=partner.client_id, key=key)
        if mine.status:
            return _again(mine, mark)
        response = act()
        mine.status, mine.body = response.status_code, response.content
        mine.save(update_fields=["status", "body"])
        return response


def _again(kept: Answered, mark: str) -> HttpResponse:
    if kept.fingerprint != mark:
        raise Problem("idempotency_key_reused")
    response = HttpResponse(bytes(kept.body), status=kept.status, content_type="application/json")
    response["Cache-Control"] = "no-store"
    response["Idempotent-Replayed"] = "true"
    return response


def key_of(request: HttpRequest) -> str | None:
    """The key, with or without the quotes that the draft standard puts round it."""
    given = request.headers.get(HEADER)
    if given is None:
        return None
    key = given[1:-1] if len(given) > 1 and given[0] == given[-1] == '"' else given
    if not 1 <= len(key) <= 255 or any(not 32 < ord(sign) < 127 for sign in key):
        raise Problem("idempotency_key_unreadable")
    return key
