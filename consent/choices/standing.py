"""Working out standings: one statement, under row locks, the same rule as `answers.least`.

A check asks about a subject: a recording, a voice, a likeness; for a cover also a song. Its parts are the assets whose
holders must all say yes: the recording itself, the songs it embodies, the voices of the artists credited on it, as the
use's needs say.
"""

from collections.abc import Collection
from uuid import UUID

from django.db import connection, transaction

from artists.catalog.models import Asset
from consent.choices import kept_tallies
from consent.uses import USES, Need

# One row for each use and each kind of asset it can be asked of, with the kinds whose holders must say yes.
_VALUES = ", ".join(
    f"('{use.code}', '{subject}', {', '.join(str(need in use.needs) for need in Need)})"
    for use in USES.values()
    for subject in sorted(use.subjects)
)

# Parts with asset NULL are needs nobody can answer yet: a recording without a known song, an artist without a voice,
# a recording with a main artist, or one whose team turned out to be somebody else, for whom no performer speaks here.
# An artist who is not here is silent, and silence is no.
PARTS = f"""
WITH need AS (
    SELECT * FROM (VALUES {_VALUES}) v (use, subject, recording, composition, voice, likeness)
     WHERE use = ANY(%(uses)s)
),
subject AS (SELECT id, kind FROM catalog_asset WHERE id = ANY(%(subjects)s)),
part AS (
    SELECT s.id AS subject, n.use, s.id AS asset, '' AS missing
      FROM subject s JOIN need n ON n.subject = s.kind
     WHERE s.kind <> 'recording' OR n.recording
    UNION
    SELECT s.id, n.use, NULL, 'performer_unknown'
      FROM subject s JOIN need n ON n.subject = s.kind AND n.recording
     WHERE s.kind = 'recording' AND EXISTS (SELECT FROM catalog_holding h WHERE h.asset_id = s.id)
       AND (NOT EXISTS (SELECT FROM catalog_holding h WHERE h.asset_id = s.id AND h."right" = 'performer')
            OR EXISTS (SELECT FROM catalog_credit c JOIN catalog_artist a ON a.id = c.artist_id
                        WHERE c.recording_id = s.id AND (c.role = 'main' OR a.parted_at IS NOT NULL)
                          AND NOT EXISTS (SELECT FROM catalog_holding h WHERE h.asset_id = s.id
                                             AND h."right" = 'performer' AND h.team_id = a.team_id)))
    UNION
    SELECT s.id, n.use, e.composition_id, CASE WHEN e.composition_id IS NULL THEN 'song_unknown' ELSE '' END
      FROM subject s JOIN need n ON n.subject = s.kind AND n.composition
      LEFT JOIN catalog_embodiment e ON e.recording_id = s.id
     WHERE s.kind = 'recording'
    UNION
    SELECT s.id, n.use, v.id, CASE WHEN v.id IS NULL THEN 'voice_unknown' ELSE '' END
      FROM subject s JOIN need n ON n.subject = s.kind AND n.voice
      LEFT JOIN catalog_credit c ON c.recording_id = s.id
      LEFT JOIN catalog_asset v ON v.artist_id = c.artist_id AND v.kind = 'voice'
     WHERE s.kind = 'recording'
)"""

