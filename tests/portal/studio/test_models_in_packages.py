"""Weights from packages: there or named as missing, the very ones we know, and read without their frameworks."""

from pathlib import Path

import pytest

from portal.studio.models_in_packages import SEPARATION, TRANSCRIPTION, Damaged, Model
from portal.studio.neural import checkpoint
from portal.studio.spelling import has_flats, key_name, note_name

FOLDER = "pretrained_models/2stems/"


def test_a_model_is_there_or_a_sentence_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert SEPARATION.missing() == TRANSCRIPTION.missing() == ""
    absent = Model("separation model", "no_such_package_here", {"model": "00"}, credit="")
    assert absent.missing() == "The separation model is not installed: run make setup."
    with pytest.raises(Damaged, match="run make setup"):
        absent.file("model")
    (tmp_path / "half_a_package").mkdir()
    (tmp_path / "half_a_package" / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    half = Model("speech model", "half_a_package", {"model": "00"}, credit="")
    assert half.missing() == "The speech model is not installed: run make setup."
    (tmp_path / "half_a_package" / "model").write_text("another one")
    assert half.missing() == ""
    with pytest.raises(Damaged, match="is not the file it should be"):
        half.file("model")


def test_a_checkpoint_is_read_without_its_framework_and_a_broken_one_is_refused(tmp_path: Path) -> None:
    index, data = SEPARATION.file(f"{FOLDER}model.index"), SEPARATION.file(f"{FOLDER}model.data-00000-of-00001")
    weights = checkpoint.read(index, data)
    assert weights["conv2d/kernel"].shape == (5, 5, 2, 16)
    assert weights["conv2d_transpose_11/kernel"].shape == (5, 5, 1, 32)
    assert weights["conv2d_13/bias"].shape == (2,)
    assert (weights["batch_normalization_23/moving_variance"] > 0).all()
    whole = index.read_bytes()
    broken = tmp_path / "model.index"
    for wrong in (b"", b"PK\x03\x04", whole[:-1], whole[:-8] + bytes(8), whole[:100] + whole[-48:]):
        broken.write_bytes(wrong)
        with pytest.raises(checkpoint.Unreadable):
            checkpoint.read(broken, data)


@pytest.mark.parametrize(
    ("found", "written"),
    [("A# major", "B♭ major"), ("G# minor", "G♯ minor"), ("F# major", "F♯ major"), ("C minor", "C minor"), ("", "")],
)
def test_a_key_is_spelled_as_musicians_write_it(found: str, written: str) -> None:
    assert key_name(found) == written


def test_a_note_is_spelled_as_its_key_is() -> None:
    assert [note_name(pitch) for pitch in (21, 60, 61, 108)] == ["A0", "C4", "C♯4", "C8"]
    assert note_name(61, flats=has_flats("F minor")) == "D♭4"
    assert not has_flats("E major")
    assert not has_flats("")
