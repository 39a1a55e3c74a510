"""Reading once what a partner may use: a line for each asset, a set of conditions for each way of being allowed.

The database groups the standings that nobody keeps shut by asset and tells them apart by what matters to this partner
(the key). Each key is judged once by `conditions.rows`; a million assets have a few hundred keys.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import connection

from consent.choices.answers import CHOICE_ASK, Limits
from consent.licences.models import Version
from consent.snapshots.conditions import Deal, Open, Window, as_json, name_of, rows

KEYS_KEPT = 100_000  # of assets' keys, judged already; beyond that they are judged again

# One number for all rows of `licences_cover` that differ in their asset alone.
_DEALS = """
SELECT min(v.id), v.licence_id, v.version_id, v.team_id, v.use, v.territories, v.model, v.signed_at, v.starts_at,
       v.ends_at, v.by_request, v.artist_id, bool_or(v.asset_id IS NOT NULL)
  FROM licences_cover v
 WHERE v.partner_id = %(partner)s AND NOT v.for_experience AND v.live AND v.ends_at > %(at)s AND v.starts_at < %(until)s
 GROUP BY v.licence_id, v.version_id, v.team_id, v.use, v.territories, v.model, v.signed_at, v.starts_at, v.ends_at,
          v.by_request, v.artist_id, v.asset_id IS NULL
"""
# What a licence leaves out, by artist: also the artist whom a name that is left out turned out to be.
_LEFT_OUT = """
SELECT x.artist_id, x.licence_id FROM licences_exclusion x JOIN licences_licence l ON l.id = x.licence_id
 WHERE l.partner_id = %(partner)s AND x.artist_id IS NOT NULL
UNION
SELECT m.merged_into_id, x.licence_id
  FROM licences_exclusion x JOIN licences_licence l ON l.id = x.licence_id JOIN catalog_artist m ON m.id = x.artist_id
 WHERE l.partner_id = %(partner)s AND m.merged_into_id IS NOT NULL
"""
_PAUSED = "SELECT coalesce(array_agg(team_id), '{}') FROM choices_pause WHERE resumed_at IS NULL"
# Of a standing's key: the use, who licenses, who wants to be asked and since when, every limit, and which deals name
# this very asset. Of an asset's: its artist where a deal or an exclusion names one, and the licences it is left out of.
QUERY = """
COPY (
WITH named AS (
    SELECT asset_id, use, string_agg(DISTINCT deal::text, ',') AS deals FROM (
        SELECT asset_id, use, min(id) OVER (PARTITION BY licence_id, version_id, team_id, use, territories, model,
                                            signed_at, starts_at, ends_at, by_request) AS deal
          FROM licences_cover
         WHERE partner_id = %(partner)s AND NOT for_experience AND asset_id IS NOT NULL AND live AND ends_at > %(at)s
           AND starts_at < %(until)s) v
     GROUP BY asset_id, use
),
left_out AS (
    SELECT asset_id, string_agg(DISTINCT licence_id::text, ',') AS licences FROM (
        SELECT x.asset_id, x.licence_id
          FROM licences_exclusion x JOIN licences_licence l ON l.id = x.licence_id
         WHERE l.partner_id = %(partner)s AND x.asset_id IS NOT NULL
        UNION
        SELECT e.recording_id, x.licence_id
          FROM licences_exclusion x JOIN licences_licence l ON l.id = x.licence_id
          JOIN catalog_embodiment e ON e.composition_id = x.asset_id
         WHERE l.partner_id = %(partner)s) x
     GROUP BY asset_id
)
SELECT a.id, CASE a.kind WHEN 'recording' THEN a.isrc WHEN 'composition' THEN a.iswc ELSE a.artist_id::text END,
       CASE WHEN a.artist_id = ANY (%(artists)s::uuid[]) THEN a.artist_id END, o.licences, s.keys
  FROM (SELECT s.asset_id, string_agg(concat_ws('|', s.use, s.licensors, s.askers,
                   CASE WHEN s.askers <> '{}' THEN coalesce(s.shut_at::text, '') ELSE '' END, s.limits,
                   coalesce(n.deals, '')), ';' ORDER BY s.use) AS keys
          FROM choices_standing s
          LEFT JOIN named n ON n.asset_id = s.asset_id AND n.use = s.use
         WHERE s.answer > 0 AND s.reasons <@ ARRAY[%(ask)s] AND s.use = ANY (%(uses)s)
           AND s.licensors <> '{}' AND s.licensors <@ %(teams)s::bigint[] AND s.askers <@ %(asked)s::bigint[]
           AND s.teams && %(teams)s::bigint[] AND NOT s.teams && %(paused)s::bigint[]
         GROUP BY s.asset_id) s
  JOIN catalog_asset a ON a.id = s.asset_id
  LEFT JOIN left_out o ON o.asset_id = a.id
 ORDER BY a.id
) TO STDOUT
"""


@dataclass(frozen=True)
class Deals:
    """What the partner's licences give, by what they name."""

    everything: Mapping[str, list[Deal]]
    by_artist: Mapping[tuple[str, str], list[Deal]]
    by_number: Mapping[int, Deal]
    left_out: Mapping[str, frozenset[int]]

    @property
    def all(self) -> list[Deal]:
        """Each once."""
        return [*chain(*self.everything.values()), *chain(*self.by_artist.values()), *self.by_number.values()]

    @property
    def artists(self) -> list[UUID]:
        """Artists whom it matters to tell apart."""
        return [UUID(one) for one in sorted({artist for artist, _ in self.by_artist} | set(self.left_out))]


