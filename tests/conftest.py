"""Fixtures everybody uses."""

from pathlib import Path

import hypothesis
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker, Settings

from portal.api.metering import meter
from tests import cast as cast_module
from tests import template
from tests.cast import Cast
from tests.environment import FOLDER

# No test is about time: a machine that does other things beside must not make one fail.
hypothesis.settings.register_profile(
    "ours", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.load_profile("ours")

_KEPT = {"django_migrations", "django_content_type", "auth_permission", "django_site"}  # Django's own, never changed
_EMPTY = """
DO $$ DECLARE name text; filled boolean; BEGIN
    LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE;
    FOREACH name IN ARRAY string_to_array('{tables}', ', ') LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', name) INTO filled;
        IF filled THEN EXECUTE format('DELETE FROM %s', name); END IF;
    END LOOP;
END $$
"""


def _empty_past_the_guards(self: TransactionTestCase) -> None:
    """Tests with real transactions empty the tables afterwards; only there may the append-only guards be passed.

    Django's way truncates every table and writes its content types anew: ten times as long for a few filled tables.
    The locks wait, as truncating does, for whoever is still writing.
    """
    names = sorted(set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - _KEPT)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(_EMPTY.format(tables=", ".join(names)))
        cursor.execute("SET session_replication_role = DEFAULT")


TransactionTestCase._fixture_teardown = _empty_past_the_guards  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """The tests' database is copied from one that is migrated already."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template.ready(FOLDER)


@pytest.fixture(autouse=True)
def _nobody_has_tried_before() -> None:
    """Rate limits count in the cache and in the meter; each test begins at nought."""
    cache.clear()
    meter.forget()


@pytest.fixture
def cast(db: None) -> Cast:
    """The people of the demonstration, their teams, a voice and a likeness; no tracks yet."""
    return cast_module.cast()


@pytest.fixture
def snapshot_files(settings: Settings, tmp_path: Path) -> Path:
    """A folder of the test's own for the files of snapshots."""
    kept = settings.STORAGES["snapshots"]
    settings.STORAGES = {
        **settings.STORAGES, "snapshots": {**kept, "OPTIONS": {**kept["OPTIONS"], "location": tmp_path}}
    }  # fmt: skip
    return tmp_path
