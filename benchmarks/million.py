"""A catalogue of a million recordings with their songs, voices and standings, fifty partners and 2,000 licences.

The rows are made by the database itself, with ids that can be computed, so that a question needs no list of them. The
licences are concluded by the product's own steps: what a check finds of them is what it would find of real ones.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cache
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from artists.access import Actor, TeamKind
from benchmarks import data
from benchmarks.figures import progress
from consent.licences import steps
from consent.licences.models import Licence, Signature
from consent.licences.terms import Basis, Catalogue, Model, Rate, Scope, Terms
from consent.uses import TRACK_USES, USES

RECORDINGS = 1_000_000
TRACKS_EACH = 50  # of an artist, so that there are 20,000
LABELS, PUBLISHERS, PARTNERS = 30, 12, 50
TOKEN = "benchmark"
MODEL = Model("Loom", "2.1")
_TERRITORIES = ("AT", "BR", "DE", "JP", "US", None)
_RECORDING, _SONG, _ARTIST, _VOICE, _LIKENESS = (f"019900{one}0-0000-7000-8000-" for one in "01234")
# For each use: which teams must license it, and how many in a hundred say yes or want to be asked.
_WHO = {"discover": "m", "analyse": "m", "cover": "p", "remix": "mp", "reference": "mp", "train": "mp",
        "translate": "mv", "sing": "v", "speak": "v", "portray": "v"}  # fmt: skip
_YES = {"train": (25, 55), "translate": (20, 50), "sing": (20, 60), "speak": (20, 60), "portray": (30, 60)}

_TEAMS = """
INSERT INTO teams_team (kind, name, slug, created_at)
SELECT %(kind)s, %(name)s || ' ' || i, %(name)s || '-' || i, now() FROM generate_series(1, %(count)s::int) i
RETURNING id
"""
# Few labels and publishers have most of the music; every eighth artist has no label.
_ARTISTS = """
CREATE TEMPORARY TABLE many AS
SELECT i, (%(artist)s || lpad(to_hex(i), 12, '0'))::uuid AS id, %(first)s::bigint + i - 1 AS team,
       CASE WHEN i %% 8 > 0 THEN (%(labels)s::bigint[])[1 + floor(cardinality(%(labels)s::bigint[])
            * power((hashint4(i) & 1023) / 1024.0, 3))::int] END AS label,
       (%(publishers)s::bigint[])[1 + floor(cardinality(%(publishers)s::bigint[])
            * power((hashint4(-i) & 1023) / 1024.0, 3))::int] AS publisher
  FROM generate_series(1, %(count)s::int) i;
ANALYZE many;
INSERT INTO catalog_artist (id, name, slug, isni, ipi, team_id, created_at)
SELECT id, 'Artist ' || i, 'artist-' || i, '', '', team, now() FROM many
"""
_ASSETS = """
INSERT INTO catalog_asset (id, kind, title, version_title, title_language, artist_id, isrc, iswc, p_line, plays,
                           created_at)
SELECT (%(prefix)s || lpad(to_hex(i), 12, '0'))::uuid, %(kind)s, %(title)s || ' ' || i, '', '',
       CASE WHEN %(each)s::int > 0
            THEN (%(artist)s || lpad(to_hex(1 + (i - 1) / greatest(%(each)s::int, 1)), 12, '0'))::uuid END,
       CASE WHEN %(kind)s = 'recording' THEN 'QZBEN' || lpad(i::text, 7, '0') ELSE '' END,
       CASE WHEN %(kind)s = 'composition' THEN 'T' || lpad(i::text, 10, '0') ELSE '' END, '', i, now()
  FROM generate_series(1, %(count)s::int) i
"""
_WRITTEN = """
INSERT INTO catalog_embodiment (recording_id, composition_id)
SELECT (%(recording)s || lpad(to_hex(i), 12, '0'))::uuid, (%(song)s || lpad(to_hex((i + 1) / 2), 12, '0'))::uuid
  FROM generate_series(1, %(count)s::int) i;
