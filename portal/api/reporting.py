"""Between what a program reads of reports and what the rooms have: pages by id, amounts as text, test assets."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from artists.access import Invalid
from consent.reports import credits
from consent.reports.credits import Named, Source
from consent.reports.intake import No, Sandbox, Taken
from consent.reports.models import Batch, Line, Output, Refused
from consent.reports.selectors import DueNow, references
from consent.sandbox.assets import ARTISTS, ASSETS
from portal.api.bearer import Partner
from portal.api.problems import Problem


def sandbox_for(partner: Partner) -> Sandbox | None:
    """The sandbox for a test client; None for a live one."""
    return _sandbox() if is_test(partner) else None


def is_test(partner: Partner) -> bool:
    """Whether the client is a test client."""
    return partner.test


@cache
def _sandbox() -> Sandbox:
    some = list(ASSETS.values())
    return Sandbox(
        [one.id for one in some], [one.isrc for one in some], [one.iswc for one in some],
        [one.kind.value for one in some],
    )  # fmt: skip


@cache
def sandbox_names() -> Mapping[UUID, Named]:
    """How the sandbox calls its assets."""
    return {one.id: Named(one.title, ARTISTS[one.artist].name, one.kind.value) for one in ASSETS.values()}


def problem_of(refusal: Invalid) -> Problem:
    """What makes no sense, under the names that the program used."""
    errors = [{"field": refusal.field or "body", "detail": refusal.sentence}]
    return Problem("invalid_request", refusal.sentence, errors=errors, refusal=refusal.code)


def page_of(
    found: QuerySet[Any], cursor: str | None, limit: int, *, down: bool, said: Callable[[Any], Mapping[str, Any]]
) -> tuple[list[Mapping[str, Any]], str | None]:
    """A page of rows ordered by a UUID, and the cursor to the next; `down` where the newest come first."""
    if cursor is not None:
        at = _read(cursor)
        found = found.filter(pk__lt=at) if down else found.filter(pk__gt=at)
    rows = list(found[: limit + 1])
    more = len(rows) > limit
    rows = rows[:limit]
    return [said(row) for row in rows], _cursor(rows[-1].pk) if more else None


def _cursor(last: UUID) -> str:
    return urlsafe_b64encode(last.bytes).decode().rstrip("=")


def _read(cursor: str) -> UUID:
    try:
        return UUID(bytes=urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        detail = "This is no cursor of ours. Send `next` of the page before, or leave it out."
        raise Problem("invalid_request", errors=[{"field": "cursor", "detail": detail}]) from None


def batch(one: Batch) -> dict[str, Any]:
    """A batch in numbers."""
    return {
        "id": one.pk, "received_at": one.sent_at, "test": one.test, "lines": one.lines, "accepted": one.accepted,
        "already_counted": one.repeated, "refused": one.refused, "outside": one.outside,
    }  # fmt: skip


def taken(one: Taken) -> dict[str, Any]:
    """What became of a batch."""
    return {
        **batch(one.batch),
        "refusals": [refusal(no) for no in one.refused],
        "outside_lines": list(one.outside),
        "completed": [
            {
                "licence": it.licence, "period": {"from": it.first, "to": it.last}, "punctual": it.punctual,
                "nothing": it.nothing,
            }
            for it in one.closed
        ],
    }  # fmt: skip


def refusal(one: No | Refused) -> dict[str, Any]:
    """A line that was not counted."""
    return {
        "index": one.place, "reference": one.reference, "code": one.code, "field": one.field, "detail": one.sentence,
    }  # fmt: skip


def line(one: Line) -> dict[str, Any]:
    """A line that was counted."""
    reversal = getattr(one, "reversal", None)
    return {
        "id": one.pk, "reference": one.reference, "permit": one.permit_id, "licences": _licences(one),
        "asset": one.asset_id, "use": one.use, "territory": one.territory or None, "model": one.model or None,
        "used_from": one.began_at, "used_to": one.ended_at, "quantity": amount(one.quantity),
        "minutes": amount(one.minutes),
        "revenue": {"amount": amount(one.revenue), "currency": one.currency} if one.currency else None,
        "outputs": one.outputs, "outside": one.outside or None, "after_closing": one.after_closing,
        "reverses": one.reverses_id, "reversed_by": reversal.pk if reversal else None,
    }  # fmt: skip


def _licences(one: Line) -> Sequence[str]:
    if one.test:
        return [f"L-TEST-{number}" if number else "L-TEST" for number in one.licences]
    return references(one.licences)


def due(one: DueNow) -> dict[str, Any]:
    """A report that is due."""
    return {
        "licence": one.licence, "period": {"from": one.first, "to": one.last}, "due_at": one.due_at,
        "state": one.phase.value, "filed_at": one.filed_at, "lines": one.lines, "quantity": amount(one.quantity),
    }  # fmt: skip


def output(one: Output) -> dict[str, Any]:
    """An output of the partner's own, with the credit lines to show. Load its partner."""
    sources = credits.sources_of([one], sandbox_names() if one.test else None)[one.pk]
    return {
        "id": one.pk, "reference": one.reference, "title": one.title, "kind": one.kind,
        "contains_ai": one.contains_ai, "url": one.url or None, "sha256": one.sha256 or None, "made_at": one.made_at,
        "registered_at": one.registered_at, "taken_down_at": one.taken_down_at, "test": one.test,
        "page": settings.SITE_ORIGIN + reverse("fans:made", args=[one.pk]), "credit": credits.whole(sources),
        "parts": [_part(source) for source in sources],
    }  # fmt: skip


def _part(source: Source) -> dict[str, Any]:
    return {
        "asset": source.asset_id, "use": source.use, "licence": source.licence or None, "credit": source.credit,
    }  # fmt: skip


def amount(value: Decimal) -> str:
    """A decimal as text, without zeros that say nothing."""
    return format(value.normalize(), "f") if value else "0"
