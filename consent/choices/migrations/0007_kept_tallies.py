"""Tallies of rosters are kept, and what changes them is noted; see `consent.choices.kept_tallies`.

Both tables are a cache: unlogged, without models, of no worth to a backup. Every statement that could change a tally notes
the artists of the tracks it touched, with its transaction's number. Notes are only ever added, so nobody waits for anybody.
"""

from django.db import migrations

TABLES = """
CREATE UNLOGGED TABLE choices_tally (
    team_id bigint NOT NULL, artist_id uuid NOT NULL, as_of pg_snapshot NOT NULL, kept_at timestamptz NOT NULL,
    tracks integer NOT NULL, missing integer NOT NULL, waiting integer NOT NULL, changed_at timestamptz,
    counts integer[] NOT NULL, PRIMARY KEY (team_id, artist_id)
);
CREATE UNLOGGED TABLE choices_tallied (
    team_id bigint PRIMARY KEY, as_of pg_snapshot NOT NULL, kept_at timestamptz NOT NULL
);
CREATE UNLOGGED TABLE choices_touched (
    artist_id uuid NOT NULL, xid xid8 NOT NULL DEFAULT pg_current_xact_id(), at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (artist_id, xid)
);
CREATE INDEX choices_touched_at ON choices_touched (at);

CREATE FUNCTION choices_touch(assets uuid[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO choices_touched (artist_id)
    SELECT a.artist_id FROM catalog_asset a WHERE a.id = ANY(assets) AND a.kind = 'recording'
    UNION
    SELECT r.artist_id FROM catalog_embodiment e JOIN catalog_asset r ON r.id = e.recording_id
     WHERE e.composition_id = ANY(assets)
    ON CONFLICT DO NOTHING
$$;
"""
DROP = """
DROP FUNCTION choices_touch(uuid[]);
DROP TABLE choices_touched; DROP TABLE choices_tallied; DROP TABLE choices_tally;
"""
# table: the column that names what is touched
SOURCES = {
    "choices_choice": "asset_id",
    "choices_standing": "asset_id",
    "catalog_holding": "asset_id",
    "catalog_embodiment": "recording_id",
    "catalog_asset": "id",
}
EVENTS = {
    "INSERT": ("NEW TABLE AS come", "SELECT {0} FROM come"),
    "UPDATE": ("OLD TABLE AS gone NEW TABLE AS come", "SELECT {0} FROM gone UNION SELECT {0} FROM come"),
    "DELETE": ("OLD TABLE AS gone", "SELECT {0} FROM gone"),
}


def _create(table: str, column: str, event: str) -> str:
    tables, rows = EVENTS[event]
    # A track that goes to another artist is told apart from what it was before: both are touched.
    moved = (
        "INSERT INTO choices_touched (artist_id) SELECT DISTINCT artist_id FROM gone WHERE artist_id IS NOT NULL "
        "ON CONFLICT DO NOTHING;"
        if table == "catalog_asset" and event != "INSERT"
        else ""
    )
    name = f"{table}_touches_{event.lower()}"
    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM choices_touch(ARRAY({rows.format(column)}));
    {moved}
    RETURN NULL;
END $$;
CREATE TRIGGER choices_touches_{event.lower()} AFTER {event} ON {table}
    REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""


def _drop(table: str, event: str) -> str:
    return f"DROP FUNCTION {table}_touches_{event.lower()}() CASCADE;"


class Migration(migrations.Migration):
    dependencies = [("choices", "0006_default_under_a_mandate"), ("catalog", "0004_identification")]
    operations = [
        migrations.RunSQL(TABLES, DROP),
        *(
            migrations.RunSQL(_create(table, column, event), _drop(table, event))
            for table, column in SOURCES.items()
            for event in EVENTS
        ),
    ]