@dataclass
class Reading:
    """The lines of one partner's snapshot, and what came up while they were read."""

    partner: int
    window: Window
    sets: dict[str, str] = field(default_factory=dict)
    licences: set[str] = field(default_factory=set)

    def lines(self) -> Iterator[bytes]:
        """Every line, sorted, each with its line end: assets, then licences, then sets."""
        yield from self._assets(_deals(self.partner, self.window))
        yield from _licence_lines(self.licences)
        for name in sorted(self.sets):
            yield f"set\t{name}\t{self.sets[name]}\n".encode()

    def asked(self) -> dict[str, Any]:
        """What goes into `QUERY`."""
        return self._asked(_deals(self.partner, self.window))

    def _asked(self, deals: Deals) -> dict[str, Any]:
        every = deals.all
        with connection.cursor() as cursor:
            cursor.execute(_PAUSED)
            paused = cursor.fetchone()[0]
        return {
            "partner": self.partner, "at": self.window.at, "until": self.window.until, "ask": CHOICE_ASK,
            "uses": sorted({one.use for one in every}), "teams": sorted({one.team for one in every}),
            "asked": sorted({one.team for one in every if one.by_request}), "artists": deals.artists, "paused": paused,
        }  # fmt: skip

    def _assets(self, deals: Deals) -> Iterator[bytes]:
        judge = _Judge(self, deals)
        known: dict[bytes, bytes] = {}
        # psycopg's own cursor: Django's, where it keeps a log of queries, takes no parameters here.
        with connection.cursor() as cursor, cursor.cursor.copy(QUERY, self._asked(deals)) as copied:
            for block in copied:
                asset, also, key = bytes(block).split(b"\t", 2)
                found = known.get(key)
                if found is None:
                    if len(known) >= KEYS_KEPT:
                        known.clear()
                    found = known[key] = judge.sets_of(key.decode())
                if found:
                    yield b"asset\t%b\t%b\t%b\n" % (asset, also, found)