INSERT INTO catalog_credit (recording_id, artist_id, role, position)
SELECT (%(recording)s || lpad(to_hex(i), 12, '0'))::uuid,
       (%(artist)s || lpad(to_hex(1 + (i - 1) / %(each)s::int), 12, '0'))::uuid, 'main', 1
  FROM generate_series(1, %(count)s::int) i
"""
# An artist answers alike for all tracks, with an exception here and there; one open answer in ten is narrowed.
_STANDINGS = """
INSERT INTO choices_standing (asset_id, use, answer, reasons, limits, teams, licensors, askers, changed_at)
SELECT asset, use, answer,
       CASE answer WHEN 2 THEN '{}' WHEN 1 THEN '{choice_ask}'
            ELSE CASE part %% 3 WHEN 0 THEN '{choice_off}' WHEN 1 THEN '{not_answered}'
                 ELSE '{choice_off,not_answered}' END END::text[],
       CASE WHEN answer = 0 OR part %% 10 > 0 THEN '[]'
            WHEN part %% 20 = 0 THEN '[{"partners": [], "territories": ["AT", "CH", "DE"], "until": null}]'
            ELSE '[{"partners": [], "territories": [], "until": 1924992000.0}]' END::jsonb,
       array_remove(ARRAY[team, nullif(master, team), song], NULL),
       array_remove(ARRAY[master, song, nullif(voice, master)], NULL),
       CASE WHEN answer = 1 THEN ARRAY[coalesce(team, song)] ELSE '{}' END, now()
  FROM (SELECT (%(prefix)s || lpad(to_hex(a.i), 12, '0'))::uuid AS asset, u.use, p.part,
               CASE WHEN u.who <> 'p' THEN m.team END AS team,
               CASE WHEN u.who LIKE '%%m%%' THEN coalesce(m.label, m.team) END AS master,
               CASE WHEN u.who LIKE '%%p%%' THEN m.publisher END AS song,
               CASE WHEN u.who LIKE '%%v%%' THEN m.team END AS voice,
               CASE WHEN p.part < u.yes THEN 2 WHEN p.part < u.ask THEN 1 ELSE 0 END AS answer
          FROM generate_series(%(start)s::int, %(end)s::int) a (i)
          JOIN many m ON m.i = 1 + (a.i - 1) / %(each)s::int
         CROSS JOIN unnest(%(uses)s::text[], %(who)s::text[], %(yes)s::int[], %(ask)s::int[]) u (use, who, yes, ask)
         CROSS JOIN LATERAL (SELECT (CASE WHEN (hashint4(a.i) & 15) = 0 THEN hashint4(a.i * 31) ELSE hashint4(m.i) END
                                     # hashtext(u.use)) & 1023) h (hash)
         CROSS JOIN LATERAL (SELECT h.hash %% 100) p (part)) x
"""
_KEYS = """
SELECT 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || quote_ident(conname),
       'ALTER TABLE ' || conrelid::regclass || ' ADD CONSTRAINT ' || quote_ident(conname) || ' '
           || pg_get_constraintdef(oid)
  FROM pg_constraint WHERE conrelid = ANY(%(tables)s::regclass[]) AND contype = 'u'
UNION ALL
SELECT 'DROP INDEX ' || indexrelid::regclass, pg_get_indexdef(indexrelid)
  FROM pg_index i WHERE indrelid = ANY(%(tables)s::regclass[]) AND NOT indisprimary
   AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""
_LARGE = ["choices_standing", "catalog_asset", "catalog_embodiment", "catalog_credit"]
_STEP = 100_000


@dataclass(frozen=True)
class Million:
    """What was made: `partner` asks with the bearer token `TOKEN`."""

    recordings: int
    partners: tuple[int, ...]

    @property
    def partner(self) -> int:
        """The one who asks."""
        return self.partners[0]

    @property
    def artists(self) -> int:
        """How many artists, each with a voice and a likeness."""
        return self.recordings // TRACKS_EACH


@cache
def made() -> Million:
    """The catalogue of the benchmarks, made once in a process."""
    found = make(RECORDINGS, PARTNERS)
    data.settle()
    return found


def make(recordings: int, partners: int) -> Million:
    """A catalogue of this size. Partners have forty licences each; the first has the token `TOKEN`."""
    progress(f"making {recordings:,} recordings, with standings for {len(USES)} uses")
    artists = recordings // TRACKS_EACH
    labels, publishers = _teams("label", LABELS), _teams("publisher", PUBLISHERS)
    own = _teams("artist", artists)
    asking = (data.token(TOKEN), *_teams("partner", partners - 1))
    with transaction.atomic(), connection.cursor() as cursor:
        # As a restore does it: what refers to what is right by construction, and indexes are built at the end.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute(_KEYS, {"tables": _LARGE})
        keys = cursor.fetchall()
        for drop, _ in keys:
            cursor.execute(drop)
        _rows(artists, {"labels": labels, "publishers": publishers, "first": own[0]})
        progress("  indexes")
        cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
        for _, create in reversed(keys):
            cursor.execute(create)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    progress(f"  {partners * 40:,} licences")
    _licences(asking, labels, publishers, own)
    return Million(recordings, asking)


def recording(number: int) -> UUID:
    """The id of the recording with this number, counted from 1."""
    return UUID(f"{_RECORDING}{number:012x}")


def questions(made: Million, count: int, *, seed: int = 1) -> list[dict[str, str]]:
    """Questions as a partner asks them: of any use, here or there, some by ISRC, a few for what nobody knows."""
    chance = random.Random(seed)
    uses = tuple(USES)
    return [dict(_question(chance, chance.choice(uses), made)) for _ in range(count)]


def _question(chance: random.Random, use: str, made: Million) -> Iterator[tuple[str, str]]:
    yield "use", use
    persons = {"sing": _VOICE, "speak": _VOICE, "portray": _LIKENESS}
    number = 1 + chance.randrange(made.artists if use in persons else made.recordings)
    if use not in persons and chance.random() < 0.05:
        yield "isrc", f"QZBEN{number:07}"
    else:
        unknown = chance.random() < 0.01
        yield "asset", f"{persons.get(use, _RECORDING)}{number + (1 << 40) * unknown:012x}"
    if territory := chance.choice(_TERRITORIES):
        yield "territory", territory
    if use == "train":
        yield "model", MODEL.label


def _teams(kind: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_TEAMS, {"kind": kind, "name": f"many-{kind}", "count": count})
        return [row[0] for row in cursor.fetchall()]


def _rows(artists: int, teams: dict[str, object]) -> None:
    count = artists * TRACKS_EACH
    names = {"artist": _ARTIST, "recording": _RECORDING, "song": _SONG, "each": TRACKS_EACH}
    kinds = [
        (_RECORDING, "recording", "Track", count, TRACKS_EACH),
        (_SONG, "composition", "Song", count // 2, 0),
        (_VOICE, "voice", "Voice", artists, 1),
        (_LIKENESS, "likeness", "Likeness", artists, 1),
    ]
    with connection.cursor() as cursor:
        for one in _ARTISTS.split(";"):
            cursor.execute(one, names | teams | {"count": artists})
        for prefix, kind, title, number, each in kinds:
            sheet = {"prefix": prefix, "kind": kind, "title": title, "count": number, "each": each}
            cursor.execute(_ASSETS, names | sheet)
        for one in _WRITTEN.split(";"):
            cursor.execute(one, names | {"count": count})
        track_uses = [*(use.code for use in TRACK_USES), "translate"]
        for prefix, number, each, uses in (
            (_RECORDING, count, TRACKS_EACH, track_uses),
            (_SONG, count // 2, TRACKS_EACH // 2, ["cover"]),
            (_VOICE, artists, 1, ["sing", "speak"]),
            (_LIKENESS, artists, 1, ["portray"]),
        ):
            _standings(prefix, number, each, uses)


def _standings(prefix: str, count: int, each: int, uses: Sequence[str]) -> None:
    shares = [_YES.get(use, (55, 70)) for use in uses]
    sheet = {"prefix": prefix, "each": each, "uses": list(uses), "who": [_WHO[use] for use in uses],
             "yes": [yes for yes, _ in shares], "ask": [ask for _, ask in shares]}  # fmt: skip
    with connection.cursor() as cursor:
        for start in range(1, count + 1, _STEP):
            cursor.execute(_STANDINGS, sheet | {"start": start, "end": min(start + _STEP - 1, count)})
            if count > _STEP:
                progress(f"  standings {start + _STEP - 1:,} of {count:,} {uses[0]} …")


def _licences(partners: Sequence[int], labels: Sequence[int], publishers: Sequence[int], own: Sequence[int]) -> None:
    """Forty for each partner: with labels, with publishers, for some artists, for voices by name, and by request."""
    chance = random.Random(2)
    uses = tuple(use.code for use in TRACK_USES)
    for partner in partners:
        deals = [
            ([one], uses, _all(chance, len(own), place < 5)) for place, one in enumerate(chance.sample(labels, 14))
        ]
        deals += [
            ([one], uses, _all(chance, len(own), place < 2)) for place, one in enumerate(chance.sample(publishers, 8))
        ]
        for _ in range(6):
            artists = tuple(_id(_ARTIST, 1 + chance.randrange(len(own))) for _ in range(20))
            deals.append(
                (
                    [chance.choice(labels), chance.choice(publishers)],
                    uses[:3],
                    Catalogue(Scope.ARTISTS, artists=artists),
                )
            )
        for _ in range(4):
            number = 1 + chance.randrange(len(own))
            persons = (_id(_VOICE, number), _id(_LIKENESS, number))
            deals.append(([own[number - 1]], ("sing", "speak", "portray"), Catalogue(Scope.ASSETS, assets=persons)))
        with transaction.atomic():
            for parties, what, catalogue in deals:
                conclude(partner, parties, what, catalogue, by_request=False)
            for _ in range(8):
                number = 1 + chance.randrange(len(own) * TRACKS_EACH)
                artist = own[(number - 1) // TRACKS_EACH]
                parties = [artist, chance.choice(labels[:5]), chance.choice(publishers[:3])]
                asked = tuple(_id(_RECORDING, number + more) for more in range(5))
                conclude(partner, parties, uses[2:4], Catalogue(Scope.ASSETS, assets=asked), by_request=True)


def _all(chance: random.Random, artists: int, less: bool) -> Catalogue:
    """All they hold; in some deals less a few tracks, songs and artists."""
    if not less:
        return Catalogue(Scope.ALL)
    tracks = [_id(_RECORDING, 1 + chance.randrange(artists * TRACKS_EACH)) for _ in range(20)]
    songs = [_id(_SONG, 1 + chance.randrange(artists * TRACKS_EACH // 2)) for _ in range(5)]
    without = tuple(_id(_ARTIST, 1 + chance.randrange(artists)) for _ in range(3))
    return Catalogue(Scope.ALL, without_assets=(*tracks, *songs), without_artists=without)


def conclude(
    partner: int, parties: Sequence[int], uses: tuple[str, ...], catalogue: Catalogue, *, by_request: bool
) -> None:
    """A licence in force, by the steps that real ones take."""
    now = timezone.now()
    model = MODEL if "train" in uses else None
    rates = (Rate(Basis.PER_OUTPUT, Decimal("0.045")), Rate(Basis.REVENUE_SHARE, basis_points=250))
    terms = Terms(uses, catalogue, now.date(), now.date() + timedelta(days=365), "EUR", rates, model=model)
    origin = Licence.Origin.REQUEST if by_request else Licence.Origin.OFFER
    licence = Licence.objects.create(
        partner_id=partner, title="Benchmark", origin=origin, state="offered", drafted_for_id=partner, created_at=now
    )
    steps.set_parties(licence, parties)
    version = steps.add_version(licence, terms, actor=Actor(None, partner, TeamKind.PARTNER, frozenset()), at=now)
    yeses = [steps.Yes(one, None, now, Signature.How.SIGNED) for one in (partner, *parties)]
    steps.conclude(licence, version, yeses, at=now, by_request=by_request)


def _id(prefix: str, number: int) -> UUID:
    return UUID(f"{prefix}{number:012x}")
