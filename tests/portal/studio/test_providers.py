"""A tool that somebody else's server makes, over HTTP: what goes there, what comes back, and what goes wrong."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from portal.studio import providers
from portal.studio.providers import OverHTTP
from portal.studio.runner import Broke, Limits, Stopped
from portal.studio.tools import Order, Track, Unmakeable
from tests.support.providers import KEY, Elsewhere, elsewhere

MAKING = {"state": "making", "percent": 40, "words": "Finding the voice"}
READY = {
    "state": "ready",
    "files": [{"role": "vocals", "content_type": "audio/flac", "facts": {"model": "theirs"}, "used": ["0190"]}],
}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers, "_LOOK_SECONDS", 0.02)


def made(
    there: Elsewhere, folder: Path, hear: Callable[[int, str], bool] = lambda percent, words: True, **how: Any
) -> Any:
    folder.mkdir(exist_ok=True)
    (folder / "track.wav").write_bytes(b"RIFF" + bytes(200_000))
    order = Order({"start": 3}, [Track("0190", "Neon Harbor", "Ayla Marsh", folder / "track.wav")], folder / "run", 60)
    limits = Limits(seconds=how.pop("seconds", 10), file_mb=1)
    return OverHTTP(there.url, how.pop("key", KEY), limits).make("karaoke", "019ab-making", order, hear)


def test_an_order_and_its_tracks_go_there_and_the_files_come_back(tmp_path: Path) -> None:
    told: list[tuple[int, str]] = []

    def hear(percent: int, words: str) -> bool:
        told.append((percent, words))
        return True

    with elsewhere(states=[MAKING, READY], files={"vocals": b"fLaC..."}, trouble=2) as there:
        [vocals] = made(there, tmp_path, hear)
    assert there.orders == [
        {
            "tool": "karaoke", "inputs": {"start": 3}, "longest": 60,
            "tracks": [{"asset": "0190", "title": "Neon Harbor", "artist": "Ayla Marsh"}],
        }
    ]  # fmt: skip
    assert there.tracks == [b"RIFF" + bytes(200_000)]
    assert there.keys == ["019ab-making"]
    assert (40, "Finding the voice") in told
    assert (vocals.role, vocals.content_type, vocals.facts, vocals.used) == (
        "vocals", "audio/flac", {"model": "theirs"}, ["0190"],
    )  # fmt: skip
    assert vocals.path.read_bytes() == b"fLaC..."


def test_what_it_refuses_and_what_it_breaks_over_are_told_apart(tmp_path: Path) -> None:
    refuses = {"state": "refused", "sentence": "There is no voice in this."}
    with elsewhere(states=[refuses]) as there, pytest.raises(Unmakeable, match="There is no voice in this"):
        made(there, tmp_path / "a")
    with elsewhere(states=[{"state": "failed", "sentence": "Out of memory."}]) as there:
        with pytest.raises(Broke, match="Out of memory"):
            made(there, tmp_path / "b")
        with pytest.raises(Broke, match="status 401"):
            made(there, tmp_path / "c", key="another")
    with pytest.raises(Broke, match="does not answer"):
        made(there, tmp_path / "d")
    with pytest.raises(Broke, match="https"):
        made(Elsewhere(url="http://203.0.113.9/makings"), tmp_path / "e")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"state": "ready", "files": []}, "no files"),
        ({"state": "ready", "files": [{"role": "../../etc", "content_type": "x"}]}, "is no role"),
        ({"state": "ready", "files": "many"}, "cannot be read"),
        ({"state": "making", "percent": "x"}, "cannot be read"),
    ],
)
def test_rubbish_is_not_believed(tmp_path: Path, answer: dict[str, Any], why: str) -> None:
    with elsewhere(states=[answer]) as there, pytest.raises(Broke, match=why):
        made(there, tmp_path)


def test_neither_an_endless_file_nor_an_endless_wait_holds_the_studio(tmp_path: Path) -> None:
    with elsewhere(states=[READY], endless=True) as there, pytest.raises(Broke, match="larger than 1 MB"):
        made(there, tmp_path / "a")
    with elsewhere(states=[MAKING]) as there:
        with pytest.raises(Broke, match="not ready within"):
            made(there, tmp_path / "b", seconds=1)
        with pytest.raises(Stopped):
            made(there, tmp_path / "c", lambda percent, words: False)
    assert there.given_up == ["/makings/m1"] * 2
