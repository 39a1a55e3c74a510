"""docs/states.md is what the tables of states say."""

from collections.abc import Mapping
from enum import StrEnum

import pytest
from django.core.management import call_command

from consent.licences import states as licences
from consent.requests import states as requests
from portal.ops import drawn_states

TABLES = [(requests.TRANSITIONS, requests.State), (licences.TRANSITIONS, licences.State)]


def test_the_page_is_what_the_tables_say() -> None:
    assert drawn_states.FILE.read_text() == drawn_states.page(), "Run manage.py states and commit what it writes."


def test_drawing_again_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    before = drawn_states.FILE.read_text()
    call_command("states")
    assert drawn_states.FILE.read_text() == before


@pytest.mark.parametrize(("transitions", "states"), TABLES)
def test_every_state_can_be_reached_and_every_way_is_drawn(
    transitions: Mapping[tuple[StrEnum, StrEnum], StrEnum], states: type[StrEnum]
) -> None:
    first = next(iter(states))
    reached = {first}
    while more := {to for (before, _), to in transitions.items() if before in reached} - reached:
        reached |= more
    assert reached == set(states)
    drawn = drawn_states.drawing(transitions, first)
    for (before, act), after in transitions.items():
        [arrow] = [line for line in drawn.splitlines() if line.strip().startswith(f"{before} --> {after}:")]
        assert act.value in arrow
