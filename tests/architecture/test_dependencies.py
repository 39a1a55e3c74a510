"""What we depend on: pinned with hashes, each with its reason, nothing under the GPL in our process."""

import re
from importlib.metadata import PackageNotFoundError, metadata

import pytest

from tests.architecture.tree import ROOT

PINS = ("runtime", "dev")


@pytest.mark.parametrize("name", PINS)
def test_every_package_is_pinned_with_hashes(name: str) -> None:
    lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
    pinned = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert pinned
    assert [line for line in pinned if not re.match(r"[a-z0-9][a-z0-9._-]*(\[[a-z,-]+\])?==\S+.*\\$", line)] == []


@pytest.mark.parametrize("name", PINS)
def test_every_dependency_has_its_reason(name: str) -> None:
    lines = (ROOT / "requirements" / f"{name}.in").read_text().splitlines()
    asked = [line for line in lines if line and not line.startswith(("#", "-r"))]
    assert asked
    assert [line for line in asked if not re.search(r"\s# \w+", line)] == []


@pytest.mark.parametrize("name", PINS)
def test_the_pins_are_those_of_what_is_asked_for(name: str) -> None:
    """`make lock` was run after the last change of requirements/*.in."""
    asked = re.findall(r"^([a-z][a-z0-9-]*)", (ROOT / "requirements" / f"{name}.in").read_text(), re.MULTILINE)
    locked = (ROOT / "requirements" / f"{name}.txt").read_text()
    assert [one for one in asked if not re.search(rf"^{one}(\[[a-z,-]+\])?==", locked, re.MULTILINE)] == []


def test_nothing_under_the_gpl_is_imported_into_our_process() -> None:
    pinned = re.findall(r"^([a-z0-9][a-z0-9._-]*)==", (ROOT / "requirements" / "runtime.txt").read_text(), re.MULTILINE)
    licences = {name: licence_of(name) for name in pinned}
    # The Lesser GPL lets others use a library unchanged; the plain one does not.
    assert {name: text for name, text in licences.items() if re.search(r"(?<!L)(?<!Lesser )\bA?GPL|Affero", text)} == {}
    assert "Apache License" in (ROOT / "LICENSE").read_text()


def licence_of(name: str) -> str:
    """What a package says of its licence, in one line; empty where it is for another system."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return ""
    classifiers = [line for line in said.get_all("Classifier") or [] if line.startswith("License")]
    text = " ".join([said["License-Expression"] or "", (said["License"] or "")[:80], *classifiers])
    return text.replace("General Public License", "GPL").replace("Lesser GPL", "LGPL").replace("Library GPL", "LGPL")
