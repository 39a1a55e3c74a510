"""The log of what a partner's clients asked: filtered by the address, each answer explained."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Q
from django.http import QueryDict

from artists.access import Actor
from artists.catalog.models import Asset
from artists.teams.models import ApiClient
from consent.decisions.reasons import Reason, reason
from consent.sandbox.assets import ASSETS, BY_ISRC, BY_ISWC
from consent.usage.models import Asked
from consent.usage.querysets import AskedQuerySet
from consent.uses import USES, Use
from portal.site.console import trail

PAGE = 20
LOOKED_THROUGH = 20_000
"""A filter looks through so many of the latest requests: one that finds little must not read months."""
SHOWS = (("", "All"), ("allow", "Allow"), ("ask", "Ask"), ("deny", "Deny"), ("error", "Errors"))


@dataclass(frozen=True)
class Line:
    """A request. Of a check with several questions `answer` is the one that most of them got."""

    pk: int
    at: datetime
    client: str
    method: str
    path: str
    status: int
    problem: str
    took: float
    request_id: str
    answer: str
    uses: Sequence[Use]
    name: str
    title: str
    where: str
    questions: int

    @property
    def is_error(self) -> bool:
        """Whether it was answered with a problem."""
        return self.status >= 400


@dataclass(frozen=True)
class Explained:
    """One question of an opened line. `asked` and `said` are JSON, as they would be read."""

    place: int
    of: int
    answer: str
    reasons: Sequence[Reason]
    trail: Sequence[trail.Seen]
    asked: str
    said: str
    others: Sequence["Other"]


@dataclass(frozen=True)
class Other:
    """Another question of the same request, and where it is explained."""

    place: int
    name: str
    answer: str
    url: str


@dataclass(frozen=True)
class Wanted:
    """What the address asks for."""

    show: str = ""
    client: str = ""
    q: str = ""
    before: int = 0
    open: int = 0
    question: int = 0

    @classmethod
    def of(cls, sent: QueryDict) -> "Wanted":
        """From the address; what makes no sense filters nothing."""
        show = sent.get("show", "")
        return cls(
            show if show in dict(SHOWS) else "",
            sent.get("client", "")[:100],
            sent.get("q", "").strip()[:100].replace("\x00", ""),
            _number(sent.get("before")), _number(sent.get("open")), _number(sent.get("question")),
        )  # fmt: skip

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is filtered out."""
        return bool(self.show or self.client or self.q)


@dataclass(frozen=True)
class Log:
    """A page of it, newest first."""

    lines: Sequence[Line]
    older: int
    opened: Explained | None


def read(actor: Actor, wanted: Wanted, *, test: bool) -> Log:
    """Four queries at most, however much was asked."""
    found = _narrowed(Asked.objects.visible_to(actor).filter(test=test), wanted)
    if wanted.before:
        found = found.filter(pk__lt=wanted.before)
    rows = list(found.annotate(client_name=F("client__name")).order_by("-pk")[: PAGE + 1])
    shown = rows[:PAGE]
    titles = _titles(shown, test=test)
    opened = next((row for row in shown if row.pk == wanted.open and row.questions), None)
    return Log(
        [_line(row, titles) for row in shown],
        shown[-1].pk if len(rows) > PAGE else 0,
        _explained(opened, wanted.question) if opened else None,
    )


def _narrowed(found: AskedQuerySet, wanted: Wanted) -> AskedQuerySet:
    if not wanted.is_narrowed:
        return found
    far = found.order_by("-pk").values_list("pk", flat=True)[LOOKED_THROUGH : LOOKED_THROUGH + 1].first()
    if far is not None:
        found = found.filter(pk__gt=far)
    if wanted.show == "error":
        found = found.filter(status__gte=400)
    elif wanted.show:
        found = found.filter(**{f"{wanted.show}__gt": 0})
    if wanted.client:
        found = found.filter(client__client_id=wanted.client)
    if wanted.q:
        named = wanted.q.replace("-", "").upper() if len(wanted.q) < 20 else wanted.q.lower()
        found = found.filter(Q(request_id=wanted.q) | Q(questions__contains=[{"n": named}]))
    return found


def _line(row: Any, titles: dict[str, str]) -> Line:
    questions = row.questions or []
    names = {one["n"] for one in questions}
    name = names.pop() if len(names) == 1 else ""
    counts = {"allow": row.allow, "ask": row.ask, "deny": row.deny}
    total = sum(counts.values())
    places = {one["t"] for one in questions}
    return Line(
        row.pk, row.at, row.client_name, row.method, row.path, row.status, row.problem, row.duration_ms, row.request_id,
        max(counts, key=lambda answer: counts[answer]) if total else "",
        [USES[use] for use in dict.fromkeys(one["u"] for one in questions) if use in USES][:3],
        name, titles.get(name, ""), places.pop() if len(places) == 1 else "", total,
    )  # fmt: skip


def _titles(rows: Sequence[Any], *, test: bool) -> dict[str, str]:
    """Titles of what was allowed: an `allow` names the track in its credit line, another answer does not."""
    names = {one["n"] for row in rows for one in row.questions or [] if one["a"] == "allow"}
    if test:
        known = {**{str(pk): one for pk, one in ASSETS.items()}, **BY_ISRC, **BY_ISWC}
        return {name: known[name].title for name in names if name in known}
    ids = [name for name in names if len(name) == 36]
    codes = [name for name in names if len(name) < 36]
    if not names:
        return {}
    found = Asset.objects.filter(Q(pk__in=ids) | Q(isrc__in=codes) | Q(iswc__in=codes))
    return {
        key: title for pk, isrc, iswc, title in found.values_list("pk", "isrc", "iswc", "title")
        for key in (str(pk), isrc, iswc) if key
    }  # fmt: skip


def _explained(row: Asked, place: int) -> Explained:
    questions: list[dict[str, Any]] = row.questions or []
    place = min(place, len(questions) - 1)
    one = questions[place]
    codes = one["r"]
    asked = {"use": one["u"], _named_by(one["n"]): one["n"], "territory": one["t"] or None}
    said = {"answer": one["a"], "reasons": [{"code": code} for code in codes]}
    others = [
        Other(at, other["n"], other["a"], f"?{urlencode({'open': row.pk, 'question': at})}#line-{row.pk}")
        for at, other in enumerate(questions)
        if at != place
    ]
    return Explained(
        place, len(questions), one["a"], [reason(code) for code in codes], trail.trail(one["a"], codes),
        _json(asked), _json(said), others,
    )  # fmt: skip


def _named_by(name: str) -> str:
    return "asset" if len(name) == 36 else "iswc" if name.startswith("T") and name[1:].isdecimal() else "isrc"


def _json(document: Any) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else 0


def clients_of(actor: Actor, *, test: bool) -> list[ApiClient]:
    """Who may be filtered by: the team's clients of this mode, those that are revoked too."""
    mode = ApiClient.Mode.TEST if test else ApiClient.Mode.LIVE
    return list(ApiClient.objects.visible_to(actor).filter(mode=mode).order_by("name", "pk"))
