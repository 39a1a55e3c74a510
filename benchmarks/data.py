"""What is measured on, made by the database itself."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from allauth.idp.oidc.models import Client, Token
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from artists.teams.models import ApiClient
from consent.choices import standing

_TEAM = """
INSERT INTO teams_team (kind, name, slug, created_at) VALUES (%s, %s, %s, now()) RETURNING id
"""
_ARTIST = """
INSERT INTO catalog_artist (id, name, slug, isni, ipi, team_id, created_at)
VALUES (uuidv7(), %s, %s, '', '', %s, now()) RETURNING id
"""
_ASSETS = """
INSERT INTO catalog_asset (id, kind, title, version_title, title_language, artist_id, isrc, iswc, p_line, plays,
                           created_at)
SELECT uuidv7(), %(kind)s, 'Track ' || i, '', '', %(artist)s,
       CASE WHEN %(prefix)s = '' THEN '' ELSE %(prefix)s || lpad(i::text, 7, '0') END, '', '', i, now()
  FROM generate_series(1, %(count)s) i
RETURNING id
"""
_SONGS = """
INSERT INTO catalog_embodiment (recording_id, composition_id)
SELECT recording, song FROM unnest(%(recordings)s::uuid[], %(songs)s::uuid[]) AS pair (recording, song)
"""
_CREDITS = """
INSERT INTO catalog_credit (recording_id, artist_id, role, position)
SELECT id, %(artist)s, 'main', 1 FROM unnest(%(recordings)s::uuid[]) id
"""
_HOLDINGS = """
INSERT INTO catalog_holding (asset_id, team_id, "right", share_bp, created_at)
SELECT id, %(team)s, %(right)s, NULL, now() FROM unnest(%(assets)s::uuid[]) id
"""
_CHOICES = """
INSERT INTO choices_choice (asset_id, team_id, use, answer, partners, territories, version, notice_version,
                            notice_sha256, set_at)
SELECT id, %(team)s, u, (row_number() OVER ()) %% 3, '{}', '{}', 1, 1, repeat('0', 64), now()
  FROM unnest(%(assets)s::uuid[]) id, unnest(%(uses)s::text[]) u
"""
_NO_LIMIT = {"checks": 10**9}
_USES = ["discover", "analyse", "cover", "remix", "reference", "train"]


@dataclass(frozen=True)
class Roster:
    """An artist's team with tracks."""

    team: int
    slug: str
    tracks: list[UUID]


def migrate() -> None:
    """The tables."""
    call_command("migrate", verbosity=0)


def settle() -> None:
    """Let the planner know what there is, so that no figure pays for the loading."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def team(kind: str, name: str, slug: str) -> int:
    """A team with nobody in it."""
    return int(_returned(_TEAM, [kind, name, slug])[0])


def roster(slug: str, count: int) -> Roster:
    """An artist's team that holds this many tracks and their songs, half of its choices made."""
    owner = team("artist", slug, slug)
    artist = _returned(_ARTIST, [slug, slug, owner])[0]
    tracks = _returned(_ASSETS, {"kind": "recording", "artist": artist, "prefix": "", "count": count})
    songs = _returned(_ASSETS, {"kind": "composition", "artist": None, "prefix": "", "count": count})
    _run(_SONGS, {"recordings": tracks, "songs": songs})
    _run(_CREDITS, {"artist": artist, "recordings": tracks})
    _run(_HOLDINGS, {"team": owner, "right": "performer", "assets": tracks})
    _run(_HOLDINGS, {"team": owner, "right": "publishing", "assets": songs})
    half = [*tracks[: count // 2], *songs[: count // 2]]
    _run(_CHOICES, {"team": owner, "assets": half, "uses": _USES})
    standing.refresh(tracks)
    return Roster(owner, slug, tracks)


def token(value: str) -> int:
    """A partner's bearer token, good for a day; returns the partner."""
    partner, now = team("partner", "Benchmark", "benchmark"), timezone.now()
    client = Client.objects.create(id="benchmark", name="Benchmark", scopes="checks")
    ApiClient.objects.create(team_id=partner, client_id=client.pk, name="Benchmark", created_at=now, limits=_NO_LIMIT)
    made = Token(type=Token.Type.ACCESS_TOKEN, client=client, scopes="checks", expires_at=now + timedelta(days=1))
    made.set_value(value)
    made.save()
    return partner


def _returned(query: str, parameters: object) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return [row[0] for row in cursor.fetchall()]


def _run(query: str, parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
