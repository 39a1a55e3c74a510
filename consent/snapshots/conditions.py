"""Under which conditions a check would allow a use: where, for which model, from when until when. Pure.

`check` answers one question; this answers all of them at once, for one use of an asset by one partner. It is the same
rule: every licensor's signature covers the question, whoever wants to be asked has said yes since the last no, and no
holder's limits leave it out.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from consent.choices.answers import Limits

ANYWHERE = ""  # stands for every territory that nobody names, and for “everywhere” itself


@dataclass(frozen=True)
class Deal:
    """What one signed version of a licence gives by one team: its yes to one use, where, for which model, and when.

    `reference` is such as `L-0007/3`. Empty `territories` is the whole world, an empty `model` any or none.
    """

    licence: int
    reference: str
    team: int
    use: str
    territories: frozenset[str]
    model: str
    signed_at: datetime
    starts_at: datetime
    ends_at: datetime
    by_request: bool


@dataclass(frozen=True)
class Open:
    """A standing that nobody's no keeps shut, as a check reads it."""

    use: str
    licensors: frozenset[int]
    askers: frozenset[int]
    shut_at: datetime | None
    limits: tuple[Limits, ...]


class Row(NamedTuple):
    """One way in which the use is allowed. Of several rows the first that fits says under which licences.

    No `territories`: everywhere. No `model`: any, or none named. `starts_at` None: already. From `ends_at` no more.
    """

    territories: tuple[str, ...]
    model: str
    starts_at: datetime | None
    ends_at: datetime
    licences: tuple[str, ...]


class Window(NamedTuple):
    """From when the rows must be right, and until when."""

    at: datetime
    until: datetime


Granted = dict[str, tuple[str, ...]]  # territory → the licences it rests on


def rows(standing: Open, deals: Iterable[Deal], *, partner: int, window: Window) -> tuple[Row, ...]:
    """Every condition under which a check by this partner says `allow` within the window; none means never.

    Rows for a model come before those for any, and rows for named territories before those for all.
    """
    if not standing.licensors or any(one.partners and partner not in one.partners for one in standing.limits):
        return ()
    teams = standing.licensors | standing.askers
    matching = [one for one in deals if one.team in teams and one.ends_at > window.at and one.starts_at < window.until]
    moments = _moments(standing, matching, window)
    anything = _through_time(standing, matching, "", moments)
    found: list[Row] = []
    for model in sorted({one.model for one in matching if one.model}):
        special = _through_time(standing, matching, model, moments)
        if special != anything:
            found += _merged(model, special, moments)
    found += _merged("", anything, moments)
    return tuple(one for one in found if one.starts_at is None or one.starts_at < window.until)


def as_json(use: str, found: Sequence[Row]) -> str:
    """One set of conditions, always written the same way."""
    return json.dumps({"use": use, "rows": [_row(one) for one in found]}, separators=(",", ":"))


def name_of(content: str) -> str:
    """What a set is called: the same conditions have the same name in every version, for every partner."""
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def moment(at: datetime) -> str:
    """Such as 2026-11-22T18:24:10.459862Z."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _moments(standing: Open, deals: Sequence[Deal], window: Window) -> list[datetime]:
    """Where anything changes by itself, from now on."""
    turns = {one.starts_at for one in deals} | {one.ends_at for one in deals}
    turns |= {one.until for one in standing.limits if one.until}
    return [window.at, *sorted(one for one in turns if one > window.at)]


def _through_time(standing: Open, deals: Sequence[Deal], model: str, moments: Sequence[datetime]) -> list[Granted]:
    fitting = [one for one in deals if one.model in ("", model)]
    return [_granted(standing, [one for one in fitting if one.starts_at <= at < one.ends_at], at) for at in moments]


def _granted(standing: Open, deals: Sequence[Deal], at: datetime) -> Granted:
    """Where the use is allowed at this moment, and on which licences that rests."""
    if any(one.until and at >= one.until for one in standing.limits):
        return {}
    narrowed = [frozenset(one.territories) for one in standing.limits if one.territories]
    if narrowed:
        places = frozenset.intersection(*narrowed)
    else:
        places = frozenset({ANYWHERE}).union(*(one.territories for one in deals))
    found = {place: _licences(standing, deals, place) for place in places}
    everywhere = found.get(ANYWHERE)
    return {place: on for place, on in found.items() if on and (place == ANYWHERE or on != everywhere)}


def _licences(standing: Open, deals: Sequence[Deal], place: str) -> tuple[str, ...]:
    here = [one for one in deals if not one.territories or place in one.territories]
    answered = {
        one.team for one in here if one.by_request and (standing.shut_at is None or one.signed_at > standing.shut_at)
    }
    if not (standing.licensors <= {one.team for one in here} and standing.askers <= answered):
        return ()
    return tuple(sorted({one.reference for one in here}))


def _merged(model: str, granted: Sequence[Granted], moments: Sequence[datetime]) -> list[Row]:
    """Rows for stretches of time in which the same holds; for named territories first."""
    found: list[Row] = []
    begun: dict[tuple[tuple[str, ...], tuple[str, ...]], datetime | None] = {}
    for place, (at, given) in enumerate(zip(moments, granted, strict=True)):
        now = set(_grouped(given))
        for group in [group for group in begun if group not in now]:
            found.append(Row(group[0], model, begun.pop(group), at, group[1]))
        for group in now:
            begun.setdefault(group, at if place else None)
    # At the last moment everything has ended: every deal ends.
    return sorted(found, key=lambda row: (not row.territories, row.territories, row.ends_at, row.licences))


def _grouped(granted: Granted) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    for licences in set(granted.values()):
        places = sorted(place for place, on in granted.items() if on == licences)
        if places[0] == ANYWHERE:
            yield (), licences
            places = places[1:]
        if places:
            yield tuple(places), licences


def _row(row: Row) -> dict[str, Any]:
    said: dict[str, Any] = {"licences": row.licences}
    if row.territories:
        said["territories"] = row.territories
    if row.model:
        said["model"] = row.model
    if row.starts_at:
        said["from"] = moment(row.starts_at)
    return said | {"until": moment(row.ends_at)}
