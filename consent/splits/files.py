"""Divisions from a CSV file: one line for each team of a work, `code,team,basis_points`. Pure but for the look-ups.

The code is an ISRC (the recording's side) or an ISWC (the song's); the team is its name or the last part of its
address. All lines of a work together are its division. Nothing is proposed where a single line is wrong.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Lower

from artists.access import Actor, Invalid, TeamKind
from artists.catalog import identifiers
from artists.catalog.models import Asset
from artists.teams.models import Team
from consent.splits import division, proposing
from consent.splits.inforce import ALL, concerned_by
from consent.splits.proposing import Wanted
from consent.splits.states import Side

COLUMNS = ("code", "team", "basis_points")
MOST_BYTES = 20_000_000
MOST_ERRORS = 200
MOST_NAMES = 2_000
_PIECE = 10_000


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a line, and how to mend it."""

    line: int
    sentence: str


@dataclass
class Read:
    """A file as read: divisions with the works they are for, and what is wrong."""

    groups: list[tuple[list[UUID], Wanted]] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    works: int = 0


@dataclass(frozen=True)
class _Row:
    line: int
    code: str
    team: str
    basis_points: int


def read(content: bytes, *, effective_on: date, reason: str, actor: Actor) -> Read:
    """Read a file for this team. A handful of queries. Raises `Invalid` for what is no such file."""
    found = Read()
    rows = list(_rows(_text(content), found))
    codes = {row.code for row in rows}
    if len(codes) > division.MOST_AT_ONCE:
        raise Invalid(
            "many_works", f"There are more than {division.MOST_AT_ONCE:,} works. Divide the file.", field="file"
        )
    works = _works(codes)
    teams = _teams({row.team for row in rows})
    divisions: dict[str, dict[int, int]] = defaultdict(dict)
    lines: dict[str, int] = {}
    for row in rows:
        lines.setdefault(row.code, row.line)
        team = teams.get(row.team.lower())
        if row.code not in works:
            found.wrong.append(Wrong(row.line, f"{row.code} is not in the catalogue of this portal."))
        elif team is None:
            found.wrong.append(Wrong(row.line, f"No team is called “{row.team}”. Write its name as on its page."))
        elif team in divisions[row.code]:
            found.wrong.append(
                Wrong(row.line, f"{row.team} is named twice for {row.code}. Write one line for each team.")
            )
        else:
            divisions[row.code][team] = row.basis_points
    if not found.wrong:
        _check(divisions, works, lines, found, effective_on=effective_on, reason=reason, actor=actor)
    found.wrong = sorted(found.wrong, key=lambda one: one.line)[:MOST_ERRORS]
    return found


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise Invalid("file_large", "This file is larger than 20 MB. Divide it.", field="file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("not_utf8", "This file is not UTF-8. Save it as CSV in UTF-8.", field="file") from None


def _rows(text: str, found: Read) -> Iterator[_Row]:
    if "\x00" in text:
        raise Invalid("not_csv", "This is not a CSV file.", field="file")
    lines = csv.reader(io.StringIO(text, newline=""))
    try:
        head = [cell.strip().lower() for cell in next(lines, [])]
        if tuple(head) != COLUMNS:
            raise Invalid("columns", f"The first line must be: {','.join(COLUMNS)}", field="file")
        for cells in lines:
            if any(cell.strip() for cell in cells):
                yield from _row(lines.line_num, cells, found)
    except csv.Error as trouble:
        raise Invalid("not_csv", f"This is not a CSV file: {trouble}.", field="file") from trouble


def _row(line: int, cells: Sequence[str], found: Read) -> Iterator[_Row]:
    if len(cells) != len(COLUMNS):
        found.wrong.append(Wrong(line, f"There are {len(cells)} cells, and there should be {len(COLUMNS)}."))
        return
    code, team, number = (cell.strip() for cell in cells)
    try:
        code = identifiers.iswc(code) if code.upper().startswith("T") else identifiers.isrc(code)
    except Invalid as wrong:
        found.wrong.append(Wrong(line, wrong.sentence))
        return
    if not number.isascii() or not number.isdigit() or len(number) > 5 or int(number) > ALL:
        found.wrong.append(Wrong(line, f"“{number[:40]}” is not a number of basis points from 0 to 10000."))
    elif not code:
        found.wrong.append(Wrong(line, "The code is missing: an ISRC or an ISWC."))
    else:
        yield _Row(line, code, team, int(number))


def _works(codes: set[str]) -> dict[str, tuple[UUID, Side]]:
    found: dict[str, tuple[UUID, Side]] = {}
    every = sorted(codes)
    for start in range(0, len(every), _PIECE):
        piece = every[start : start + _PIECE]
        tracks = Asset.objects.filter(isrc__in=piece).values_list("pk", "isrc")
        songs = Asset.objects.filter(iswc__in=piece).values_list("pk", "iswc")
        found |= {code: (pk, Side.RECORDING) for pk, code in tracks} | {code: (pk, Side.SONG) for pk, code in songs}
    return found


def _teams(names: set[str]) -> dict[str, int]:
    """Teams that hold rights by slug, and by a name that only one of them has."""
    if len(names) > MOST_NAMES:
        raise Invalid("many_teams", f"More than {MOST_NAMES:,} teams are named. Divide the file.", field="file")
    wanted = {name.lower() for name in names}
    found: dict[str, list[int]] = defaultdict(list)
    slugs: dict[str, int] = {}
    kinds = [kind for kind in TeamKind if kind.holds_rights]
    called = Team.objects.filter(kind__in=kinds).annotate(low=Lower("name"))
    for pk, low, slug in called.filter(Q(low__in=wanted) | Q(slug__in=wanted)).values_list("pk", "low", "slug"):
        found[low].append(pk)
        slugs[slug] = pk
    return {name: of[0] for name, of in found.items() if len(of) == 1} | slugs


def _check(
    divisions: Mapping[str, dict[int, int]], works: Mapping[str, tuple[UUID, Side]], lines: Mapping[str, int],
    found: Read, *, effective_on: date, reason: str, actor: Actor,
) -> None:  # fmt: skip
    """Each division whole, and of everybody it concerns; then grouped, so that one statement writes many."""
    concerned = concerned_by([works[code] for code in divisions], effective_on)
    names = dict(
        Team.objects.filter(pk__in={t for teams in concerned.values() for t in teams}).values_list("pk", "name")
    )
    alike: dict[tuple[Side, str], tuple[list[UUID], Wanted]] = {}
    for code, shares in divisions.items():
        work, side = works[code]
        teams = concerned[(work, side)]
        if sentence := _why_not(code, shares, teams, names, actor):
            found.wrong.append(Wrong(lines[code], sentence))
            continue
        wanted = Wanted(side, shares, effective_on, reason)
        alike.setdefault((side, division.text_of(shares)), ([], wanted))[0].append(work)
        found.works += 1
    found.groups = list(alike.values())
    _note_waiting(found, {works[code][0]: lines[code] for code in divisions}, actor)


def _why_not(
    code: str, shares: Mapping[int, int], teams: frozenset[int], names: Mapping[int, str], actor: Actor
) -> str:
    if actor.team_id not in teams:
        return f"Your team holds no right on this side of {code}."
    if len(teams) == 1:
        return f"Your team holds this side of {code} alone: there is nothing to split."
    if left_out := sorted(names[team] for team in teams - set(shares)):
        return f"{code}: {', '.join(left_out)} must be named too, with 0 where nothing is meant for them."
    if set(shares) - teams:
        return f"{code}: a team is named that holds no right on this side."
    if (total := sum(shares.values())) != ALL:
        return f"{code}: the basis points come to {total:,}, and must come to 10,000."
    return ""


def _note_waiting(found: Read, lines: Mapping[UUID, int], actor: Actor) -> None:
    for works, wanted in found.groups:
        for work in proposing.sort_out(works, wanted, team_id=actor.team_id).waiting:
            found.wrong.append(Wrong(lines[work], "A split is on the table for this already. Answer that one first."))
