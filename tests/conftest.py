"""Fixtures everybody uses."""

from pathlib import Path

import hypothesis
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from pytest_django import Settings

from portal.api.metering import meter
from tests import cast as cast_module
from tests.cast import Cast

# No test is about time: a machine that does other things beside must not make one fail.
hypothesis.settings.register_profile(
    "ours", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.load_profile("ours")

_flush = TransactionTestCase._fixture_teardown


def _flush_past_the_guards(self: TransactionTestCase) -> None:
    """Tests with real transactions empty the tables afterwards; only there may the append-only guards be passed."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        _flush(self)
        cursor.execute("SET session_replication_role = DEFAULT")


TransactionTestCase._fixture_teardown = _flush_past_the_guards  # type: ignore[method-assign]


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
