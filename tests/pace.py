"""pytest plugin: what makes the whole run quick, and no test different.

With two workers a run is as long as what they do, and what one does while the other has nothing left or waits.
"""

import gc
from collections.abc import Iterator

import pytest

# Tests of fifteen seconds and more: begun late, one of them would leave the other worker without work at the end.
LONG = (
    "tests/portal/ops/test_demo.py",
    "tests/portal/ops/test_seed.py",
    "tests/portal/ops/test_seed_over_others.py",
    "tests/browser/test_every_page.py",
    "tests/browser/test_public.py",
    "tests/browser/test_fans.py",
    "tests/browser/test_overview.py",
    "tests/browser/test_made_pages.py",
    "tests/browser/test_deals.py",
    "tests/faults/",
    "tests/properties/",
)
WITHOUT_A_DATABASE = "tests/architecture/"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with a test that needs the database, so that one worker makes it while the other has work without it."""
    turns: dict[str, list[pytest.Item]] = {"dry": [], "long": [], "rest": []}
    for item in items:
        turns[_turn(item.nodeid)].append(item)
    first = next(_with_a_database(turns["rest"]), None)
    rest = [item for item in turns["rest"] if item is not first]
    items[:] = [*([first] if first else []), *turns["dry"], *turns["long"], *rest]


def _turn(name: str) -> str:
    if name.startswith(WITHOUT_A_DATABASE):
        return "dry"
    return "long" if name.startswith(LONG) else "rest"


def _with_a_database(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    return (item for item in items if "cast" in getattr(item, "fixturenames", ()))


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the garbage collector need not walk through it again and again (portal/wsgi.py)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