class _Judge:
    """From the key of an asset to the names of its sets of conditions."""

    def __init__(self, reading: Reading, deals: Deals) -> None:
        self.reading, self.deals = reading, deals
        self._known: dict[tuple[str, str, str], str] = {}

    def sets_of(self, key: str) -> bytes:
        """The names, in order; empty where no use is allowed after all."""
        artist, without, standings = ("" if part == r"\N" else part for part in key.rstrip("\n").split("\t"))
        found = {self._set(artist, without, one) for one in standings.split(";")}
        return " ".join(sorted(found - {""})).encode()

    def _set(self, artist: str, without: str, key: str) -> str:
        whole = (artist, without, key)
        if (known := self._known.get(whole)) is not None:
            return known
        use, licensors, askers, shut_at, limits, named = key.split("|")
        standing = Open(
            use, _numbers(licensors[1:-1]), _numbers(askers[1:-1]),
            datetime.fromisoformat(shut_at) if shut_at else None, tuple(_limits(one) for one in json.loads(limits)),
        )  # fmt: skip
        name = self._named(use, rows(standing, self._deals(use, artist, without, named), partner=self.reading.partner,
                                     window=self.reading.window))  # fmt: skip
        if len(self._known) >= KEYS_KEPT:
            self._known.clear()
        self._known[whole] = name
        return name

    def _deals(self, use: str, artist: str, without: str, named: str) -> list[Deal]:
        out = _numbers(without) | self.deals.left_out.get(artist, frozenset())
        found = [*self.deals.everything.get(use, ()), *self.deals.by_artist.get((artist, use), ())]
        found += [self.deals.by_number[number] for number in _numbers(named)]
        return [one for one in found if one.licence not in out]

    def _named(self, use: str, found: Sequence[Any]) -> str:
        if not found:
            return ""
        content = as_json(use, found)
        name = name_of(content)
        if self.reading.sets.setdefault(name, content) != content:
            raise RuntimeError("Two different sets of conditions came to the same name.")
        self.reading.licences.update(licence for row in found for licence in row.licences)
        return name


def _deals(partner: int, window: Window) -> Deals:
    everything, by_artist = defaultdict[str, list[Deal]](list), defaultdict[tuple[str, str], list[Deal]](list)
    by_number: dict[int, Deal] = {}
    left_out = defaultdict[str, frozenset[int]](frozenset)
    asked: dict[str, Any] = {"partner": partner, "at": window.at, "until": window.until}
    with connection.cursor() as cursor:
        cursor.execute(_LEFT_OUT, asked)
        for artist, licence in cursor.fetchall():
            left_out[str(artist)] |= {licence}
        cursor.execute(_DEALS, asked)
        found = cursor.fetchall()
    references = _references({row[2] for row in found})
    for number, licence, version, team, use, territories, *rest, artist, named in found:
        deal = Deal(licence, references[version], team, use, frozenset(territories), *rest)
        if named:
            by_number[number] = deal
        elif artist:
            by_artist[str(artist), use].append(deal)
        else:
            everything[use].append(deal)
    return Deals(everything, by_artist, by_number, left_out)


def _references(versions: set[int]) -> dict[int, str]:
    found = Version.objects.filter(pk__in=versions).values_list("pk", "licence_id", "number")
    return {pk: reference(licence, number) for pk, licence, number in found}


def reference(licence: int, number: int) -> str:
    """How a version of a licence is called: `L-0007/3`."""
    return f"L-{licence:04d}/{number}"


def _licence_lines(references: set[str]) -> Iterator[bytes]:
    by_licence = sorted(int(one.partition("/")[0][2:]) for one in references)
    found = Version.objects.filter(licence_id__in=by_licence).only("licence_id", "number", "sha256", "terms")
    lines = []
    for version in found:
        name = reference(version.licence_id, version.number)
        if name in references:
            lines.append(licence_line(name, version.sha256, version.agreed.credit_line))
    yield from sorted(lines)


def licence_line(name: str, sha256: str, credit_line: str) -> bytes:
    """What is said of a version of a licence."""
    content = json.dumps({"sha256": sha256, "credit_line": credit_line}, separators=(",", ":"))
    return f"licence\t{name}\t{content}\n".encode()


def _numbers(listed: str) -> frozenset[int]:
    return frozenset(int(one) for one in listed.split(",") if one)


def _limits(data: Mapping[str, Any]) -> Limits:
    until = datetime.fromtimestamp(float(data["until"]), UTC) if data["until"] is not None else None
    return Limits(tuple(data["partners"]), tuple(data["territories"]), until)
