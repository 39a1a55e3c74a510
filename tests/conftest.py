"""Fixtures everybody uses."""

import pgtrigger
import pytest
from django.test import TransactionTestCase

from tests import cast as cast_module
from tests.cast import Cast

_flush = TransactionTestCase._fixture_teardown


def _flush_past_the_guards(self: TransactionTestCase) -> None:
    """Tests with real transactions empty the tables afterwards; only there may the append-only guards be passed."""
    with pgtrigger.ignore():
        _flush(self)


TransactionTestCase._fixture_teardown = _flush_past_the_guards  # type: ignore[method-assign]


@pytest.fixture
def cast(db: None) -> Cast:
    """The people of the demonstration, their teams, a voice and a likeness; no tracks yet."""
    return cast_module.cast()
