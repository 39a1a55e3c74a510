"""An answer lasts as long as the right it was given for, and an artist's team is part of what a standing is made of.

When a team's last right in an asset goes, its answers there become silence, in the same transaction, by the database
itself: were the right to come back, whoever holds it then answers anew. When another team, or none, speaks for an artist,
the standings of the artist's tracks are forgotten.
"""

from django.db import migrations

_HEAD = """
CREATE OR REPLACE FUNCTION choices_holding_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM choices_forget_standings(ARRAY(SELECT DISTINCT asset_id FROM gone));
"""
_SILENCE = """
        UPDATE choices_choice c
           SET answer = NULL, partners = '{}', territories = '{}', until = NULL, version = c.version + 1,
               set_at = now(), set_by_id = NULL
         WHERE c.answer IS NOT NULL
           AND EXISTS (SELECT FROM gone g WHERE g.asset_id = c.asset_id AND g.team_id = c.team_id)
           AND NOT EXISTS (SELECT FROM catalog_holding h WHERE h.asset_id = c.asset_id AND h.team_id = c.team_id);
"""
_TAIL = """
    ELSIF TG_OP = 'INSERT' THEN
        PERFORM choices_forget_standings(ARRAY(SELECT DISTINCT asset_id FROM come));
    ELSE
        PERFORM choices_forget_standings(ARRAY(SELECT asset_id FROM gone UNION SELECT asset_id FROM come));
    END IF;
    RETURN NULL;
END $$;
"""
_ARTISTS = """
CREATE FUNCTION choices_artist_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM choices_forget_standings(ARRAY(
        SELECT DISTINCT c.recording_id
          FROM gone JOIN come ON come.id = gone.id AND (come.team_id, come.parted_at) IS DISTINCT FROM (gone.team_id, gone.parted_at)
          JOIN catalog_credit c ON c.artist_id = gone.id));
    RETURN NULL;
END $$;
CREATE TRIGGER choices_standing_update AFTER UPDATE ON catalog_artist
    REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION choices_artist_changed();
"""
_NO_ARTISTS = "DROP TRIGGER choices_standing_update ON catalog_artist; DROP FUNCTION choices_artist_changed();"
# What was open although a main artist had nobody here is worked out anew; until then it is off, as it will be after.
_FORGET = """
DELETE FROM choices_standing s
 USING catalog_credit c JOIN catalog_artist a ON a.id = c.artist_id
 WHERE c.recording_id = s.asset_id AND c.role = 'main'
   AND NOT EXISTS (SELECT FROM catalog_holding h WHERE h.asset_id = s.asset_id AND h."right" = 'performer'
                      AND h.team_id = a.team_id)
   AND s.answer > 0 AND s.use <> 'cover'
"""


class Migration(migrations.Migration):
    dependencies = [("choices", "0003_one_index_each"), ("catalog", "0004_identification")]
    operations = [
        migrations.RunSQL(_HEAD + _SILENCE + _TAIL, _HEAD + _TAIL),
        migrations.RunSQL(_ARTISTS, _NO_ARTISTS),
        migrations.RunSQL(_FORGET, migrations.RunSQL.noop),
    ]
