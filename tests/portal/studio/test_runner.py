"""A tool in a process of its own: what it does well comes back, and what it does badly harms that one run."""

import os
import time
from pathlib import Path
from typing import Any

import pytest

from portal.studio import runner
from portal.studio.runner import Broke, Limits, Stopped
from portal.studio.tools import Order, Track, Unmakeable
from tests.support.receivers import receiver

ODD = "tests.support.tools.odd"
SMALL = Limits(seconds=20, memory_mb=900, file_mb=8, folder_mb=20)


def heard(percent: int, words: str) -> bool:
    return True


def run(folder: Path, does: str, limits: Limits = SMALL, hear: Any = heard, **inputs: Any) -> Any:
    track = Track("0190", "Neon Harbor", "Ayla Marsh", folder / "track.wav")
    return runner.run(ODD, Order({"does": does, **inputs}, [track], folder / "run"), hear, limits)


def gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody has waited for yet counts as ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state in "ZX"


def test_what_is_made_comes_back_with_its_facts_and_how_far_it_is_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, str]] = []

    def hear(percent: int, words: str) -> bool:
        told.append((percent, words))
        return True

    [made] = run(tmp_path, "well", hear=hear)

    assert (made.role, made.content_type, made.facts, made.used) == (
        "notes",
        "application/json",
        {"tempo": 90},
        ["0190"],
    )
    assert made.path.read_text() == '{"notes": []}'
    assert told[0] in [(0, ""), (10, "Beginning")]


def test_a_reason_that_a_fan_may_read_comes_back_as_it_was_said(tmp_path: Path) -> None:
    with pytest.raises(Unmakeable, match="There is no voice in this track"):
        run(tmp_path, "refuses")


@pytest.mark.parametrize(
    ("does", "why", "again"),
    [
        ("raises", "a model of another shape", False),
        ("crashes", "signal 11", False),
        ("is_killed", "signal 9", True),
        ("writes_for_ever", "File too large", False),
        ("eats_memory", "MemoryError", False),
        ("names_a_file_of_ours", "is no file of its folder", False),
    ],
)
def test_what_breaks_is_told_apart_from_what_was_killed(tmp_path: Path, does: str, why: str, again: bool) -> None:
    with pytest.raises(Broke, match=why) as broke:
        run(tmp_path, does)
    assert broke.value.again is again


@pytest.mark.parametrize(
    ("does", "why"),
    [
        ("writes_many", "more than 20 MB"),
        ("talks_for_ever", "more than anybody can read"),
        ("thinks_for_ever", "ready|signal"),
    ],
)
def test_what_never_ends_is_ended(tmp_path: Path, does: str, why: str) -> None:
    began = time.monotonic()
    with pytest.raises(Broke, match=why):
        run(tmp_path, does, Limits(seconds=6, memory_mb=900, file_mb=8, folder_mb=20))
    assert time.monotonic() - began < 20


def test_whoever_is_no_longer_wanted_ends_with_everything_it_started(tmp_path: Path) -> None:
    tell = tmp_path / "pids"
    with pytest.raises(Stopped):
        run(tmp_path, "hangs_with_a_child", hear=lambda percent, words: not tell.exists(), tell=str(tell))
    ours, its = map(int, tell.read_text().split())
    assert gone(ours)
    assert gone(its)


def test_it_has_no_network_and_none_of_our_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver() as home:
        [made] = run(tmp_path, "calls_home", port=home.port, net=os.readlink("/proc/self/ns/net"))
        assert made.role == "notes"
    [told] = run(tmp_path / "again", "tells_its_environment")
    known = set(told.path.read_text().split())
    assert not known & {name for name in os.environ if "KEY" in name or "URL" in name or "SECRET" in name}
