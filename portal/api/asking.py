"""From what a partner's program sent to what the actions take, and back: terms, assets, deadlines, refusals."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, QueryDict

from artists.access import Conflict, Denied, Invalid, Refusal
from artists.catalog import identifiers
from artists.catalog.models import Asset
from consent.licences import terms as core
from portal.api import deal_schemas as schemas
from portal.api.problems import Problem

_REFERENCE = re.compile(r"(?:[A-Z]-)?([0-9]{1,12})", re.ASCII | re.IGNORECASE)
_SEEN_AS = {"catalogue": "assets", "model": "terms.model", "title": "title", "purpose": "purpose",
            "deadline": "deadline", "assets": "assets"}  # fmt: skip
_CODES = {Denied: "not_allowed", Conflict: "in_the_way", Invalid: "invalid_request"}


@contextmanager
def refusals_told() -> Iterator[None]:
    """Turn what an action refuses into the problem a program can act on: `refusal` is the action's own code."""
    try:
        yield
    except Refusal as refusal:
        errors = []
        if isinstance(refusal, Invalid) and refusal.field:
            field = _SEEN_AS.get(refusal.field, f"terms.{refusal.field}")
            errors = [{"field": field, "detail": refusal.sentence}]
        code = next(code for kind, code in _CODES.items() if isinstance(refusal, kind))
        raise Problem(code, refusal.sentence, errors=errors, refusal=refusal.code) from None


def number_of(reference: str, prefix: str) -> int:
    """The number in `R-2148`; 404 for anything that names nothing."""
    found = _REFERENCE.fullmatch(reference)
    if found is None or (not reference[0].isdigit() and reference[0].upper() != prefix):
        raise Http404
    return int(found.group(1))


def terms_from(sent: schemas.Terms, assets: Sequence[UUID]) -> core.Terms:
    """The terms as a value, in the one order that is hashed."""
    data = sent.model_dump(mode="json") | {
        "catalogue": {"scope": "assets", "assets": [str(one) for one in assets]},
    }
    return core.Terms.from_data(core.Terms.from_data(data).as_data())


def terms_of(terms: core.Terms) -> dict[str, Any]:
    """Back again, without the catalogue."""
    return {key: value for key, value in terms.as_data().items() if key != "catalogue"}


def named(sent: schemas.NewRequest | schemas.Counter) -> list[UUID]:
    """The assets by id and by ISRC, each once; `Problem` naming each that cannot be read or is not known."""
    read: dict[str, str] = {}
    errors = []
    for place, given in enumerate(sent.isrcs):
        try:
            read[identifiers.isrc(given)] = f"isrcs.{place}"
        except Invalid:
            detail = "Give an ISRC: two letters, three letters or digits, seven digits, such as QZS7T2500012."
            errors.append({"field": f"isrcs.{place}", "detail": detail})
    found = dict(Asset.objects.filter(isrc__in=read).values_list("isrc", "pk"))
    errors += [
        {"field": field, "detail": "We know no recording with this ISRC."}
        for isrc, field in read.items()
        if isrc not in found
    ]
    if errors:
        raise Problem("invalid_request", errors=errors)
    return list(dict.fromkeys([*sent.assets, *(found[isrc] for isrc in read)]))


def moment(given: datetime | None) -> datetime | None:
    """A deadline, which must say its zone."""
    if given is not None and given.tzinfo is None:
        detail = "Say the zone too, such as 2026-12-24T18:00:00Z."
        raise Problem("invalid_request", errors=[{"field": "deadline", "detail": detail}])
    return given


def page_of(
    found: Any, page: schemas.Page, said: Callable[[Any], Mapping[str, Any]]
) -> tuple[list[Mapping[str, Any]], str | None]:
    """A page of rows that are ordered by falling number, and the cursor to the next."""
    if page.cursor is not None:
        found = found.filter(pk__lt=_read(page.cursor))
    rows = list(found[: page.limit + 1])
    more = len(rows) > page.limit
    last = rows[page.limit - 1].pk if more else None
    return [said(row) for row in rows[: page.limit]], None if last is None else _cursor(last)


def only_known(query: QueryDict, known: Iterable[str]) -> None:
    """A misspelt filter would list what nobody asked for."""
    names = ", ".join(known)
    errors = [
        {"field": name, "detail": f"There is no such parameter. There are: {names}."}
        for name in query
        if name not in known
    ]
    errors += [{"field": name, "detail": "Give it once."} for name, values in query.lists() if len(values) > 1]
    if errors:
        raise Problem("invalid_request", errors=errors)


def misshapen(found: Iterable[Mapping[str, Any]]) -> Problem:
    """The problem for what did not have the documented shape: each field by its path, such as `terms.rates.0.basis`."""
    return Problem("invalid_request", errors=[_error(one) for one in found])


def _error(found: Mapping[str, Any]) -> dict[str, str]:
    # The place is such as ("body", "ask", "terms", "rates", 0, "basis") or ("query", "page", "limit").
    place = [str(part) for part in found["loc"][1:]]
    if place and place[0] in ("ask", "round", "seen", "page", "said", "report", "output"):
        place = place[1:]
    said = str(found["msg"])
    details = {"extra_forbidden": "There is no such field. Leave it out, or mend its spelling", "missing": "Give this"}
    detail = details.get(found["type"], said[:1].upper() + said[1:])
    return {"field": ".".join(place) or "body", "detail": detail.rstrip(".") + "."}


def _cursor(number: int) -> str:
    return urlsafe_b64encode(b"before:%d" % number).decode().rstrip("=")


def _read(cursor: str) -> int:
    try:
        word, _, number = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii").partition(":")
    except ValueError:
        word, number = "", ""
    if word != "before" or not (number.isdecimal() and len(number) <= 18):
        detail = "This is no cursor of ours. Send `next` of the page before, or leave it out."
        raise Problem("invalid_request", errors=[{"field": "cursor", "detail": detail}])
    return int(number)