_REFRESH = (
    PARTS
    + """,
held AS (
    SELECT DISTINCT p.subject, p.use, p.asset, p.missing, h.team_id, c.answer, c.partners, c.territories, c.until,
           c.closed_at, h."right" <> 'performer'
               OR bool_and(h."right" = 'performer') OVER (PARTITION BY p.subject, p.use, p.asset) AS licenses
      FROM part p
      LEFT JOIN catalog_holding h ON h.asset_id = p.asset
      LEFT JOIN choices_choice c ON c.asset_id = p.asset AND c.team_id = h.team_id AND c.use = p.use
),
found AS (
    SELECT subject, use, min(CASE WHEN team_id IS NULL THEN 0 ELSE coalesce(answer, 0) END) AS answer,
           array_remove(array_agg(DISTINCT CASE
               WHEN missing <> '' THEN missing
               WHEN team_id IS NULL THEN 'no_holder'
               WHEN answer IS NULL THEN 'not_answered'
               WHEN answer = 0 THEN 'choice_off'
               WHEN answer = 1 THEN 'choice_ask'
           END), NULL) AS reasons,
           coalesce(jsonb_agg(DISTINCT jsonb_build_object(
               'partners', partners, 'territories', territories, 'until', extract(epoch FROM until)))
               FILTER (WHERE answer > 0 AND (partners <> '{}' OR territories <> '{}' OR until IS NOT NULL)),
               '[]') AS limits,
           array_remove(array_agg(DISTINCT team_id), NULL) AS teams,
           array_agg(DISTINCT team_id) FILTER (WHERE team_id IS NOT NULL AND licenses) AS licensors,
           array_agg(DISTINCT team_id) FILTER (WHERE answer = 1) AS askers,
           max(closed_at) FILTER (WHERE answer = 1) AS shut_at
      FROM held GROUP BY subject, use
)
INSERT INTO choices_standing AS s
       (asset_id, use, answer, reasons, limits, teams, licensors, askers, shut_at, changed_at)
SELECT subject, use, answer, reasons, limits, coalesce(teams, '{}'), coalesce(licensors, '{}'), coalesce(askers, '{}'),
       shut_at, now() FROM found
    ON CONFLICT (asset_id, use) DO UPDATE
   SET answer = excluded.answer, reasons = excluded.reasons, limits = excluded.limits, teams = excluded.teams,
       licensors = excluded.licensors, askers = excluded.askers, shut_at = excluded.shut_at,
       changed_at = excluded.changed_at
 WHERE (s.answer, s.reasons, s.limits, s.teams, s.licensors, s.askers, s.shut_at)
       IS DISTINCT FROM (excluded.answer, excluded.reasons, excluded.limits, excluded.teams, excluded.licensors,
                         excluded.askers, excluded.shut_at)
"""
)

_HOLDERS = (
    PARTS
    + "SELECT DISTINCT p.subject, h.team_id FROM part p JOIN catalog_holding h ON h.asset_id = p.asset ORDER BY 1, 2"
)

_SUBJECTS = """
SELECT id FROM catalog_asset WHERE id = ANY(%(assets)s)
UNION SELECT recording_id FROM catalog_embodiment WHERE composition_id = ANY(%(assets)s)
UNION SELECT c.recording_id FROM catalog_credit c
        JOIN catalog_asset v ON v.artist_id = c.artist_id AND v.kind = 'voice' WHERE v.id = ANY(%(assets)s)
"""

# Everything a subject's standing is made of is locked with it, so that a new holder (whose foreign key needs the same
# row) waits for us or we for it.
_LOCK = """
SELECT id FROM catalog_asset
 WHERE id = ANY(ARRAY(
       SELECT unnest(%(subjects)s::uuid[])
       UNION SELECT composition_id FROM catalog_embodiment WHERE recording_id = ANY(%(subjects)s)))
 ORDER BY id FOR UPDATE
"""


def subjects_of(assets: Collection[UUID]) -> list[UUID]:
    """These assets, and the recordings whose standing depends on any of them."""
    with connection.cursor() as cursor:
        cursor.execute(_SUBJECTS, {"assets": list(assets)})
        return [row[0] for row in cursor.fetchall()]


def lock(assets: Collection[UUID]) -> list[UUID]:
    """Lock these assets and all whose standing they touch, in one order; return the subjects to refresh.

    One writer per subject: two holders who press at once wait for each other here.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Standings are locked inside the transaction that changes them.")
    subjects = subjects_of(assets)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, {"subjects": subjects})
    return subjects


def refresh(subjects: Collection[UUID], uses: Collection[str] = tuple(USES)) -> int:
    """Work out the standings of these subjects anew, for these uses; return how many rows changed."""
    if not subjects:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_REFRESH, {"subjects": list(subjects), "uses": list(uses)})
        return int(cursor.rowcount)


def holders(subjects: Collection[UUID], uses: Collection[str]) -> dict[UUID, set[int]]:
    """The teams whose yes each subject needs for these uses, worked out now; the empty set where nobody is known."""
    found: dict[UUID, set[int]] = {subject: set() for subject in subjects}
    with connection.cursor() as cursor:
        cursor.execute(_HOLDERS, {"subjects": list(subjects), "uses": list(uses)})
        for subject, team in cursor.fetchall():
            found[subject].add(team)
    return found


def refresh_all() -> int:
    """Work out every standing anew; for the operator, after a restore."""
    every = list(Asset.objects.order_by("pk").values_list("pk", flat=True))
    changed = 0
    for start in range(0, len(every), 2000):
        with transaction.atomic():
            some = every[start : start + 2000]
            lock(some)
            changed += refresh(some)
    kept_tallies.forget()
    return changed
