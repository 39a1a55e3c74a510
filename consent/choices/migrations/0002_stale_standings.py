"""The catalogue cannot outrun the standing.

Who holds an asset, which songs a recording embodies and whose voices are on it decide what a standing is made of.
Whenever one of these changes, the standings it touches are deleted in the same transaction, by the database itself:
no standing means off, until `consent.choices` has worked it out again. The assets are locked first (the foreign keys'
own locks come only at commit), so that an answer given at the same moment waits, and then counts the new holder.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION choices_forget_standings(touched uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    subjects uuid[];
BEGIN
    subjects := ARRAY(
        SELECT unnest(touched)
        UNION SELECT recording_id FROM catalog_embodiment WHERE composition_id = ANY(touched)
        UNION SELECT c.recording_id FROM catalog_credit c
                JOIN catalog_asset v ON v.artist_id = c.artist_id AND v.kind = 'voice' WHERE v.id = ANY(touched)
    );
    PERFORM id FROM catalog_asset WHERE id = ANY(subjects) ORDER BY id FOR SHARE;
    DELETE FROM choices_standing WHERE asset_id = ANY(subjects);
END $$;

CREATE FUNCTION choices_holding_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM choices_forget_standings(ARRAY(SELECT DISTINCT asset_id FROM gone));
    ELSIF TG_OP = 'INSERT' THEN
        PERFORM choices_forget_standings(ARRAY(SELECT DISTINCT asset_id FROM come));
    ELSE
        PERFORM choices_forget_standings(ARRAY(SELECT asset_id FROM gone UNION SELECT asset_id FROM come));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION choices_recording_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM choices_forget_standings(ARRAY(SELECT DISTINCT recording_id FROM gone));
    ELSIF TG_OP = 'INSERT' THEN
        PERFORM choices_forget_standings(ARRAY(SELECT DISTINCT recording_id FROM come));
    ELSE
        PERFORM choices_forget_standings(ARRAY(SELECT recording_id FROM gone UNION SELECT recording_id FROM come));
    END IF;
    RETURN NULL;
END $$;
"""

DROP_FUNCTIONS = """
DROP FUNCTION choices_recording_changed();
DROP FUNCTION choices_holding_changed();
DROP FUNCTION choices_forget_standings(uuid[]);
"""

SOURCES = {
    "catalog_holding": "choices_holding_changed",
    "catalog_embodiment": "choices_recording_changed",
    "catalog_credit": "choices_recording_changed",
}
TABLES = {"INSERT": "NEW TABLE AS come", "DELETE": "OLD TABLE AS gone", "UPDATE": "OLD TABLE AS gone NEW TABLE AS come"}


def _create(table: str, function: str, event: str) -> str:
    return (
        f"CREATE TRIGGER choices_standing_{event.lower()} AFTER {event} ON {table} "
        f"REFERENCING {TABLES[event]} FOR EACH STATEMENT EXECUTE FUNCTION {function}();"
    )


class Migration(migrations.Migration):
    dependencies = [("choices", "0001_initial"), ("catalog", "0001_initial")]
    operations = [
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        *(
            migrations.RunSQL(_create(table, function, event), f"DROP TRIGGER choices_standing_{event.lower()} ON {table};")
            for table, function in SOURCES.items()
            for event in TABLES
        ),
    ]
