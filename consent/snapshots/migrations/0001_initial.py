"""Versions of what partners may use; and notes on whatever changes what a check reads.

Every statement that could change what some partner may use leaves a note with its transaction's number: for the teams
whose licence the use takes, for the partner whose licences changed, or (neither) for everybody. Notes are only ever
added, so nobody waits for anybody. They are a table like any other: a note lost in a crash would be a yes kept too long.

What else a check reads changes only together with a standing: holders, songs and credits delete the standings they
touch (choices 0002).
"""

import django.db.models.deletion
import uuid_utils.compat
from django.db import migrations, models

TABLE = """
CREATE TABLE snapshots_change (
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(), at timestamptz NOT NULL DEFAULT now(), teams bigint[],
    partner_id bigint
);
CREATE INDEX snapshots_change_xid ON snapshots_change (xid);
CREATE INDEX snapshots_change_at ON snapshots_change (at);
"""
DROP = "DROP TABLE snapshots_change;"
EVENTS = {
    "INSERT": ("NEW TABLE AS come", "SELECT * FROM come"),
    "UPDATE": ("OLD TABLE AS gone NEW TABLE AS come", "SELECT * FROM gone UNION ALL SELECT * FROM come"),
    "DELETE": ("OLD TABLE AS gone", "SELECT * FROM gone"),
}
ALL = tuple(EVENTS)
# table: (events, the note a statement leaves, from its rows)
SOURCES = {
    # Closed before and closed after changes nothing for anybody.
    "choices_standing": (ALL, """
    INSERT INTO snapshots_change (teams)
    SELECT array_agg(DISTINCT team) FROM ({rows}) r, unnest(r.licensors) team WHERE r.answer > 0 HAVING count(*) > 0;"""),
    # A performer who pauses licenses nothing, and closes what others license: everybody may be concerned.
    "choices_pause": (ALL, "INSERT INTO snapshots_change (teams) SELECT NULL FROM ({rows}) r LIMIT 1;"),
    "licences_cover": (ALL, "INSERT INTO snapshots_change (partner_id) SELECT DISTINCT r.partner_id FROM ({rows}) r;"),
    "licences_exclusion": (ALL, """
    INSERT INTO snapshots_change (partner_id)
    SELECT DISTINCT l.partner_id FROM ({rows}) r LEFT JOIN licences_licence l ON l.id = r.licence_id;"""),
    # An artist who turns out to be another may be left out under either name.
    "catalog_artist": (("UPDATE",), """
    INSERT INTO snapshots_change (teams)
    SELECT NULL FROM gone JOIN come USING (id) WHERE gone.merged_into_id IS DISTINCT FROM come.merged_into_id LIMIT 1;"""),
    "catalog_asset": (("UPDATE",), """
    INSERT INTO snapshots_change (teams)
    SELECT array_agg(DISTINCT team)
      FROM gone JOIN come USING (id) JOIN choices_standing s ON s.asset_id = come.id AND s.answer > 0,
           unnest(s.licensors) team
     WHERE (gone.isrc, gone.iswc, gone.artist_id) IS DISTINCT FROM (come.isrc, come.iswc, come.artist_id)
    HAVING count(*) > 0;"""),
}


def _create(table: str, event: str) -> str:
    tables, rows = EVENTS[event]
    name = f"{table}_concerns_{event.lower()}"
    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {SOURCES[table][1].format(rows=rows)}
    RETURN NULL;
END $$;
CREATE TRIGGER snapshots_concerns_{event.lower()} AFTER {event} ON {table}
    REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""


def _drop(table: str, event: str) -> str:
    return f"DROP FUNCTION {table}_concerns_{event.lower()}() CASCADE;"


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('teams', '0002_mandate_given_back'),
        ('choices', '0008_a_second_person'),
        ('licences', '0001_initial'),
        ('catalog', '0004_identification'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('test', models.BooleanField(default=False)),
                ('asked_at', models.DateTimeField()),
                ('partner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='teams.team')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('partner', 'test'), name='a_partner_reads_once')],
            },
        ),
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('test', models.BooleanField(default=False)),
                ('number', models.PositiveIntegerField()),
                ('built_at', models.DateTimeField()),
                ('right_at', models.DateTimeField()),
                ('seen', models.TextField()),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveBigIntegerField()),
                ('assets', models.PositiveIntegerField()),
                ('sets', models.PositiveIntegerField()),
                ('licences', models.PositiveIntegerField()),
                ('file', models.CharField(max_length=200)),
                ('compressed_size', models.PositiveBigIntegerField()),
                ('changes', models.CharField(blank=True, default='', max_length=200)),
                ('partner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='snapshots', to='teams.team')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('partner', 'test', 'number'), name='versions_of_a_snapshot_are_numbered')],
            },
        ),
        migrations.RunSQL(TABLE, DROP),
        *(
            migrations.RunSQL(_create(table, event), _drop(table, event))
            for table, (events, _) in SOURCES.items()
            for event in events
        ),
    ]
