"""What the database gives besides our tables: Celery's broker (the pgmq schema) and the cache all processes share."""

from django.core.management import call_command
from django.db import migrations
from pgmq import get_embedded_install_sql


def install_broker(apps, schema_editor):
    """Install the SQL of the pgmq package, unless the schema is there (as an extension, or from another deployment).

    Also where another broker is configured: it costs nothing, and going back needs no migration.
    """
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT to_regnamespace('pgmq') IS NOT NULL")
        if not cursor.fetchone()[0]:
            cursor.execute(get_embedded_install_sql())


def create_cache(apps, schema_editor):
    """Make the cache's table, where the cache is in the database (CACHE_URL is not set)."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    """Neither is removed on the way back: other deployments may use them."""

    initial = True
    dependencies = []
    operations = [
        migrations.RunPython(install_broker, migrations.RunPython.noop),
        migrations.RunPython(create_cache, migrations.RunPython.noop),
    ]
